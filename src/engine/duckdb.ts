import { createHash } from "node:crypto";
import type { DayNumber } from "../time/instant.ts";
import { selectCounted } from "./counted-columns.ts";
import { type Connection, connect, type Value } from "./duckdb-connection.ts";
import { DuckdbReference } from "./duckdb-reference.ts";
import { countCategory, countNumbers, createEnum } from "./duckdb-sql.ts";
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
} from "./engine.ts";
import { commonType } from "./field.ts";
import { assemble, type FileHistogram } from "./file-histogram.ts";
import { HistogramBuilder } from "./histogram-builder.ts";
import { makeBins } from "./make-bins.ts";
import type { Bin, Bins, Profile } from "./profile.ts";
import type { ProfileCache } from "./profile-cache.ts";

/**
 * The engine for local files: DuckDB within this process, loaded only now.
 *
 * @param directories whose files it may read
 * @param cache of earlier runs; null for none
 * @returns the problem, where DuckDB is not installed or does not load
 */
export async function openDuckdb(
  directories: readonly string[],
  cache: ProfileCache | null,
): Promise<Engine<EngineSource> | { readonly problem: string }> {
  const connection = await connect(directories);
  return "problem" in connection ? connection : new DuckdbEngine(connection, cache);
}

class DuckdbEngine implements Engine<EngineSource> {
  readonly #connection: Connection;
  readonly #cache: ProfileCache | null;

  constructor(connection: Connection, cache: ProfileCache | null) {
    this.#connection = connection;
    this.#cache = cache;
  }

  async profile(source: EngineSource, window: DayRange, given?: Bins): Promise<Profile> {
    const files = source.files.filter((file) => mayHold(file, window));
    const names = listNames(source, files);
    const bins = given ?? (await this.#findBins(source, files, window, names));
    const histograms = await this.#countFiles(source, files, names, bins);
    const profiled = [...names, ...timeName(source, files)];
    return assemble(histograms, window, profiled, withTime(bins, source));
  }

  async count(source: EngineSource): Promise<ReadonlyMap<DayNumber, number>> {
    const days = new Map<DayNumber, number>();
    for (const { days: own, rows } of await this.#countFiles(source, source.files, [], new Map())) {
      for (const [at, day] of own.entries())
        days.set(day, (days.get(day) ?? 0) + toCount(rows[at]));
    }
    return new Map([...days].sort(([a], [b]) => a - b));
  }

  stop(): void {
    this.#connection.stop();
  }

  async close(): Promise<void> {
    this.#cache?.save();
    this.#connection.close();
  }

  async #findBins(
    source: EngineSource,
    files: readonly EngineFile[],
    window: DayRange,
    names: readonly string[],
  ): Promise<Bins> {
    const keys = files.map((file) => fileKey(source, file));
    const key = keys.includes(null) ? null : hashed([keys, window, names]);
    const known = key === null ? undefined : this.#cache?.findBins(key);
    if (known !== undefined) return known;
    const tables: FileTable[] = [];
    for (const [i, group] of groupFiles(files).entries()) {
      tables.push(await openTable(this.#connection, source, group, `reference${i}`));
    }
    const bins = await makeFileBins(this.#connection, tables, window, names);
    if (key !== null) this.#cache?.addBins(key, bins);
    return bins;
  }

  /** The histograms of files, in the order of the files; of those that are not known they are counted. */
  async #countFiles(
    source: EngineSource,
    files: readonly EngineFile[],
    names: readonly string[],
    bins: Bins,
  ): Promise<FileHistogram[]> {
    const question = hashed([names, [...bins]]);
    const found = new Map<EngineFile, FileHistogram>();
    const keys = new Map<EngineFile, string>();
    for (const file of files) {
      const own = fileKey(source, file);
      if (own === null) continue;
      const key = hashed([own, question]);
      keys.set(file, key);
      const known = this.#cache?.findHistogram(key);
      if (known !== undefined) found.set(file, known);
    }
    const unknown = files.filter((file) => !found.has(file));
    for (const group of groupFiles(unknown)) {
      const table = await openTable(this.#connection, source, group, "counted");
      const counted = await countTable(this.#connection, table, names, bins);
      for (const [file, histogram] of counted) {
        found.set(file, histogram);
        const key = keys.get(file);
        if (key !== undefined) this.#cache?.addHistogram(key, file, histogram);
      }
    }
    return files.flatMap((file) => found.get(file) ?? []);
  }
}

/** Of a file whose day is known, whether it is one of the window. */
function mayHold({ day }: EngineFile, { first, last }: DayRange): boolean {
  return day === undefined || (day >= first && day <= last);
}

/** The columns to profile, in the order in which files have them first. */
function listNames({ leaveOut = [], time }: EngineSource, files: readonly EngineFile[]): string[] {
  const names = new Set(files.flatMap(({ columns }) => columns.map(({ name }) => name)));
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

/** The same for a file that is the same, and is read alike; null for one that cannot be known again. */
function fileKey({ time, zone }: EngineSource, file: EngineFile): string | null {
  if (file.stamp === undefined) return null;
  const { sizeBytes, modifiedMs, changedMs, inode } = file.stamp;
  const how = [describeReading(file), file.day, time?.column, time?.format, zone.name];
  return hashed([file.path, sizeBytes, modifiedMs, changedMs, inode, file.samples, how]);
}

function hashed(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}

async function makeFileBins(
  connection: Connection,
  tables: readonly FileTable[],
  window: DayRange,
  names: readonly string[],
): Promise<Bins> {
  const columns = names.map((name) => {
    const types = tables.flatMap(({ fields }) => fields.get(name)?.type ?? []);
    return { name, type: commonType(types) };
  });
  const others = columns.filter(({ type }) => type === "other");
  const asked = columns.filter(({ type }) => type !== "other");
  const bins = await makeBins(new DuckdbReference(connection, tables, window), asked);
  return new Map([...bins, ...others.map(({ name }): [string, Bin] => [name, NO_BINS])]);
}

const NO_BINS: Bin = { kind: "skipped", why: "type" };

async function countTable(
  connection: Connection,
  table: FileTable,
  names: readonly string[],
  bins: Bins,
): Promise<Map<EngineFile, FileHistogram>> {
  const builders = table.files.map(({ day }) => new HistogramBuilder(day));
  const { numbers, categories } = selectCounted(names, table.fields, bins);
  const counted = await connection.query(countNumbers(table, numbers));
  for (const [file, day, rows, ...cells] of counted) {
    const builder = builders[toCount(file)] as HistogramBuilder;
    builder.addRows(day as number | null, toCount(rows));
    for (const [i, { name }] of numbers.entries()) {
      const [, histogram, filled] = cells.slice(3 * i, 3 * i + 3);
      const counts = ((histogram ?? []) as Value[]).map(toCount);
      const pairs = counts.flatMap((count, bin) => (count === 0 ? [] : [bin, count]));
      builder.addColumn(name, day as number | null, pairs, toCount(filled));
    }
  }
  for (const [i, file] of table.files.entries()) checkRows(file, builders[i] as HistogramBuilder);
  for (const { name, field, values, isWhole } of categories) {
    await connection.createNumbers("listed_values", new Map(values.map((value, i) => [value, i])));
    await connection.run(createEnum("listed", "listed_values"));
    const found = await connection.query(countCategory(table, field, "listed", isWhole));
    for (const [file, day, code, rows] of found) {
      const builder = builders[toCount(file)] as HistogramBuilder;
      const place = toCount(code);
      const pair = place === -1 ? [] : [place === -2 ? values.length : place, toCount(rows)];
      builder.addColumn(name, day as number | null, pair, 0);
    }
  }
  return new Map(table.files.map((file, i) => [file, (builders[i] as HistogramBuilder).build()]));
}

/** @throws EngineProblem where the rows are not those that were counted before */
function checkRows({ name: file, samples, dated }: EngineFile, counted: HistogramBuilder): void {
  if (counted.rows !== samples) {
    const message = `has ${counted.rows} rows as DuckDB reads it, ${samples} as it was counted`;
    throw new EngineProblem(message, { file });
  }
  if (counted.dated === dated) return;
  const message = `has ${counted.dated} rows with a day as DuckDB reads it, ${dated} as it was counted`;
  throw new EngineProblem(message, { file });
}
