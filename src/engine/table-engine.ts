import type { DayNumber, Instant, Zone } from "../time/instant.ts";
import type { Engine, EngineTime, SourceFacts } from "./engine.ts";

/** An engine for tables that do not lie on this machine. */
export interface TableEngine extends Engine<TableSource> {
  /** Scheme and host of the server. */
  readonly server: string;
  /**
   * The columns of a table or a query.
   *
   * @throws EngineProblem
   */
  listColumns(relation: Relation): Promise<readonly TableColumn[]>;
  /**
   * Counts the rows of a table by day, and by what its label column holds.
   *
   * @param label the column of the labels; null for none
   * @throws EngineProblem
   */
  survey(table: EngineTable, zone: Zone, label: string | null): Promise<TableSurvey>;
  /** Ends on the server what runs there, before the process ends. */
  interrupt(): Promise<void>;
}

/** Tables of one server. */
export interface TableSource extends SourceFacts {
  readonly tables: readonly EngineTable[];
}

/** A table or a query, as the server's rows are read. */
export interface EngineTable {
  readonly relation: Relation;
  readonly columns: readonly TableColumn[];
  /** Null where nothing dates its rows. */
  readonly time: EngineTime | null;
}

/** `lake.churn.events`, or an address as `s3://lake/churn/*.parquet`, or a query of which every row counts. */
export type Relation = { readonly table: string } | { readonly sql: string };

export interface TableColumn {
  readonly name: string;
  /** As Trino writes it: `timestamp(6) with time zone`. */
  readonly type: string;
}

/** The rows of a table, counted by a query. */
export interface TableSurvey {
  /** The query that counted them. */
  readonly query: string;
  readonly rows: number;
  readonly days: ReadonlyMap<DayNumber, number>;
  readonly range: { readonly earliest: Instant; readonly latest: Instant } | null;
  /** One text of the time column, where none of its values can be read as a time. */
  readonly unread: string | null;
  /** Null where no label was asked for. */
  readonly labels: LabelSurvey | null;
  /** Of a table whose files can be listed. */
  readonly stored?: StoredFiles;
}

export interface LabelSurvey {
  readonly labelled: number;
  /** By day, of rows whose day is known. */
  readonly days: ReadonlyMap<DayNumber, { readonly labelled: number; readonly unlabelled: number }>;
  /** The most frequent classes, and the rarest as the last of all. */
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  readonly classCount: number;
}

export interface StoredFiles {
  readonly files: number;
  readonly bytes: number;
  readonly modified: { readonly earliest: Instant; readonly latest: Instant } | null;
}
