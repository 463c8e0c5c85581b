import type { ColumnProfile, Profile } from "../../engine/profile.ts";
import { sum } from "../../stats/mean.ts";
import { addTo } from "../../stats/vectors.ts";
import type { Histogram } from "./input-schema.ts";

/** Of a category so many values are shown, and the others together. */
const MOST_VALUES = 12;

type Counted = Exclude<ColumnProfile, { kind: "skipped" }>;

/** The shares of the bins of each column in both windows, as charts and tables show them. */
export function compareShares(reference: Profile, current: Profile): Map<string, Histogram> {
  const others = new Map(current.columns.map((column) => [column.name, column]));
  const found = new Map<string, Histogram>();
  for (const column of reference.columns) {
    const other = others.get(column.name);
    if (column.kind === "skipped" || other?.kind !== column.kind) continue;
    const shares = [shareBins(column), shareBins(other)] as const;
    found.set(column.name, { column: column.name, ...describeBins(column, ...shares) });
  }
  return found;
}

/** The columns that have a histogram, each with it. */
export function pairHistograms<Column extends { readonly name: string }>(
  columns: readonly Column[],
  histograms: readonly Histogram[],
): (Column & { histogram: Histogram })[] {
  const found = new Map(histograms.map((histogram) => [histogram.column, histogram]));
  return columns.flatMap((column) => {
    const histogram = found.get(column.name);
    return histogram === undefined ? [] : [{ ...column, histogram }];
  });
}

/** @returns of each bin the share of the rows with a value; zeros without such rows */
function shareBins({ counts }: Counted): number[] {
  const totals = new Float64Array(counts[0]?.length ?? 0);
  for (const day of counts) addTo(totals, day);
  const rows = sum(totals);
  return Array.from(totals, (total) => (rows === 0 ? 0 : total / rows));
}

function describeBins(
  column: Counted,
  reference: number[],
  current: number[],
): Omit<Histogram, "column"> {
  if (column.kind === "number") {
    return { kind: "number", edges: [...column.edges], values: null, reference, current };
  }
  // The values that are frequent in either window; they keep the order of the reference.
  const largest = column.values
    .map((_, at) => ({ at, share: Math.max(reference[at] ?? 0, current[at] ?? 0) }))
    .sort((a, b) => b.share - a.share || a.at - b.at)
    .slice(0, MOST_VALUES)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const pick = (shares: readonly number[]) => {
    const shown = largest.map((at) => shares[at] ?? 0);
    return [...shown, Math.max(0, sum(shares) - sum(shown))];
  };
  return {
    kind: "category",
    edges: null,
    values: largest.map((at) => column.values[at] as string),
    reference: pick(reference),
    current: pick(current),
  };
}
