/**
 * The value below which a share of the values lies, between neighbours by straight lines: R's type 7,
 * numpy's default. NaN of nothing.
 *
 * @example quantile([1, 2, 3, 4, 10], 0.9) // 7.6
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below] ?? Number.NaN;
  const upper = sorted[below + 1] ?? lower;
  return lower + (position - below) * (upper - lower);
}
