const BARS = [..."▁▂▃▄▅▆▇█"];

/**
 * Values as bars of a line of text, from the least to the most of them; more than `width` are drawn by
 * the means of neighbours. A value that is none is a cross, values all alike are bars of half height.
 *
 * @example sparkline([1, 2, null, 8], 10) // "▁▂×█"
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const bars = shrunk(values, width);
  const finite = bars.filter((value) => value !== null);
  const least = Math.min(...finite);
  const span = Math.max(...finite) - least;
  return bars
    .map((value) => {
      if (value === null) return "×";
      const height = span > 0 ? (value - least) / span : 0.5;
      return BARS[Math.round(height * (BARS.length - 1))];
    })
    .join("");
}

/** Groups of neighbours, as equal as they can be, by the mean of what is finite in them. */
function shrunk(values: readonly (number | null)[], width: number): (number | null)[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, i) => {
    const from = Math.floor((i * values.length) / width);
    const group = values.slice(from, Math.floor(((i + 1) * values.length) / width));
    const finite = group.filter((value) => value !== null);
    return finite.length === 0 ? null : finite.reduce((sum, x) => sum + x, 0) / finite.length;
  });
}
