/**
 * How much of a whole there is, as a bar: full only where nothing is lacking, and marked where there is
 * anything at all.
 *
 * @example meter(0.53, 10, true) // "█████░░░░░"
 */
export function meter(share: number, cells: number, isUnicode: boolean): string {
  const [there, lacking] = isUnicode ? ["█", "░"] : ["#", "."];
  const least = share > 0 ? 1 : 0;
  const filled = Math.min(cells, Math.max(least, Math.floor(share * cells)));
  return there.repeat(filled) + lacking.repeat(cells - filled);
}
