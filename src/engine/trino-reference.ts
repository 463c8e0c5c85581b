import { type ColumnSample, readDescription, type Uniqueness } from "./column-kind.ts";
import type { DayRange } from "./engine.ts";
import type { Field } from "./field.ts";
import type { ListedValues, Reference, SampledColumn, TypedColumn } from "./make-bins.ts";
import { weightedQuantileEdges } from "./quantile-edges.ts";
import { quoteName } from "./quote.ts";
import type { TrinoClient } from "./trino-client.ts";
import {
  asBytes,
  asCategory,
  asNumber,
  asText,
  countDistinct,
  hashNumber,
  isMissing,
  SQL_TYPES,
} from "./trino-sql.ts";
import type { OpenTable } from "./trino-tables.ts";

/**
 * The rows of a window in tables of a server, as bins are made of them.
 *
 * A table has no order from which every n-th row could be taken, and `tablesample` takes other rows each time.
 * So rows are in the sample by a hash of their values: the same rows give the same edges. Rows that are alike in
 * everything are all in it or not at all, so that not rows but those that differ are sampled, with how often
 * each is there: else a table of few different rows would give a sample of fewer still.
 */
export class TrinoReference implements Reference {
  readonly #client: TrinoClient;
  readonly #tables: readonly OpenTable[];
  readonly #window: DayRange;
  /** Of so many different rows one is in the sample. */
  #every = 1;

  constructor(client: TrinoClient, tables: readonly OpenTable[], window: DayRange) {
    this.#client = client;
    this.#tables = tables;
    this.#window = window;
  }

  async describeSample(columns: readonly TypedColumn[]): Promise<SampledColumn[]> {
    const fields = columns.map(({ type }, i) => ({ sql: `v${i}`, type }));
    const sample = await this.#chooseSample(columns);
    const samples: SampledColumn[] = [];
    for (let at = 0; at < fields.length; at += MOST_DESCRIBED) {
      const some = fields.slice(at, at + MOST_DESCRIBED);
      const facts = await this.#describe(some, sample);
      const edges = await this.#findEdges(some, sample);
      samples.push(...facts.map((each, i) => ({ ...each, edges: edges[i] as number[] })));
    }
    return samples;
  }

  async listValues(
    columns: readonly TypedColumn[],
    isWhole: boolean,
    most: number,
  ): Promise<ListedValues[]> {
    const listed: ListedValues[] = [];
    for (const column of columns) listed.push(await this.#listValues(column, isWhole, most));
    return listed;
  }

  async #listValues(column: TypedColumn, isWhole: boolean, most: number): Promise<ListedValues> {
    const as = { name: column.name, type: "text" as const };
    const texts = this.#unionRows([as], (field) => asCategory(field, isWhole));
    const { rows } = await this.#client.query(
      `select v0, ${asText("n")} from (select v0, count(*) as n from (${texts}) group by v0) order by v0 is null, n desc, v0 limit ${most}`,
    );
    const values = rows.map(([value]) => value as string | null);
    return { values: values.filter((value) => value !== null), hasNulls: values.includes(null) };
  }

  async measureUniqueness(column: TypedColumn, isNumber: boolean): Promise<Uniqueness> {
    const type = isNumber && column.type === "text" ? "number" : column.type;
    const values = this.#unionRows(
      [{ ...column, type }],
      type === column.type ? readAsIs : asNumber,
    );
    const range = isNumber ? "cast(min(v0) as double), cast(max(v0) as double)" : "0, 0";
    const share = Math.max(1, Math.floor(this.#every / 4));
    const hash = hashNumber(asBytes({ sql: "v0", type }));
    const where = share === 1 ? "" : ` where mod(${hash}, ${share}) = 0`;
    const { rows } = await this.#client.query(
      `select ${asText("count(v0)")}, ${asText("count(distinct v0)")}, ${range} from (${values})${where}`,
    );
    const [filled = 0, distinct = 0, least = 0, most = 0] = (rows[0] ?? []).map(Number);
    return { values: filled, distinct, range: isNumber ? { least, most } : null };
  }

  /** @returns the rows of the sample: `v0`, `v1` … */
  async #chooseSample(columns: readonly TypedColumn[]): Promise<string> {
    const all = this.#unionRows(columns, readAsIs);
    const hashed = columns.slice(0, MOST_HASHED).map(({ type }, i) => {
      return `coalesce(${asBytes({ sql: `v${i}`, type })}, x'')`;
    });
    const hash = [...hashed, "to_big_endian_64(d)"].join(" || ");
    const { rows } = await this.#client.query(
      `select ${asText("count(*)")}, ${asText(`approx_distinct(${hash})`)} from (${all})`,
    );
    const [total = 0, different = 0] = (rows[0] ?? []).map(Number);
    const every =
      total < 2 * SAMPLE_ROWS ? 1 : Math.floor(Math.min(total, different) / SAMPLE_ROWS);
    // A power of two: an estimate that is a little off gives the same.
    this.#every = 2 ** Math.floor(Math.log2(Math.max(1, every)));
    if (this.#every === 1) return all;
    return `select * from (${all}) where mod(${hashNumber(hash)}, ${this.#every}) = 0`;
  }

  /** The rows of the window from all tables, with one expression a column, `v0`, `v1` …, and the day, `d`. */
  #unionRows(columns: readonly TypedColumn[], express: (field: Field) => string): string {
    const selects = this.#tables.map(({ fields, from, day, within }) => {
      const each = columns.map(({ name, type }, i) => {
        const field = fields.get(name);
        const sql = field === undefined ? "null" : express(field);
        return `cast(${sql} as ${SQL_TYPES[type]}) as v${i}`;
      });
      return `select ${[...each, `${day} as d`].join(", ")} from ${from} where ${within(this.#window)}`;
    });
    return selects.join(" union all ");
  }

  async #describe(fields: readonly Field[], sample: string): Promise<ColumnSample[]> {
    const parts = fields.map(describeField);
    const { rows } = await this.#client.query(`select ${parts.flat().join(", ")} from (${sample})`);
    const row = rows[0] ?? [];
    let at = 0;
    return fields.map(({ type }, i) => {
      const own = row.slice(at, at + (parts[i] as string[]).length).map(Number);
      at += own.length;
      return readDescription(type, own);
    });
  }

  async #findEdges(fields: readonly Field[], sample: string): Promise<number[][]> {
    const numeric = fields.filter(({ type }) => type !== "boolean");
    if (numeric.length === 0) return fields.map(() => []);
    const each = numeric.map((field, i) => `${asNumber(field)} as e${i}`);
    const names = numeric.map((_, i) => quoteName(`e${i}`)).join(", ");
    const { rows } = await this.#client.query(
      `select ${names}, ${asText("count(*)")} from (select ${each.join(", ")} from (${sample})) group by ${names}`,
    );
    const weights = rows.map((row) => Number(row.at(-1)));
    return fields.map((field) => {
      const place = numeric.indexOf(field);
      const values = place < 0 ? [] : rows.map((row) => row[place]);
      return weightedQuantileEdges(values, weights);
    });
  }
}

const SAMPLE_ROWS = 20_000;
/** Columns whose values are counted in one query. */
const MOST_DESCRIBED = 32;
/** More columns would tell no more rows apart. */
const MOST_HASHED = 60;

const readAsIs = ({ sql }: Field) => sql;

function describeField(field: Field): string[] {
  const { sql, type } = field;
  if (type === "boolean") return [asText(`count(${sql})`)];
  const number = asNumber(field);
  const value = type === "number" ? number : sql;
  const distinct = type === "text" ? `xxhash64(${asBytes(field)})` : value;
  const own = [
    asText(`count(${value})`),
    asText(countDistinct(distinct)),
    asText(`count(${number})`),
    asText(`count_if(${number} = truncate(${number}))`),
  ];
  if (type !== "text") return own;
  return [
    ...own,
    asText(countDistinct(number)),
    asText(`count_if(${isMissing(sql)})`),
    asText(`count_if(${isTime(sql)})`),
    asText(`count_if(regexp_like(${sql}, '\\A[{\\[]'))`),
    `coalesce(avg(cast(length(${sql}) as double)), 0e0)`,
    `coalesce(avg(1e0 + length(${sql}) - length(replace(${sql}, ' ', ''))), 0e0)`,
  ];
}

/** Whether a text is a time as ISO 8601 writes it. */
function isTime(sql: string): string {
  return `regexp_like(${sql}, '${ISO_TIME}') and try_cast(substr(${sql}, 1, 10) as date) is not null`;
}

const ISO_TIME =
  "\\A[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?: ?(?:Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?))?)?\\z";
