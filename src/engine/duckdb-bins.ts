import {
  type ColumnGuess,
  type ColumnSample,
  FEW_VALUES,
  guessColumn,
  isId,
} from "./column-kind.ts";
import type { Connection } from "./duckdb-connection.ts";
import {
  asCategory,
  asNumber,
  type Field,
  type FieldType,
  inSample,
  isMissing,
} from "./duckdb-sql.ts";
import { type FileTable, toCount } from "./duckdb-tables.ts";
import type { DayRange } from "./engine.ts";
import type { Bin, Bins } from "./profile.ts";

/**
 * Decides by the rows of a window what each column is, and its bins. A sample, which is always the same,
 * gives edges and a first guess; categories and ids are looked up in all rows.
 */
export async function makeBins(
  connection: Connection,
  tables: readonly FileTable[],
  window: DayRange,
  names: readonly string[],
): Promise<Bins> {
  const types = new Map(names.map((name) => [name, commonType(tables, name)]));
  const asked = names.filter((name) => types.get(name) !== "other");
  const bins = new Map<string, Bin>(names.map((name) => [name, { kind: "skipped", why: "type" }]));
  if (asked.length === 0) return bins;
  const fields = asked.map((name, i) => ({ sql: `v${i}`, type: types.get(name) as FieldType }));
  const sampled = await sampleRows(connection, tables, window, asked, fields);
  const guesses = await guessColumns(connection, fields);
  const edges = await findEdges(connection, fields);
  for (const [i, name] of asked.entries()) {
    const guess = guesses[i] as ColumnGuess;
    const number = (): Bin => ({ kind: "number", edges: edges[i] as number[] });
    const { type } = fields[i] as Field;
    const rows: Rows = (type, column) =>
      unionRows(tables, window, [name], [type], column, () => "true");
    if (guess.kind === "skipped") bins.set(name, guess);
    else if (guess.kind === "number") bins.set(name, number());
    else if (guess.kind === "category")
      bins.set(name, await findCategories(connection, rows, false));
    else if (guess.kind === "few") {
      bins.set(name, await findFew(connection, rows, type, number));
    } else if (await isUnique(connection, rows, type, guess.otherwise === "number", sampled)) {
      bins.set(name, { kind: "skipped", why: "id" });
    } else if (guess.otherwise === "number") bins.set(name, number());
    else bins.set(name, await findCategories(connection, rows, false));
  }
  return bins;
}

/** The kind of a column that has several types in files. */
function commonType(tables: readonly FileTable[], name: string): FieldType {
  const types = new Set(tables.flatMap(({ fields }) => fields.get(name)?.type ?? []));
  const [first = "other"] = types;
  if (types.size === 1) return first;
  if (types.has("other")) return "other";
  return [...types].every((type) => type === "number" || type === "whole") ? "number" : "text";
}

/** The rows of a window from all tables, with one expression a column. */
function unionRows(
  tables: readonly FileTable[],
  { first, last }: DayRange,
  names: readonly string[],
  types: readonly FieldType[],
  column: (field: Field) => string,
  where: (table: FileTable) => string,
): string {
  const selects = tables.map((table) => {
    const each = names.map((name, i) => {
      const field = table.fields.get(name);
      const sql = field === undefined ? "null" : column(field);
      return `cast(${sql} as ${SQL_TYPES[types[i] as FieldType]}) as v${i}`;
    });
    // A file whose folder tells its day was chosen by it.
    const days =
      table.files[0]?.day === undefined ? `${table.day} between ${first} and ${last}` : "true";
    return `select ${each.join(", ")} from ${table.from} where ${where(table)} and ${days}`;
  });
  return selects.join(" union all ");
}

const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  number: "double",
  whole: "hugeint",
  boolean: "boolean",
  text: "varchar",
  other: "varchar",
};

/** @returns of how many rows one was taken */
async function sampleRows(
  connection: Connection,
  tables: readonly FileTable[],
  window: DayRange,
  names: readonly string[],
  fields: readonly Field[],
): Promise<number> {
  const files = tables.flatMap((table) => table.files);
  const rows = files.reduce((sum, { samples }) => sum + samples, 0);
  const every = Math.max(1, Math.floor(rows / SAMPLE_ROWS));
  const types = fields.map(({ type }) => type);
  const select = unionRows(tables, window, names, types, readAsIs, (table) =>
    inSample(table, every, rows / files.length),
  );
  await connection.run(`create or replace temp table sampled as ${select}`);
  return every;
}

/** Then the share of rows below an edge is known to some tenths of a per cent. */
const SAMPLE_ROWS = 20_000;

async function guessColumns(
  connection: Connection,
  fields: readonly Field[],
): Promise<ColumnGuess[]> {
  const parts = fields.map((field) => {
    const { sql, type } = field;
    if (type === "boolean") return [`count(${sql})`, `approx_count_distinct(${sql})`];
    const number = asNumber(field);
    const own = [
      `count(${sql})`,
      `approx_count_distinct(${sql})`,
      `count(${number})`,
      `count_if(${number} = trunc(${number}))`,
    ];
    if (type !== "text") return own;
    return [
      ...own,
      `approx_count_distinct(${number})`,
      `count_if(${isMissing(sql)})`,
      `count(case when substr(${sql}, 5, 1) = '-' then try_cast(${sql} as timestamp) end)`,
      `count_if(${sql} similar to '[{[].*')`,
      `coalesce(avg(length(${sql})), 0)`,
      `coalesce(avg(1 + length(${sql}) - length(replace(${sql}, ' ', ''))), 0)`,
    ];
  });
  const [row = []] = await connection.query(`select ${parts.flat().join(", ")} from sampled`);
  let at = 0;
  return fields.map(({ type }, i) => {
    const own = row.slice(at, at + (parts[i] as string[]).length).map(toCount);
    at += own.length;
    const [values = 0, distinct = 0, numbers = 0, whole = 0, distinctNumbers = distinct] = own;
    const [missing = 0, times = 0, nested = 0, meanLength = 0, meanWords = 0] = own.slice(5);
    const sample: ColumnSample = {
      type,
      values,
      distinct,
      numbers,
      whole,
      distinctNumbers,
      missing,
      times,
      nested,
      meanLength,
      meanWords,
    };
    return guessColumn(sample);
  });
}

/** Nineteen quantiles of each column's numbers, equal ones merged: each is a value of the sample. */
async function findEdges(connection: Connection, fields: readonly Field[]): Promise<number[][]> {
  const each = fields.map((field) => (field.type === "boolean" ? "null" : asNumber(field)));
  const columns = await connection.queryColumns(
    `select ${each.map((sql, i) => `${sql} as e${i}`).join(", ")} from sampled`,
  );
  return columns.map((column) => {
    const values = Float64Array.from(
      column.filter((value) => Number.isFinite(value)) as number[],
    ).sort();
    if (values.length === 0) return [];
    const quantiles = Array.from({ length: BINS - 1 }, (_, i) => {
      return values[Math.ceil(((i + 1) * values.length) / BINS) - 1] as number;
    });
    return [...new Set(quantiles)];
  });
}

const BINS = 20;
/** So many values are counted one by one. */
const MOST_VALUES = 1000;

/** The rows of one column, `v0`, of a type. */
type Rows = (type: FieldType, column: (field: Field) => string) => string;

const readAsIs = ({ sql }: Field) => sql;

async function findValues(connection: Connection, rows: Rows, isWhole: boolean, most: number) {
  const texts = rows("text", (field) => asCategory(field, isWhole));
  return connection.query(
    `select v0, count(*) as n from (${texts}) group by v0 order by v0 is null, n desc, v0 limit ${most}`,
  );
}

async function findCategories(connection: Connection, rows: Rows, isWhole: boolean): Promise<Bin> {
  const found = await findValues(connection, rows, isWhole, MOST_VALUES);
  const values = found.flatMap(([value]) => (value === null ? [] : [value as string]));
  return { kind: "category", values };
}

async function findFew(
  connection: Connection,
  rows: Rows,
  type: FieldType,
  number: () => Bin,
): Promise<Bin> {
  const found = await findValues(connection, rows, true, FEW_VALUES + 2);
  const values = found.flatMap(([value]) => (value === null ? [] : [value as string]));
  const hasNulls = found.length > values.length;
  if (values.length === 0 || (values.length === 1 && !hasNulls)) {
    return { kind: "skipped", why: "constant" };
  }
  const isWhole = values.every((value) => WHOLE.test(value));
  if (type === "boolean" || (isWhole && values.length <= FEW_VALUES))
    return { kind: "category", values };
  if (type === "text" && !isWhole) return findCategories(connection, rows, false);
  return number();
}

const WHOLE = /^-?\d+$/;

/** Whether nearly no value is there twice, by those with some hashes. */
async function isUnique(
  connection: Connection,
  rows: Rows,
  type: FieldType,
  isNumber: boolean,
  every: number,
): Promise<boolean> {
  const values = isNumber && type === "text" ? rows("number", asNumber) : rows(type, readAsIs);
  const share = Math.max(1, Math.floor(every / 4));
  const [row = []] = await connection.query(
    `select count(v0), count(distinct v0), ${isNumber ? "cast(min(v0) as double), cast(max(v0) as double)" : "null, null"} from (${values}) where hash(v0) % ${share} = 0`,
  );
  const [filled = 0, distinct = 0, least = 0, most = 0] = row.map(toCount);
  return isId({ values: filled, distinct, range: isNumber ? { least, most } : null });
}

/** Whether the texts of a category are those of whole numbers. */
export function areWhole(values: readonly string[]): boolean {
  return values.length <= FEW_VALUES && values.every((value) => WHOLE.test(value));
}
