import type { SourceConfig } from "../../config/schema.ts";
import type { DayNumber } from "../../time/instant.ts";
import type { DataFile, FileCount } from "../reader.ts";

/** The labels of a file, or why they could not be read. */
export type LabelOutcome = FileLabels | { readonly problem: string };

/** A file whose labels are to be read. */
export interface Labelled {
  readonly file: DataFile;
  readonly config: SourceConfig;
  readonly count: FileCount;
  /** The label column, as the source names it. */
  readonly column: string;
}

/** The rows of one file by their labels. */
export interface FileLabels {
  readonly labelled: number;
  readonly unlabelled: number;
  /** Rows by class; null where there are too many to be classes. */
  readonly classes: ReadonlyMap<string, number> | null;
  /** Rows by day, by the file's time column; null where it has none, or label and day were not read together. */
  readonly days: LabelDays | null;
}

/** The same of a column that was read. */
export interface ColumnLabels extends FileLabels {
  /** Its values, or so many of them that they are no classes. */
  readonly values: ReadonlyMap<string, number>;
}

export interface LabelDays {
  readonly labelled: ReadonlyMap<DayNumber, number>;
  readonly unlabelled: ReadonlyMap<DayNumber, number>;
}
