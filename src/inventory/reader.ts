import type { DayNumber, Instant, Zone } from "../time/instant.ts";
import type { Pointer } from "./pointers/pointer.ts";

/**
 * Counts the samples of files of one format, and their event times where there are any.
 * Adding a format is adding a reader to `readers/` and its name to `formats.ts`.
 */
export interface Reader {
  /**
   * Reads one file.
   *
   * @returns what was counted
   * @throws FileProblem, whose message says what is wrong with the file ("line 14: the quote that
   * opens here is never closed"), where its samples cannot be counted; any other error is treated
   * alike
   */
  read(file: DataFile, options: ReadOptions): Promise<FileCount>;
}

/** A regular file that holds data. */
export interface DataFile {
  /** As the plan names it: relative to the working directory, with forward slashes. */
  readonly path: string;
  /** The path to open: `path` made absolute; bytes if the name is not UTF-8. */
  readonly location: string | Buffer;
  readonly sizeBytes: number;
  /** When it was modified, as far as is known. */
  readonly modifiedMs: number;
  /** Whole-file compression, by the last extension (`.gz`, `.zst`), or an archive. */
  readonly compression: "none" | "gzip" | "zstd" | "zip";
  /** Of an archive, the file in it that is read. */
  readonly member?: string | undefined;
  /** Lower-case extension without the compression's: `.csv`. */
  readonly extension: string;
  /** To be told of each some megabytes that were read of it, where that takes long. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

export interface ReadOptions {
  /** Zone of the plan: zone-less times are read in it, and days counted by it. */
  readonly zone: Zone;
  /** The event-time column, where the source names one; else an evident one is looked for. */
  readonly timeColumn?: string;
  /** The format of the event time, where the source states one: see `timeReader`. */
  readonly timeFormat?: string;
  /** Field delimiter, where the source names one; else it is sniffed. */
  readonly delimiter?: string;
  /** One character that quotes fields, escapes others, or begins a comment; `none` for none. */
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  /** Whether rows of delimited text name the columns, or how many; else it is judged by their look. */
  readonly header?: boolean | number;
  /** Whether by the name of the file a first row of words may be a sample as well as a header. */
  readonly mayLackHeader?: boolean;
  /** Lines above the header. */
  readonly skipRows?: number;
  /** As WHATWG's Encoding Standard names it. */
  readonly encoding?: string | undefined;
  /** Where the records lie in a one-object JSON file: dotted keys, such as `result.data`. */
  readonly records?: string;
  /** How the members of an object in JSON hold its table, in the words of pandas; else it is judged by their look. */
  readonly orient?: "list" | "columns" | "index";
  /** The table that is read of those in one file. */
  readonly table?: string;
}

export interface FileCount {
  /** A whole number, ≥ 0. */
  readonly samples: number;
  /** In file order, where the format has columns. */
  readonly columns: readonly Column[] | null;
  readonly eventTime: EventTime | null;
  /** Of the samples, those that may not be samples; by default 0. */
  readonly doubtful?: number;
  /** A column that looks like the event time, and its first value, where none could be read. */
  readonly unreadTime?: { readonly column: string; readonly value: string | null };
  /** Format, delimiter, quotes … as they were assumed, by the keys of the configuration that state them. */
  readonly reading?: Reading;
  /** Remarks for readers of the plan, such as "3 rows have more fields than the header". */
  readonly notes: readonly string[];
  /**
   * SHA-256 of the file, one character a byte, once it was needed to tell a copy from a file that looks
   * like it. No reader sets it.
   */
  digest?: string | undefined;
}

export type Reading = Readonly<Record<string, string | number | boolean>>;

/** The count, why there is no count, or the pointer that stands in the place of a file that is not here. */
export type CountOutcome = FileCount | { readonly problem: string } | { readonly pointer: Pointer };

export interface Column {
  readonly name: string;
  /** The format's own type name (`INT64`, `Utf8`); null where the format has no types. */
  readonly type: string | null;
}

export interface EventTime {
  readonly column: string;
  readonly earliest: Instant;
  readonly latest: Instant;
  /** Samples a calendar day in the plan's zone. */
  readonly days: ReadonlyMap<DayNumber, number>;
  /** Samples whose time is empty or could not be read. */
  readonly untimed: number;
}

/** Why a file's samples cannot be counted. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";
}
