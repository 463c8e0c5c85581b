import type { CountedCategory, CountedNumber } from "./counted-columns.ts";
import type { EngineFile } from "./engine.ts";
import { type Field, type FieldType, MISSING_TEXTS } from "./field.ts";
import { quoteNumber, quoteText } from "./quote.ts";

/** A path in SQL, of whose characters none stands for others. In an address none does, as the connection is set. */
export function quotePath(path: string): string {
  return quoteText(isStored(path) ? path : path.replace(/[*?[]/g, "[$&]"));
}

/** Whether a path is an address in an object store. */
export function isStored(path: string): boolean {
  return path.startsWith("s3://");
}

/** The rows of files that are alike, read in place or copied. */
export interface Table {
  /** `read_parquet(…)`, with its joins. */
  readonly from: string;
  /** The place of a row's file among the files of the table. */
  readonly file: string;
  /** The place of a row in its file. */
  readonly row: string;
  /** Days since 1970 of a row; NULL where it has none. */
  readonly day: string;
  readonly fields: ReadonlyMap<string, Field>;
}

/** Files before it is known on which day a row happened. */
export interface OpenedFiles {
  readonly from: string;
  readonly file: string;
  readonly row: string;
  /** Of {@link file} and {@link row}, what a star does not select. */
  readonly hidden: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly time: { readonly sql: string; readonly type: string } | null;
}

/** How DuckDB's own type of a column is treated. */
export function fieldType(type: string): FieldType {
  if (/^(DOUBLE|FLOAT|DECIMAL.*)$/.test(type)) return "number";
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return "whole";
  if (type === "BOOLEAN") return "boolean";
  return type === "VARCHAR" || type.startsWith("ENUM") ? "text" : "other";
}

/**
 * Parquet files that share their columns; those of an object store need not, and have the names of their folders, such
 * as `day=2025-08-14`, as columns.
 */
export function readParquet(paths: readonly string[]): string {
  const isRemote = paths.some(isStored);
  return `read_parquet([${paths.map(quotePath).join(", ")}], hive_partitioning = ${isRemote}, union_by_name = ${isRemote})`;
}

/** Files of delimited text that share their dialect; their columns are `c0`, `c1`, …, all of text. */
export function readCsv(paths: readonly string[], file: EngineFile): string {
  const { delimiter, quote, escape: escaping, comment, header, skip_rows } = file.reading;
  const { encoding } = file.reading;
  const quotes = quote === undefined ? '"' : quote === "none" ? "" : String(quote);
  const headerRows = typeof header === "number" ? header : Number(header !== false);
  const columns = file.columns.map((_, index) => `'c${index}': 'VARCHAR'`);
  return `read_csv(${[
    `[${paths.map(quotePath).join(", ")}]`,
    "auto_detect = false",
    "header = false",
    `skip = ${Number(skip_rows ?? 0) + headerRows}`,
    `delim = ${quoteText(String(delimiter ?? ","))}`,
    `quote = ${quoteText(quotes)}`,
    `escape = ${quoteText(escaping === undefined ? quotes : String(escaping))}`,
    ...(comment === undefined ? [] : [`comment = ${quoteText(String(comment))}`]),
    ...(encoding === undefined ? [] : [`encoding = ${quoteText(String(encoding))}`]),
    `compression = ${quoteText(file.compression)}`,
    `columns = {${columns.join(", ")}}`,
    "null_padding = true",
    "parallel = false",
    "hive_partitioning = false",
  ].join(", ")})`;
}

/** Files of JSON that share their columns. */
export function readJson(paths: readonly string[], file: EngineFile): string {
  const columns = file.columns.map(({ name }) => `${quoteText(name)}: 'JSON'`);
  return `read_json(${[
    `[${paths.map(quotePath).join(", ")}]`,
    `format = '${file.format === "jsonl" ? "newline_delimited" : "auto"}'`,
    `compression = ${quoteText(file.compression === "none" ? "uncompressed" : file.compression)}`,
    `columns = {${columns.join(", ")}}`,
    "hive_partitioning = false",
    `maximum_object_size = ${MOST_OBJECT_BYTES}`,
  ].join(", ")})`;
}

/** DuckDB takes a multiple of it as memory. */
const MOST_OBJECT_BYTES = 2_000_000;

/** The number of a field; NULL for NaN and for what is no number. */
export function asNumber({ sql, type }: Field): string {
  if (type === "whole") return `cast(${sql} as double)`;
  const number = `${type === "text" ? "try_cast" : "cast"}(${sql} as double)`;
  return `nullif(${number}, 'nan'::double)`;
}

/**
 * The text of a field as a category. A whole number has no point, so that a column stays the same when
 * gaps make numbers with points of its whole ones.
 */
export function asCategory(field: Field, isWhole: boolean): string {
  const { sql, type } = field;
  if (type === "whole") return `cast(${sql} as varchar)`;
  const number = asNumber(field);
  if (type === "number" || (type === "text" && isWhole)) {
    const text = type === "number" ? `cast(${number} as varchar)` : sql;
    return `case when ${number} = trunc(${number}) and abs(${number}) < 1e18 then cast(cast(${number} as bigint) as varchar) else ${text} end`;
  }
  return `cast(${sql} as varchar)`;
}

/** Whether a text is among those that stand for no number. */
export function isMissing(sql: string): string {
  return `trim(${sql}) in (${MISSING_TEXTS.map(quoteText).join(", ")})`;
}

/**
 * Some of the rows, always the same: one in `every`, in blocks spread over each file. A condition on the
 * place alone spares DuckDB from decoding what lies between blocks.
 *
 * @param fileRows of a file, on average
 */
export function inSample({ row }: Table, every: number, fileRows: number): string {
  if (every === 1) return "true";
  const block = Math.max(1, Math.min(MOST_BLOCK_ROWS, Math.floor(fileRows / every)));
  return `${row} % ${block * every} < ${block}`;
}

const MOST_BLOCK_ROWS = 512;

/**
 * Rows by file, day and bin: the number of the bin, the rows of the day, and for each column its values in
 * the bin, NULL where it has not so many bins, and the texts of the day that stand for a value.
 */
export function countNumbers(
  table: Table,
  columns: readonly Pick<CountedNumber, "field" | "edges">[],
): string {
  const bins = 1 + columns.reduce((most, { edges }) => Math.max(most, edges.length), 0);
  const counts = columns.map(({ field, edges }, i) => {
    const filled = field.type === "text" ? `count_if(not ${isMissing(field.sql)})` : "0";
    return `, ${histogram(asNumber(field), edges)} as h${i}, ${filled} as n${i}`;
  });
  const counted = `select ${table.file} as f, ${table.day} as d, count(*) as n${counts.join("")} from ${table.from} group by f, d`;
  const cells = columns.map((_, i) => `, unnest(h${i}), n${i}`);
  return `select f, d, unnest(range(${bins})), n${cells.join("")} from (${counted})`;
}

/** Counts by upper edges, each included, and of all above; NULL where there is no number. */
function histogram(number: string, edges: readonly number[]): string {
  const upper = [...edges, Number.POSITIVE_INFINITY].map(quoteNumber);
  return `map_values(histogram(${number}, [${upper.join(", ")}]))`;
}

/** A text for each value of each column: the column's place, and the value. */
export function keyCategories(columns: readonly CountedCategory[]): string[] {
  return columns.flatMap(({ values }, i) => values.map((value) => `${i} ${value}`));
}

/** An enumeration of texts, in their order. */
export function createEnum(name: string, texts: readonly string[]): string {
  const list = texts.map(quoteText).join(", ");
  // A list of literals is quicker, but a text with NUL is a call.
  const areLiterals = !texts.some((text) => text.includes("\0"));
  const values = areLiterals ? list : `select unnest([${list}]::varchar[])`;
  return `create or replace temp type ${name} as enum (${values})`;
}

/**
 * Rows by file, day, place of the column, and place of its value in the enumeration of {@link keyCategories}; -1
 * for NULL, -2 for all others. The table is read once for all columns. Values are looked up once they are counted,
 * which is quicker.
 */
export function countCategories(
  table: Table,
  columns: readonly CountedCategory[],
  type: string,
): string {
  const names = columns.map((_, i) => `v${i}`);
  const values = columns.map(
    ({ field, isWhole }, i) => `${asCategory(field, isWhole)} as ${names[i]}`,
  );
  const counted = countEach(
    `select ${table.file} as f, ${table.day} as d, ${values.join(", ")} from ${table.from}`,
    names,
    ["f", "d"],
  );
  const code = `case when v is null then -1 else coalesce(enum_code(try_cast(c || ' ' || v as ${type}))::integer, -2) end`;
  return `select f, d, c, ${code} as code, sum(n) from (${counted}) group by f, d, c, code`;
}

/**
 * The different values of each of several columns of texts, in one reading: `c` is the place of the column, `v` the
 * value, `n` its rows.
 *
 * @param names of the columns
 * @param keys columns by which the rows are divided besides
 */
export function countEach(
  rows: string,
  names: readonly string[],
  keys: readonly string[] = [],
): string {
  const sets = names.map((name) => `(${[...keys, name].join(", ")})`);
  const place = names.map((name, i) => `when grouping(${name}) = 0 then ${i}`);
  const selected = [
    ...keys,
    `case ${place.join(" ")} end as c`,
    `coalesce(${names.join(", ")}) as v`,
  ];
  return `select ${selected.join(", ")}, count(*) as n from (${rows}) group by grouping sets (${sets.join(", ")})`;
}
