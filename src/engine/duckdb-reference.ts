import { type ColumnSample, readDescription, type Uniqueness } from "./column-kind.ts";
import type { Connection, Value } from "./duckdb-connection.ts";
import { asCategory, asNumber, inSample, isMissing } from "./duckdb-sql.ts";
import { type FileTable, toCount } from "./duckdb-tables.ts";
import type { DayRange } from "./engine.ts";
import type { Field, FieldType } from "./field.ts";
import type { Reference, SampledColumn, TypedColumn } from "./make-bins.ts";
import { quantileEdges } from "./quantile-edges.ts";

/** The rows of a window in files, as bins are made of them. */
export class DuckdbReference implements Reference {
  readonly #connection: Connection;
  readonly #tables: readonly FileTable[];
  readonly #window: DayRange;
  /** Of so many rows one is in the sample. */
  #every = 1;

  constructor(connection: Connection, tables: readonly FileTable[], window: DayRange) {
    this.#connection = connection;
    this.#tables = tables;
    this.#window = window;
  }

  async describeSample(columns: readonly TypedColumn[]): Promise<SampledColumn[]> {
    const fields = columns.map(({ type }, i) => ({ sql: `v${i}`, type }));
    await this.#takeSample(columns);
    const samples = await this.#describe(fields);
    const numeric = fields.filter((_, i) => hasNumbers(samples[i] as ColumnSample));
    const edges = new Map<Field, number[]>();
    for (let at = 0; at < numeric.length; at += MOST_SORTED) {
      const some = numeric.slice(at, at + MOST_SORTED);
      for (const [i, own] of (await this.#findEdges(some)).entries())
        edges.set(some[i] as Field, own);
    }
    return samples.map((sample, i) => ({ ...sample, edges: edges.get(fields[i] as Field) ?? [] }));
  }

  async listValues(
    column: TypedColumn,
    isWhole: boolean,
    most: number,
  ): Promise<(string | null)[]> {
    const as = { name: column.name, type: "text" as const };
    const texts = this.#unionRows([as], (field) => asCategory(field, isWhole));
    const found = await this.#connection.query(
      `select v0, count(*) as n from (${texts}) group by v0 order by v0 is null, n desc, v0 limit ${most}`,
    );
    return found.map(([value]) => value as string | null);
  }

  async measureUniqueness(column: TypedColumn, isNumber: boolean): Promise<Uniqueness> {
    const values =
      isNumber && column.type === "text"
        ? this.#unionRows([{ ...column, type: "number" }], asNumber)
        : this.#unionRows([column], readAsIs);
    const range = isNumber ? "cast(min(v0) as double), cast(max(v0) as double)" : "null, null";
    const share = Math.max(1, Math.floor(this.#every / 4));
    const [row = []] = await this.#connection.query(
      `select count(v0), count(distinct v0), ${range} from (${values}) where hash(v0) % ${share} = 0`,
    );
    const [filled = 0, distinct = 0, least = 0, most = 0] = row.map(toCount);
    return { values: filled, distinct, range: isNumber ? { least, most } : null };
  }

  async #takeSample(columns: readonly TypedColumn[]): Promise<void> {
    const files = this.#tables.flatMap((table) => table.files);
    const rows = files.reduce((sum, { samples }) => sum + samples, 0);
    this.#every = Math.max(1, Math.floor(rows / SAMPLE_ROWS));
    const select = this.#unionRows(columns, readAsIs, (table) =>
      inSample(table, this.#every, rows / files.length),
    );
    await this.#connection.run(`create or replace temp table sampled as ${select}`);
  }

  /** The rows of the window from all tables, with one expression a column: `v0`, `v1` … */
  #unionRows(
    columns: readonly TypedColumn[],
    express: (field: Field) => string,
    where: (table: FileTable) => string = () => "true",
  ): string {
    const { first, last } = this.#window;
    const selects = this.#tables.map((table) => {
      const each = columns.map(({ name, type }, i) => {
        const field = table.fields.get(name);
        const sql = field === undefined ? "null" : express(field);
        return `cast(${sql} as ${SQL_TYPES[type]}) as v${i}`;
      });
      // A file whose folder tells its day was chosen by it.
      const days =
        table.files[0]?.day === undefined ? `${table.day} between ${first} and ${last}` : "true";
      return `select ${each.join(", ")} from ${table.from} where ${where(table)} and ${days}`;
    });
    return selects.join(" union all ");
  }

  async #describe(fields: readonly Field[]): Promise<ColumnSample[]> {
    const facts = new Map<Field, Value[]>();
    for (const field of fields.filter(({ type }) => type === "text")) {
      const values = `select ${field.sql} as v, count(*) as n from sampled where v is not null group by v`;
      const [row = []] = await this.#connection.query(`select ${TEXT_FACTS} from (${values})`);
      facts.set(field, row);
    }
    const others = fields.filter(({ type }) => type !== "text");
    for (let at = 0; at < others.length; at += MOST_DESCRIBED) {
      const some = others.slice(at, at + MOST_DESCRIBED);
      const asked = some.map(describeField);
      const [row = []] = await this.#connection.query(`select ${asked.join(", ")} from sampled`);
      for (const [i, field] of some.entries()) facts.set(field, row.slice(4 * i, 4 * i + 4));
    }
    return fields.map((field) => {
      return readDescription(field.type, (facts.get(field) ?? []).map(toCount));
    });
  }

  async #findEdges(fields: readonly Field[]): Promise<number[][]> {
    const parts: Float64Array[][] = [];
    const sql = `select ${fields.map((field, i) => `${asNumber(field)} as e${i}`).join(", ")} from sampled`;
    for await (const part of this.#connection.queryNumbers(sql)) parts.push(part);
    return fields.map((_, i) => quantileEdges(join(parts.map((part) => part[i] as Float64Array))));
  }
}

function join(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}

const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  number: "double",
  whole: "hugeint",
  boolean: "boolean",
  text: "varchar",
  other: "varchar",
};

/** Then the share of rows below an edge is known to some tenths of a per cent. */
const SAMPLE_ROWS = 20_000;
/** Columns whose distinct values are counted at the same time: each takes memory. */
const MOST_DESCRIBED = 4;
/** Columns of the sample that are sorted at the same time. */
const MOST_SORTED = 16;

const hasNumbers = ({ type, numbers }: ColumnSample) => type !== "boolean" && numbers > 0;

const readAsIs = ({ sql }: Field) => sql;

/** The four facts of a column that holds no texts. */
function describeField(field: Field): string {
  const { sql, type } = field;
  const number = type === "boolean" ? "null" : asNumber(field);
  return [
    `count(${sql})`,
    `count(distinct ${sql})`,
    `count(${number})`,
    `count_if(${number} = trunc(${number}))`,
  ].join(", ");
}

/** Of texts, from the values `v` of a column that differ, each there `n` times. */
const TEXT_FACTS = describeTexts("v");

function describeTexts(sql: string): string {
  const number = asNumber({ sql, type: "text" });
  const rows = (condition: string) => `sum(n) filter (where ${condition})`;
  return [
    "sum(n)",
    "count(*)",
    rows(`${number} is not null`),
    rows(`${number} = trunc(${number})`),
    `count(distinct ${number})`,
    rows(isMissing(sql)),
    rows(`substr(${sql}, 5, 1) = '-' and try_cast(${sql} as timestamp) is not null`),
    rows(`${sql} similar to '[{[].*'`),
    `sum(n * length(${sql})) / sum(n)`,
    `sum(n * (1 + length(${sql}) - length(replace(${sql}, ' ', '')))) / sum(n)`,
  ].join(", ");
}
