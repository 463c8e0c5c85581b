import { join } from "node:path";
import type { DayNumber, Instant } from "../time/instant.ts";
import type { Connection, Value } from "./duckdb-connection.ts";
import { openLake } from "./duckdb-lakes.ts";
import {
  fieldType,
  isStored,
  type OpenedFiles,
  readCsv,
  readJson,
  readParquet,
  type Table,
} from "./duckdb-sql.ts";
import { dayOfInstant, dayOfLocal, timeKey } from "./duckdb-time.ts";
import { type EngineFile, EngineProblem, type EngineSource, type EngineTime } from "./engine.ts";
import type { Field } from "./field.ts";
import { quoteName, quoteText } from "./quote.ts";
import { listOffsets } from "./zone-offsets.ts";

/** Files that are alike, and how DuckDB reads them. */
export interface FileTable extends Table {
  readonly files: readonly EngineFile[];
  /** Null where no column dates the rows. */
  readonly time: FileTime | null;
}

export interface FileTime {
  readonly sql: string;
  readonly isText: boolean;
  /** Whether its text is of UTC, even without a zone. */
  readonly isInstant: boolean;
}

/**
 * Of how many columns the different values are counted in one reading of tables: the more rows there are, the more
 * memory the values of each may take.
 */
export function columnsTogether(tables: readonly FileTable[]): number {
  const files = tables.flatMap((table) => table.files);
  const rows = files.reduce((sum, { samples }) => sum + samples, 0);
  return Math.max(1, Math.min(8, Math.floor(ROWS_TOGETHER / rows)));
}

/** Of all columns that are counted in one reading. */
const ROWS_TOGETHER = 1_000_000;

/** Sorts files into those that are alike, in order. */
export function groupFiles(files: readonly EngineFile[]): EngineFile[][] {
  const groups = new Map<string, EngineFile[]>();
  for (const file of files) {
    const key = describeReading(file);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(file);
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MOST_FILES) }, (_, i) =>
      group.slice(i * MOST_FILES, (i + 1) * MOST_FILES),
    ),
  );
}

const MOST_FILES = 500;

/** How a file is read, as a text. */
export function describeReading(file: EngineFile): string {
  const { format, compression, columns, reading, day, lake } = file;
  // The files of a lake's table have the columns that its book says.
  const own = lake === undefined ? columns : [lake.format, lake.folder];
  return JSON.stringify([format, compression, own, reading, day === undefined]);
}

/**
 * Prepares to read files that are alike. Text is parsed once, into a copy, since each query would do it
 * again.
 *
 * @param name of what has to be made for it; none of this name stays from an earlier one
 * @param isByPath whether the files of a lake's table are told by their paths, and all are read
 * @throws EngineProblem
 */
export async function openTable(
  connection: Connection,
  { time, zone }: EngineSource,
  files: readonly EngineFile[],
  name: string,
  isByPath = false,
): Promise<FileTable> {
  const [first] = files as [EngineFile];
  const opened =
    first.lake !== undefined
      ? await openLake(connection, first.lake, files, time, isByPath)
      : await (first.format === "parquet" ? openParquet : copyText)(connection, files, time, name);
  const fields = new Map([...opened.fields, ...partitionFields(files, opened.file)]);
  const plain = { ...opened, fields, files, day: "cast(null as integer)", time: null };
  if (time === null || first.day !== undefined) return plain;
  if (opened.time === null) {
    throw new EngineProblem(`has no column "${time.column}"`, { file: first.name });
  }
  const { sql, type } = opened.time;
  const isInstant = type === "TIMESTAMP WITH TIME ZONE" || isOfUtc(first, time);
  const isText = !/^(?:DATE|TIMESTAMP)/.test(type);
  const dated = { ...plain, time: { sql, isText, isInstant } };
  if (isInstant && zone.name !== "UTC") {
    const [[from, to] = []] = await connection.query(
      `select cast(min(t) as double), cast(max(t) as double) from (select case when isfinite(${sql}) then epoch_us(${sql}) end as t from ${opened.from})`,
    );
    const offsets = from === null ? [] : listOffsets(zone, from as Instant, to as Instant);
    return { ...dated, day: dayOfInstant(sql, offsets) };
  }
  if (isInstant) return { ...dated, day: dayOfInstant(sql, []) };
  if (!isText) return { ...dated, day: dayOfLocal(sql) };
  const field = fieldType(type);
  if (field !== "text" && field !== "number" && field !== "whole") {
    throw new EngineProblem(`has "${time.column}" of type ${type}`, { file: first.name });
  }
  const key = timeKey(sql, field === "text", time);
  const days = `days_${name}`;
  await connection.createNumbers(
    days,
    await readDays(connection, key, opened.from, time, zone.dayOf),
  );
  const from = `(select *, ${opened.hidden}, ${key} as time_key from ${opened.from}) left join (select key as known_key, number as known_day from ${days}) on time_key = known_key`;
  return { ...dated, from, day: "known_day" };
}

/** The columns that folders tell: of each row the value of its file. */
function partitionFields(files: readonly EngineFile[], file: string): [string, Field][] {
  const names = new Set(files.flatMap(({ partition }) => [...(partition?.keys() ?? [])]));
  return [...names].map((name) => {
    const values = files.map(({ partition }) => partition?.get(name) ?? null);
    const list = values.map((value) => (value === null ? "null" : quoteText(value)));
    return [name, { sql: `([${list.join(", ")}]::varchar[])[${file}::bigint + 1]`, type: "text" }];
  });
}

/**
 * An INT96, by Spark's reading, and a time of the older generation of the format are instants; DuckDB takes
 * both for local times.
 */
function isOfUtc({ columns }: EngineFile, { column }: EngineTime): boolean {
  const type = columns.find(({ name }) => name === column)?.type ?? "";
  return type === "INT96" || /^TIMESTAMP\(\w+,UTC\)$/.test(type);
}

async function readDays(
  connection: Connection,
  key: string,
  from: string,
  { column, readTime }: EngineTime,
  dayOf: (instant: Instant) => DayNumber,
): Promise<Map<string, DayNumber | null>> {
  const rows = await connection.query(
    `select distinct ${key} as k from ${from} where k is not null limit ${MOST_KEYS + 1}`,
  );
  if (rows.length > MOST_KEYS) {
    throw new EngineProblem(`"${column}" holds too many times that differ as text`);
  }
  const days = new Map<string, DayNumber | null>();
  for (const [text] of rows as [string][]) {
    const instant = readTime(text);
    days.set(text, Number.isNaN(instant) ? null : dayOf(instant));
  }
  return days;
}

/** Two years of minutes. */
const MOST_KEYS = 1_100_000;

async function openParquet(
  connection: Connection,
  files: readonly EngineFile[],
  time: EngineTime | null,
): Promise<OpenedFiles> {
  const from = readParquet(files.map(({ path }) => path));
  const [first] = files as [EngineFile];
  const describe = (columns: string) =>
    connection.query(
      `describe select ${columns} from ${isStored(first.path) ? from : readParquet([first.path])}`,
    );
  const described = (await describe("*")) as [string, string][];
  const types = new Map(described);
  const fields = new Map(
    described.map(([name, type]) => [name, { sql: quoteName(name), type: fieldType(type) }]),
  );
  const at = { from, file: "file_index", row: "file_row_number", fields };
  const hidden = "file_index, file_row_number";
  if (time === null) return { ...at, hidden, time: null };
  const own = types.get(time.column);
  if (own !== undefined) {
    return { ...at, hidden, time: { sql: quoteName(time.column), type: own } };
  }
  if (!time.column.includes(".")) return { ...at, hidden, time: null };
  const sql = time.column.split(".").map(quoteName).join(".");
  const [[, type] = []] = await describe(sql);
  return { ...at, hidden, time: { sql, type: type as string } };
}

async function copyText(
  connection: Connection,
  files: readonly EngineFile[],
  time: EngineTime | null,
  name: string,
): Promise<OpenedFiles> {
  const [first] = files as [EngineFile];
  const paths = files.map(({ path }) => path);
  const names = first.columns.map((column) => column.name);
  const isCsv = first.format === "csv";
  refuseShape(first);
  const text = (path: readonly string[]) =>
    `${quoteName(path[0] ?? "")}->>${quoteText(`$${path.slice(1).map((key) => `.${JSON.stringify(key)}`)}`)}`;
  const columns = names.map((column, i) =>
    isCsv ? `nullif(c${i}, '') as c${i}` : `${text([column])} as c${i}`,
  );
  const isNested = time !== null && !names.includes(time.column) && time.column.includes(".");
  if (isNested && !isCsv) columns.push(`${text(time.column.split("."))} as t`);
  const source = isCsv ? readCsv(paths, first) : readJson(paths, first);
  const path = join(connection.temporary, `${name}.parquet`);
  await connection.run(
    `copy (select file_index as file, ${columns.join(", ")} from ${source}) to ${quoteText(path)} (format parquet, compression zstd, row_group_size 60000)`,
  );
  const fields = new Map<string, Field>();
  for (const [i, column] of names.entries()) {
    if (!fields.has(column)) fields.set(column, { sql: `c${i}`, type: "text" });
  }
  const sql = isNested ? "t" : time === null ? undefined : fields.get(time.column)?.sql;
  return {
    from: readParquet([path]),
    file: "file",
    row: "file_row_number",
    hidden: "file_row_number",
    fields,
    time: sql === undefined ? null : { sql, type: "VARCHAR" },
  };
}

function refuseShape({ name, format, reading }: EngineFile): void {
  if (format === "csv" || (reading.records === undefined && reading.orient === undefined)) return;
  throw new EngineProblem("holds its rows within an object of JSON, which DuckDB does not read", {
    file: name,
  });
}

/** A number that DuckDB has counted. */
export function toCount(value: Value | undefined): number {
  return Number(value ?? 0);
}
