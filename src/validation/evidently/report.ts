import type { Check, ValidationRun } from "../schema.ts";

/** Something that Evidently has judged: a test, or a drift metric with its threshold. */
export interface Judged {
  readonly subject: ValidationRun["subject"];
  /** Of the whole data set; of a column for its own sake; or of a column as a part of the whole. */
  readonly scope: "whole" | "alone" | "part";
  /** In Evidently's words: `FAIL`, `drift`. */
  readonly status: string;
  readonly check: Check;
}

/** A report of Evidently, whichever shape it was written in. */
export interface EvidentlyReport {
  /** When it was made, as it says. */
  readonly timestamp: unknown;
  readonly name: string | null;
  readonly modelVersion: string | null;
  /** Rows of the data that were evaluated. */
  readonly rows: number | null;
  readonly judged: readonly Judged[];
  /** Metrics of the model, by the names of the field. */
  readonly ofModel: readonly NamedNumber[];
  /** Every other number. */
  readonly others: readonly NamedNumber[];
}

export interface NamedNumber {
  readonly name: string;
  readonly value: number;
}
