import type { DayNumber, Instant, Zone } from "../time/instant.ts";
import type { Bins, Profile } from "./profile.ts";

/**
 * Counts and profiles the rows of a source where they lie. It knows tables and columns, and nothing of plans.
 * Every engine gives the same profile of the same rows.
 */
export interface Engine<Source extends SourceFacts> {
  /**
   * The rows of a window by day.
   *
   * @param bins of the reference; without them, this is the reference, and they are made
   * @throws EngineProblem
   */
  profile(source: Source, window: DayRange, bins?: Bins): Promise<Profile>;
  /**
   * The rows of each day; rows without a day are not among them.
   *
   * @throws EngineProblem
   */
  count(source: Source): Promise<ReadonlyMap<DayNumber, number>>;
  /** Ends what runs: it throws an EngineProblem. */
  stop(): void;
  close(): Promise<void>;
}

/** Whole days, both included. */
export interface DayRange {
  readonly first: DayNumber;
  readonly last: DayNumber;
}

/** The facts that a source has, wherever its rows lie. */
export interface SourceFacts {
  /** Of the plan: days are counted in it. */
  readonly zone: Zone;
  /** Columns that are not profiled, and not named. */
  readonly leaveOut?: readonly string[];
}

/** Files of this machine. */
export interface EngineSource extends SourceFacts {
  readonly files: readonly EngineFile[];
  /** Null where each file's day is known by its folder or name. */
  readonly time: EngineTime | null;
}

export interface EngineTime {
  readonly column: string;
  /** Of a format that was stated or found: one of `TIME_FORMAT_NAMES`, or a pattern of strptime. */
  readonly format?: string;
  /** The instant of a text, as the counting of samples reads it; NaN for none. */
  readonly readTime: (text: string) => Instant;
}

export interface EngineFile {
  /** Absolute. */
  readonly path: string;
  /** By which a problem names it. */
  readonly name: string;
  readonly format: "csv" | "json" | "jsonl" | "parquet";
  readonly compression: "none" | "gzip" | "zstd";
  /** Of its counting: an engine that reads another number of rows gives no profile. */
  readonly samples: number;
  /** Of them, those whose day is known: an engine that knows others gives no profile either. */
  readonly dated: number;
  /** In file order, as they were found when it was counted. */
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  /** How it was read then, by the keys of the configuration: `delimiter`, `quote`, `escape`, `header` … */
  readonly reading: Readonly<Record<string, string | number | boolean>>;
  /** Columns of which all its rows have the same value, which its folders tell; null for none. */
  readonly partition?: ReadonlyMap<string, string | null>;
  /** Of all its rows, where its folder or its name tells it. */
  readonly day?: DayNumber;
  /** From the first day of a row to the last, where rows tell it: outside of a window the file is not read. */
  readonly days?: DayRange;
  /** The table whose book says which of its rows still hold: these alone are read. */
  readonly lake?: LakeTable;
  /** By which it is known again; without it, nothing of the file is kept. */
  readonly stamp?: FileStamp;
}

export interface LakeTable {
  readonly format: "Delta" | "Iceberg";
  /** Absolute, or an address in an object store. */
  readonly folder: string;
  /** The names of the files in its folder `metadata`, where that is not on this machine. */
  readonly descriptions?: readonly string[];
}

/** The facts that a directory records of a file. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
  readonly inode: number;
}

/** Why a source is not profiled, or one file of it: the rest can then be profiled without that file. */
export class EngineProblem extends Error {
  override readonly name = "EngineProblem";
  /** The name of the one file that has it; null where it is no single file's problem. */
  readonly file: string | null;
  /** Whether the engine was told to stop: no file is at fault. */
  readonly isStopped: boolean;

  /** @param message a clause for the plan; with a file, what follows its name: "has no column …" */
  constructor(
    message: string,
    { file = null, isStopped = false, ...options }: ProblemOptions = {},
  ) {
    super(message, options);
    this.file = file;
    this.isStopped = isStopped;
  }
}

interface ProblemOptions extends ErrorOptions {
  readonly file?: string | null;
  readonly isStopped?: boolean;
}
