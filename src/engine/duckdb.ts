import { createHash } from "node:crypto";
import type { DayNumber } from "../time/instant.ts";
import { type Connection, connect } from "./duckdb-connection.ts";
import { countTable } from "./duckdb-histograms.ts";
import { LAKE_EXTENSIONS } from "./duckdb-lakes.ts";
import { DuckdbReference } from "./duckdb-reference.ts";
import {
  describeReading,
  type FileTable,
  groupFiles,
  openTable,
  toCount,
} from "./duckdb-tables.ts";
import {
  type DayRange,
  type Engine,
  type EngineFile,
  EngineProblem,
  type EngineSource,
  type LakeTable,
} from "./engine.ts";
import { assemble, type FileHistogram } from "./file-histogram.ts";
import { makeBins } from "./make-bins.ts";
import type { Bins, Profile } from "./profile.ts";
import type { ProfileCache } from "./profile-cache.ts";

/**
 * The engine for local files: DuckDB within this process, loaded only now.
 *
 * @param directories whose files it may read
 * @param cache of earlier runs; null for none
 * @param lakes formats of tables that it shall read, by extensions that the user has installed
 * @returns the problem, where DuckDB is not installed or does not load
 */
export async function openDuckdb(
  directories: readonly string[],
  cache: ProfileCache | null,
  { formats, place }: LakeReading = { formats: [], place: null },
): Promise<DuckdbEngine | { readonly problem: string }> {
  const names = formats.flatMap((format) => LAKE_EXTENSIONS[format]);
  const connection = await connect(directories, { names, place });
  return "problem" in connection ? connection : new DuckdbEngine(connection, cache);
}

interface LakeReading {
  readonly formats: readonly LakeTable["format"][];
  /** The folder of DuckDB's extensions; null for that in the home directory. */
  readonly place: string | null;
}

export class DuckdbEngine implements Engine<EngineSource> {
  readonly #connection: Connection;
  readonly #cache: ProfileCache | null;
  /** Of this run: a file with days of both windows is counted once. */
  readonly #counted = new Map<string, FileHistogram>();

  constructor(connection: Connection, cache: ProfileCache | null) {
    this.#connection = connection;
    this.#cache = cache;
  }

  async profile(source: EngineSource, window: DayRange, given?: Bins): Promise<Profile> {
    const files = source.files.filter((file) => mayHold(file, window));
    const names = listNames(source, files);
    const opened: OpenTables = new Map();
    const bins = given ?? (await this.#findBins(source, files, window, names, opened));
    const histograms = await this.#countFiles(source, files, names, bins, opened);
    const profiled = [...names, ...timeName(source, files)];
    return assemble(histograms, window, profiled, withTime(bins, source));
  }

  async count(source: EngineSource): Promise<ReadonlyMap<DayNumber, number>> {
    const days = new Map<DayNumber, number>();
    const { files } = source;
    for (const { days: own, rows } of await this.#countFiles(
      source,
      files,
      [],
      new Map(),
      new Map(),
    )) {
      for (const [at, day] of own.entries())
        days.set(day, (days.get(day) ?? 0) + toCount(rows[at]));
    }
    return new Map([...days].sort(([a], [b]) => a - b));
  }

  /**
   * The rows of each file, by day, without comparing them with an earlier count: of a table whose book alone
   * says which rows it holds. A file without such rows is not there.
   *
   * @throws EngineProblem
   */
  async countFiles(source: EngineSource): Promise<Map<EngineFile, CountedRows>> {
    const counted = new Map<EngineFile, CountedRows>();
    for (const files of groupFiles(source.files)) {
      const { from, day, file } = await openTable(this.#connection, source, files, "counted", true);
      const byPath = new Map(files.map((each) => [each.path, each]));
      const sql = `select ${file} as f, ${day} as d, count(*) from ${from} group by f, d`;
      for (const [path, of, rows] of await this.#connection.query(sql)) {
        const found = typeof path === "string" ? byPath.get(path) : files[toCount(path)];
        if (found === undefined) {
          throw new EngineProblem("it holds rows of files that were not found in its folder");
        }
        const own = counted.get(found) ?? { rows: 0, days: new Map<DayNumber, number>() };
        const known = (of as DayNumber | null) ?? found.day;
        if (known !== undefined) own.days.set(known, (own.days.get(known) ?? 0) + toCount(rows));
        counted.set(found, { ...own, rows: own.rows + toCount(rows) });
      }
    }
    return counted;
  }

  stop(): void {
    this.#connection.stop();
  }

  async close(): Promise<void> {
    // Its memory is free then.
    this.#connection.close();
    this.#cache?.save();
  }

  async #findBins(
    source: EngineSource,
    files: readonly EngineFile[],
    window: DayRange,
    names: readonly string[],
    opened: OpenTables,
  ): Promise<Bins> {
    const key = hashed([files.map((file) => fileKey(source, file)), window, names]);
    // Files that cannot be known again give bins that are not kept.
    const isLasting = files.every(({ stamp }) => stamp !== undefined);
    const known = isLasting ? this.#cache?.findBins(key) : undefined;
    if (known !== undefined) return known;
    const tables: FileTable[] = [];
    for (const [i, group] of groupFiles(files).entries()) {
      const table = await openTable(this.#connection, source, group, `reference${i}`);
      tables.push(table);
      opened.set(listPaths(group), table);
    }
    const bins = await makeBins(
      new DuckdbReference(this.#connection, tables, window),
      names,
      tables,
    );
    if (isLasting) this.#cache?.addBins(key, bins);
    return bins;
  }

  /** The histograms of files, in the order of the files; of those that are not known they are counted. */
  async #countFiles(
    source: EngineSource,
    files: readonly EngineFile[],
    names: readonly string[],
    bins: Bins,
    opened: OpenTables,
  ): Promise<FileHistogram[]> {
    const question = hashed(names.map((name) => [name, bins.get(name)]));
    const found = new Map<EngineFile, FileHistogram>();
    const keys = new Map<EngineFile, string>();
    for (const file of files) {
      const key = hashed([fileKey(source, file), question]);
      keys.set(file, key);
      const known = this.#counted.get(key) ?? this.#cache?.findHistogram(key);
      if (known !== undefined) found.set(file, known);
    }
    const unknown = files.filter((file) => !found.has(file));
    for (const group of groupFiles(unknown)) {
      const table =
        opened.get(listPaths(group)) ??
        (await openTable(this.#connection, source, group, "counted"));
      const counted = await countTable(this.#connection, table, names, bins);
      for (const [file, histogram] of counted) {
        found.set(file, histogram);
        const key = keys.get(file) as string;
        this.#counted.set(key, histogram);
        this.#cache?.addHistogram(key, file, histogram);
      }
    }
    return files.flatMap((file) => found.get(file) ?? []);
  }
}

/** Tables by the paths of their files: those of the reference are read for the bins, and then by them. */
type OpenTables = Map<string, FileTable>;

function listPaths(files: readonly EngineFile[]): string {
  return files.map(({ path }) => path).join("\0");
}

interface CountedRows {
  readonly rows: number;
  /** Of rows whose day is known. */
  readonly days: Map<DayNumber, number>;
}

/** Of a file whose days are known, whether one of them is of the window. */
function mayHold({ day, days }: EngineFile, { first, last }: DayRange): boolean {
  if (day !== undefined) return day >= first && day <= last;
  return days === undefined || (days.first <= last && days.last >= first);
}

/** The columns to profile, in the order in which files have them first. */
function listNames({ leaveOut = [], time }: EngineSource, files: readonly EngineFile[]): string[] {
  const names = new Set(
    files.flatMap(({ columns, partition }) => [
      ...columns.map(({ name }) => name),
      ...(partition?.keys() ?? []),
    ]),
  );
  return [...names].filter((name) => name !== time?.column && !leaveOut.includes(name));
}

function timeName({ time }: EngineSource, files: readonly EngineFile[]): string[] {
  const isThere = files.some(({ columns }) => columns.some(({ name }) => name === time?.column));
  return time !== null && isThere ? [time.column] : [];
}

function withTime(bins: Bins, { time }: EngineSource): Bins {
  if (time === null) return bins;
  return new Map([...bins, [time.column, { kind: "skipped", why: "time" }]]);
}

/** The same for a file that is the same, and is read alike. */
function fileKey({ time, zone }: EngineSource, file: EngineFile): string {
  const { path, stamp, samples, day } = file;
  const how = [describeReading(file), day, time?.column, time?.format, zone.name];
  return hashed([path, stamp, samples, how]);
}

function hashed(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}
