import type { DayNumber } from "../time/instant.ts";

/** Rows of a window, by day: what every engine returns. Day histograms on fixed edges add up. */
export interface Profile {
  /** Days with rows, ascending; each is a calendar day of the plan's zone. */
  readonly days: readonly DayNumber[];
  /** Rows of each of the days. */
  readonly rows: readonly number[];
  readonly columns: readonly ColumnProfile[];
}

export type ColumnProfile = NumberProfile | CategoryProfile | SkippedColumn;

export interface NumberProfile {
  readonly name: string;
  readonly kind: "number";
  /**
   * Ascending, distinct; bin i holds edges[i-1] < x ≤ edges[i], the last bin everything above; NaN counts
   * as null, ±∞ as numbers.
   */
  readonly edges: readonly number[];
  /** One row for each day, edges.length + 1 bins. */
  readonly counts: DayCounts;
  readonly nulls: readonly number[];
}

export interface CategoryProfile {
  readonly name: string;
  readonly kind: "category";
  /** The most frequent values of the reference, at most 1,000, most frequent first, ties by text. */
  readonly values: readonly string[];
  /** One row for each day, values.length + 1 counts; the last is of all other values. */
  readonly counts: DayCounts;
  readonly nulls: readonly number[];
}

/** The rows of each day in each bin. */
export type DayCounts = readonly Float64Array[];

export interface SkippedColumn {
  readonly name: string;
  readonly kind: "skipped";
  readonly why: "id" | "text" | "constant" | "time" | "type";
}

/** Of a reference window, by which the current one is counted. */
export type Bins = ReadonlyMap<string, Bin>;

export type Bin =
  | { readonly kind: "number"; readonly edges: readonly number[] }
  | { readonly kind: "category"; readonly values: readonly string[] }
  | { readonly kind: "skipped"; readonly why: SkippedColumn["why"] };

/** The bins of a reference window, by which other windows are counted. */
export function binsFrom({ columns }: Profile): Bins {
  return new Map(columns.map((column) => [column.name, binFrom(column)]));
}

function binFrom(column: ColumnProfile): Bin {
  const { kind } = column;
  if (kind === "number") return { kind, edges: column.edges };
  return kind === "category" ? { kind, values: column.values } : { kind, why: column.why };
}
