import { type ColumnSample, readDescription, type Uniqueness } from "./column-kind.ts";
import type { Connection } from "./duckdb-connection.ts";
import { asCategory, asNumber, countEach, inSample, isMissing } from "./duckdb-sql.ts";
import { columnsTogether, type FileTable, toCount } from "./duckdb-tables.ts";
import type { DayRange } from "./engine.ts";
import type { Field, FieldType } from "./field.ts";
import type { ListedValues, Reference, SampledColumn, TypedColumn } from "./make-bins.ts";
import { describeNumbers, type NumberSample } from "./number-sample.ts";

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
    const texts = await this.#describeTexts(fields.filter(({ type }) => type === "text"));
    const holdsNumbers = (field: Field) =>
      field.type === "text"
        ? (texts.get(field)?.numbers ?? 0) > 0
        : field.type === "number" || field.type === "whole";
    const numbers = await this.#describeNumbers(fields.filter(holdsNumbers));
    const whole = await this.#countWhole(fields.filter(({ type }) => type === "whole"));
    await this.#connection.run("drop table sampled");
    return fields.map((field) => ({
      ...readDescription(field.type, []),
      edges: [],
      ...numbers.get(field),
      ...whole.get(field),
      ...texts.get(field),
    }));
  }

  async listValues(
    columns: readonly TypedColumn[],
    isWhole: boolean,
    most: number,
  ): Promise<ListedValues[]> {
    const listed: ListedValues[] = [];
    const together = columnsTogether(this.#tables);
    for (let at = 0; at < columns.length; at += together) {
      const some = columns
        .slice(at, at + together)
        .map(({ name }) => ({ name, type: "text" as const }));
      const texts = this.#unionRows(some, (field) => asCategory(field, isWhole));
      const names = some.map((_, i) => `v${i}`);
      const found = await this.#connection.query(
        `select c, min_by(v, row(-n, v), ${most}), bool_or(v is null) from (${countEach(texts, names)}) group by c`,
      );
      const byPlace = new Map(
        found.map(([c, values, hasNulls]) => [toCount(c), [values, hasNulls]]),
      );
      listed.push(
        ...some.map((_, i) => {
          const [values, hasNulls] = byPlace.get(i) ?? [];
          return { values: (values ?? []) as string[], hasNulls: hasNulls === true };
        }),
      );
    }
    return listed;
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

  async #describeTexts(fields: readonly Field[]): Promise<Map<Field, ColumnSample>> {
    const facts = new Map<Field, ColumnSample>();
    for (let at = 0; at < fields.length; at += MOST_TOGETHER) {
      const some = fields.slice(at, at + MOST_TOGETHER);
      const names = some.map(({ sql }) => sql);
      const values = countEach("select * from sampled", names);
      const rows = await this.#connection.query(
        `select c, ${TEXT_FACTS} from (${values}) where v is not null group by c`,
      );
      for (const [place, ...own] of rows) {
        const field = some[toCount(place)] as Field;
        facts.set(field, readDescription("text", own.map(toCount)));
      }
    }
    return facts;
  }

  /** Of columns of numbers, and of texts that hold some. */
  async #describeNumbers(fields: readonly Field[]): Promise<Map<Field, NumberSample>> {
    const found = new Map<Field, NumberSample>();
    for (let at = 0; at < fields.length; at += MOST_SORTED) {
      const some = fields.slice(at, at + MOST_SORTED);
      const asked = some.map((field, i) => `${asNumber(field)} as e${i}`);
      const parts: Float64Array[][] = [];
      const sql = `select ${asked.join(", ")} from sampled`;
      for await (const part of this.#connection.queryNumbers(sql)) parts.push(part);
      for (const [i, field] of some.entries()) {
        found.set(field, describeNumbers(join(parts.map((part) => part[i] as Float64Array))));
      }
    }
    return found;
  }

  /** Of whole numbers, how many differ: a float holds the long ones without their last digits. */
  async #countWhole(fields: readonly Field[]): Promise<Map<Field, Pick<ColumnSample, "distinct">>> {
    const found = new Map<Field, Pick<ColumnSample, "distinct">>();
    for (let at = 0; at < fields.length; at += MOST_TOGETHER) {
      const some = fields.slice(at, at + MOST_TOGETHER);
      const asked = some.map(({ sql }) => `count(distinct ${sql})`);
      const [row = []] = await this.#connection.query(`select ${asked.join(", ")} from sampled`);
      for (const [i, field] of some.entries()) found.set(field, { distinct: toCount(row[i]) });
    }
    return found;
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
const MOST_TOGETHER = 8;
/** Columns of the sample that are sorted at the same time. */
const MOST_SORTED = 16;

const readAsIs = ({ sql }: Field) => sql;

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
