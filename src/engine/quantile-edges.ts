/** A column of numbers has so many bins, unless values repeat. */
const BINS = 20;

/**
 * The edges of a column's bins: its quantiles at 1/20, 2/20 … 19/20 by nearest rank (R's type 1), so that each
 * is a value of the data; equal ones are merged. Every engine makes edges by this function, from a sample that
 * is always the same for the same rows: an engine's own approximate quantile depends on how the rows are spread
 * over threads and machines.
 *
 * @param sorted ascending; those that are not finite are skipped: -∞ at the beginning, ∞ and NaN at the end
 * @example quantileEdges(Float64Array.of(1, 2, 2, 2)) // [1, 2]
 */
export function quantileEdges(sorted: Float64Array): number[] {
  let [from, end] = [0, sorted.length];
  while (from < end && sorted[from] === Number.NEGATIVE_INFINITY) from++;
  while (end > from && !Number.isFinite(sorted[end - 1])) end--;
  return findEdges({ rows: end - from, valueAt: (rank) => sorted[from + rank - 1] as number });
}

/**
 * The same edges, of values each of which is there several times.
 *
 * @param values what is no finite number is skipped
 * @param weights how many rows have each value
 * @example weightedQuantileEdges([1, 2], [1, 3]) // [1, 2]
 */
export function weightedQuantileEdges(
  values: readonly unknown[],
  weights: readonly number[],
): number[] {
  return findEdges(rankWeighted(values, weights));
}

interface Ranked {
  readonly rows: number;
  /** @param rank from 1 on, and never less than at the last call */
  readonly valueAt: (rank: number) => number;
}

function findEdges({ rows, valueAt }: Ranked): number[] {
  const edges: number[] = [];
  for (let i = 1; i < BINS && rows > 0; i++) {
    // -0 and 0 are the same edge.
    const value = valueAt(Math.ceil((i * rows) / BINS)) + 0;
    if (edges.at(-1) !== value) edges.push(value);
  }
  return edges;
}

function rankWeighted(values: readonly unknown[], weights: readonly number[]): Ranked {
  const finite = values.flatMap((value, i) =>
    Number.isFinite(value) ? { value: value as number, rows: weights[i] ?? 0 } : [],
  );
  finite.sort((a, b) => a.value - b.value);
  let [at, upTo] = [-1, 0];
  return {
    rows: finite.reduce((sum, each) => sum + each.rows, 0),
    valueAt(rank) {
      while (upTo < rank) upTo += (finite[++at] as { rows: number }).rows;
      return (finite[at] as { value: number }).value;
    },
  };
}
