/** A column of numbers has so many bins, unless values repeat. */
const BINS = 20;

/**
 * The edges of a column's bins: its quantiles at 1/20, 2/20 … 19/20 by nearest rank (R's type 1), so that each
 * is a value of the data; equal ones are merged. Every engine makes edges by this function, from a sample that
 * is always the same for the same rows: an engine's own approximate quantile depends on how the rows are spread
 * over threads and machines.
 *
 * @param values in any order; those that are not finite are left out
 * @param weights how many rows have each value; by default one
 * @example quantileEdges([1, 2, 2, 2]) // [1, 2]
 */
export function quantileEdges(values: readonly unknown[], weights?: readonly number[]): number[] {
  const finite = values.flatMap((value, i) =>
    Number.isFinite(value) ? { value: value as number, rows: weights?.[i] ?? 1 } : [],
  );
  finite.sort((a, b) => a.value - b.value);
  const rows = finite.reduce((sum, each) => sum + each.rows, 0);
  const edges: number[] = [];
  let [at, upTo] = [-1, 0];
  for (let i = 1; i < BINS && rows > 0; i++) {
    const rank = Math.ceil((i * rows) / BINS);
    while (upTo < rank) upTo += (finite[++at] as { rows: number }).rows;
    const { value } = finite[at] as { value: number };
    // -0 and 0 are the same edge.
    if (edges.at(-1) !== value) edges.push(value);
  }
  return edges;
}
