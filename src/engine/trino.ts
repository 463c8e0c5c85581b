import type { DayNumber } from "../time/instant.ts";
import { selectCounted } from "./counted-columns.ts";
import type { DayRange } from "./engine.ts";
import { assemble, type FileHistogram } from "./file-histogram.ts";
import { HistogramBuilder } from "./histogram-builder.ts";
import { makeBins } from "./make-bins.ts";
import type { Bin, Bins, Profile } from "./profile.ts";
import { type Dialect, surveyTable } from "./survey-table.ts";
import type {
  EngineTable,
  Relation,
  TableColumn,
  TableEngine,
  TableSource,
  TableSurvey,
} from "./table-engine.ts";
import { TrinoClient, type TrinoOptions } from "./trino-client.ts";
import { TrinoReference } from "./trino-reference.ts";
import { asCategory, asNumber, countCategory, countNumbers, isMissing } from "./trino-sql.ts";
import { type OpenTable, openTable, relationSql } from "./trino-tables.ts";

/**
 * The engine for tables of a Trino server, where the rows are counted and profiled: only counts come here. It
 * gives the profile that DuckDB gives of the same rows, as long as these are at most 40,000; of more, each takes
 * its edges from a sample of its own.
 */
export class TrinoEngine implements TableEngine {
  readonly #client: TrinoClient;
  readonly #dialect: Dialect = {
    query: async (sql) => (await this.#client.query(sql)).rows,
    asNumber,
    asCategory,
    isMissing,
  };
  readonly #opened = new Map<string, Promise<OpenTable>>();

  constructor(options: TrinoOptions) {
    this.#client = new TrinoClient(options);
  }

  get server(): string {
    return this.#client.server;
  }

  /** @throws EngineProblem, which names the position in a query that is wrong */
  async listColumns(relation: Relation): Promise<readonly TableColumn[]> {
    const sql = `select * from ${relationSql(relation)} limit 0`;
    const { columns } = await this.#client.query(sql, "sql" in relation ? 1 : 0);
    return columns;
  }

  async survey(
    table: EngineTable,
    zone: TableSource["zone"],
    label: string | null,
  ): Promise<TableSurvey> {
    return surveyTable(this.#dialect, await this.#open(table, zone), label);
  }

  async profile(
    { tables, zone, leaveOut = [] }: TableSource,
    window: DayRange,
    given?: Bins,
  ): Promise<Profile> {
    // One after the other: only the last query would be cancelled.
    const opened: OpenTable[] = [];
    for (const table of tables) opened.push(await this.#open(table, zone));
    const times = new Set(tables.flatMap(({ time }) => time?.column ?? []));
    const all = new Set(opened.flatMap(({ fields }) => [...fields.keys()]));
    const names = [...all].filter((name) => !times.has(name) && !leaveOut.includes(name));
    const bins =
      given ?? (await makeBins(new TrinoReference(this.#client, opened, window), names, opened));
    const histograms: FileHistogram[] = [];
    for (const table of opened) histograms.push(await this.#count(table, window, names, bins));
    const skipped = [...times].map((name): [string, Bin] => [
      name,
      { kind: "skipped", why: "time" },
    ]);
    return assemble(histograms, window, [...names, ...times], new Map([...bins, ...skipped]));
  }

  async count({ tables, zone }: TableSource): Promise<ReadonlyMap<DayNumber, number>> {
    const days = new Map<DayNumber, number>();
    for (const table of tables) {
      const { days: own } = await surveyTable(this.#dialect, await this.#open(table, zone), null);
      for (const [day, rows] of own) days.set(day, (days.get(day) ?? 0) + rows);
    }
    return new Map([...days].sort(([a], [b]) => a - b));
  }

  stop(): void {
    this.#client.stop();
  }

  interrupt(): Promise<void> {
    return this.#client.interrupt();
  }

  async close(): Promise<void> {}

  #open(table: EngineTable, zone: TableSource["zone"]): Promise<OpenTable> {
    const { relation, time } = table;
    const key = JSON.stringify([relation, time?.column, time?.format, zone.name]);
    const opened = this.#opened.get(key) ?? openTable(this.#client, table, zone);
    this.#opened.set(key, opened);
    return opened;
  }

  async #count(
    { from, day, fields, within }: OpenTable,
    window: DayRange,
    names: readonly string[],
    bins: Bins,
  ): Promise<FileHistogram> {
    const where = within(window);
    const { numbers, categories } = selectCounted(names, fields, bins);
    const builder = new HistogramBuilder([...numbers, ...categories].map(({ name }) => name));
    for (let at = 0; at === 0 || at < numbers.length; at += MOST_NUMBERS) {
      const some = numbers.slice(at, at + MOST_NUMBERS);
      const { rows } = await this.#client.query(countNumbers(from, day, where, some));
      for (const [own, count, ...cells] of rows) {
        const day = own === null ? null : Number(own);
        if (at === 0) builder.addRows(day, Number(count));
        for (const [i, { name }] of some.entries()) {
          const [counts, filled] = cells.slice(2 * i, 2 * i + 2);
          for (const [bin, rows] of Object.entries(counts ?? {})) {
            builder.addBin(name, day, Number(bin), Number(rows));
          }
          builder.addFilled(name, day, Number(filled));
        }
      }
    }
    for (const category of categories) {
      const { name, values } = category;
      const { rows } = await this.#client.query(countCategory(from, day, where, category));
      for (const [own, code, count] of rows) {
        const place = Number(code);
        if (place === -1) continue;
        const bin = place === -2 ? values.length : place;
        builder.addBin(name, own === null ? null : Number(own), bin, Number(count));
      }
    }
    return builder.build();
  }
}

/** Columns whose histograms are counted in one query. */
const MOST_NUMBERS = 64;
