const BARS = [..."▁▂▃▄▅▆▇█"];
/** Where the terminal shows no more: higher on the line, then darker. */
const ASCII_BARS = [..."_.-~+*#@"];

/**
 * Values as bars of a line of text, from the least to the most of them; more than `width` are drawn by
 * the means of neighbours. A missing value is a cross, and so are neighbours of which at least half
 * are missing; values all alike are bars of half height.
 *
 * @example sparkline([1, 2, null, 8], 10) // "▁▂×█"
 */
export function sparkline(
  values: readonly (number | null)[],
  width: number,
  isUnicode = true,
): string {
  const [heights, gap] = isUnicode ? [BARS, "×"] : [ASCII_BARS, "x"];
  const bars = shrunk(values, width);
  const finite = bars.filter((value) => value !== null);
  const least = Math.min(...finite);
  const span = Math.max(...finite) - least;
  return bars
    .map((value) => {
      if (value === null) return gap;
      const height = span > 0 ? (value - least) / span : 0.5;
      return heights[Math.round(height * (heights.length - 1))];
    })
    .join("");
}

/** Groups of neighbours, as equal as they can be, by the mean of the values in them. */
function shrunk(values: readonly (number | null)[], width: number): (number | null)[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, i) => {
    const from = Math.floor((i * values.length) / width);
    const group = values.slice(from, Math.floor(((i + 1) * values.length) / width));
    const finite = group.filter((value) => value !== null);
    if (2 * finite.length <= group.length) return null;
    return finite.reduce((sum, x) => sum + x, 0) / finite.length;
  });
}
