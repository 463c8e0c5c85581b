import { isParquet, parseAddress, type StoreScheme } from "../text/store-address.ts";
import type { DayNumber, Zone } from "../time/instant.ts";
import { DuckdbEngine } from "./duckdb.ts";
import { type Connection, connect } from "./duckdb-connection.ts";
import { LAKE_EXTENSIONS, listLakeFiles } from "./duckdb-lakes.ts";
import { asCategory, asNumber, isMissing } from "./duckdb-sql.ts";
import { openTable } from "./duckdb-tables.ts";
import { type DayRange, type EngineFile, EngineProblem, type EngineSource } from "./engine.ts";
import type { Bins, Profile } from "./profile.ts";
import { quoteText } from "./quote.ts";
import type { StoreClient } from "./store-client.ts";
import { StoreGateway } from "./store-gateway.ts";
import { findRoot, findStoredTable, type StoredTable } from "./stored-table.ts";
import { findTimeRange, prepareTime } from "./stored-time.ts";
import { surveyTable } from "./survey-table.ts";
import type {
  EngineTable,
  Relation,
  TableColumn,
  TableEngine,
  TableSource,
  TableSurvey,
} from "./table-engine.ts";

export interface StoreReading {
  readonly client: StoreClient;
  /** Addresses that may be read: see `parseAddress`. */
  readonly addresses: readonly string[];
  /** The folder of DuckDB's extensions. */
  readonly extensions: string;
  /** Of one question. */
  readonly timeoutMs: number;
}

/**
 * Opens DuckDB for files and tables in an object store, which it reaches through a {@link StoreGateway} alone.
 *
 * @returns the problem, where DuckDB or an extension is not installed
 */
export async function openStores(
  reading: StoreReading,
): Promise<StoreEngine | { readonly problem: string }> {
  const { client, addresses, extensions: place } = reading;
  const gateway = new StoreGateway(client, addresses.map(findRoot));
  const endpoint = await gateway.listen();
  const access = `key_id ${quoteText(gateway.keyId)}, secret ${quoteText(gateway.keyId)}, endpoint ${quoteText(endpoint)}, url_style 'path', use_ssl false`;
  const hasFolder = addresses.some((address) => !isParquet(address));
  const names = ["httpfs", ...(hasFolder ? Object.values(LAKE_EXTENSIONS).flat() : [])];
  const settings = [
    // Limits and repetitions are the gateway's. This client takes no proxy from the environment.
    "set httpfs_client_implementation = 'httplib'",
    "set http_proxy = ''",
    "set http_retries = 0",
    "set http_timeout = 3600",
    `create secret own_s3 (type s3, region 'us-east-1', ${access})`,
    `create secret own_gcs (type gcs, ${access})`,
    // What a table calls a file stands for that file alone, and never for settings behind a `?`.
    "set s3_url_compatibility_mode = true",
    "set allowed_configs = ['s3_url_compatibility_mode']",
  ];
  const connection = await connect([], { names, place }, { settings, directories: SCHEMES });
  if (!("problem" in connection)) return new StoreEngine(connection, gateway, reading);
  gateway.close();
  return connection;
}

/** By which tables name their files; what lies behind them the gateway decides. */
const SCHEMES = ["s3://", "s3a://", "s3n://", "gs://", "gcs://"];

/** The engine for files and tables in an object store. */
export class StoreEngine implements TableEngine {
  readonly server: string;
  readonly #connection: Connection;
  readonly #engine: DuckdbEngine;
  readonly #gateway: StoreGateway;
  readonly #client: StoreClient;
  readonly #timeoutMs: number;
  readonly #scheme: StoreScheme;
  readonly #found = new Map<string, Promise<StoredTable>>();
  readonly #counted = new Map<string, Promise<EngineFile[]>>();
  #isLate = false;

  constructor(connection: Connection, gateway: StoreGateway, reading: StoreReading) {
    const { client, addresses, timeoutMs } = reading;
    this.server = client.server;
    this.#connection = connection;
    this.#engine = new DuckdbEngine(connection, null);
    this.#gateway = gateway;
    this.#client = client;
    this.#timeoutMs = timeoutMs;
    this.#scheme = parseAddress(addresses[0] ?? "")?.scheme ?? "s3";
  }

  async listColumns(relation: Relation): Promise<readonly TableColumn[]> {
    return this.#ask(async () => {
      const { scan } = await this.#find(relation);
      const described = await this.#connection.query(`describe select * from ${scan}`);
      return (described as string[][]).map(([name = "", type = ""]) => ({
        name,
        type: neutralType(type),
      }));
    });
  }

  async survey(table: EngineTable, zone: Zone, label: string | null): Promise<TableSurvey> {
    const { relation, time } = table;
    return this.#ask(async () => {
      const { scan, files, stored } = await this.#find(relation);
      const whole = await prepareTime(this.#connection, files, time);
      const opened = await openTable(
        this.#connection,
        { files: whole, time, zone },
        whole,
        "counted",
        true,
      );
      const range = await findTimeRange(this.#connection, opened, time, zone);
      const dated = { ...opened, ...range };
      const query = (sql: string) => this.#connection.query(sql);
      const dialect = { query, asNumber, asCategory, isMissing };
      const survey = await surveyTable(dialect, dated, label);
      const address = quoteText(nameTable(relation));
      return { ...survey, query: survey.query.replaceAll(scan, () => address), stored };
    });
  }

  async profile(
    { tables, ...facts }: TableSource,
    window: DayRange,
    given?: Bins,
  ): Promise<Profile> {
    return this.#ask(async () => {
      const source = await this.#toFiles(tables, facts.zone);
      return this.#engine.profile({ ...facts, ...source }, window, given);
    });
  }

  async count({ tables, zone }: TableSource): Promise<ReadonlyMap<DayNumber, number>> {
    return this.#ask(async () =>
      this.#engine.count({ zone, ...(await this.#toFiles(tables, zone)) }),
    );
  }

  stop(): void {
    this.#client.stop();
    this.#connection.stop();
  }

  /** Nothing runs on the server once this process has ended. */
  async interrupt(): Promise<void> {
    this.#connection.discard();
  }

  async close(): Promise<void> {
    await this.#engine.close();
    this.#gateway.close();
  }

  /** An answer of DuckDB, unless the store gave something else than was asked for: then the reason. */
  async #ask<T>(work: () => Promise<T>): Promise<T> {
    this.#gateway.takeProblems();
    const timer = setTimeout(() => {
      this.#isLate = true;
      this.stop();
    }, this.#timeoutMs);
    try {
      const answer = await work();
      const { problem } = this.#gateway.takeProblems();
      if (problem !== null) throw problem;
      return answer;
    } catch (error) {
      if (!(error instanceof EngineProblem)) throw error;
      if (this.#isLate) throw this.#late();
      const { problem, missing } = this.#gateway.takeProblems();
      if (problem !== null) throw problem;
      if (missing !== null && /404|not found/i.test(error.message)) throw missing;
      throw this.#named(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** DuckDB is told `s3://` for whatever store it is. */
  #named({ message, file, isStopped, cause }: EngineProblem): EngineProblem {
    const name = (text: string) => text.replaceAll("s3://", `${this.#scheme}://`);
    return new EngineProblem(name(message), { file: file && name(file), isStopped, cause });
  }

  #late(): EngineProblem {
    const minutes = Number((this.#timeoutMs / 60_000).toPrecision(3));
    return this.#client.problem(
      `took longer than ${minutes} min: raise \`engines.s3.timeout_minutes\``,
    );
  }

  #find(relation: Relation): Promise<StoredTable> {
    const name = nameTable(relation);
    const found = this.#found.get(name) ?? findStoredTable(this.#connection, name, this.server);
    this.#found.set(name, found);
    return found;
  }

  async #toFiles(
    tables: readonly EngineTable[],
    zone: Zone,
  ): Promise<Pick<EngineSource, "files" | "time">> {
    const time = tables[0]?.time ?? null;
    const files: EngineFile[] = [];
    for (const table of tables) {
      if (table.time?.column !== time?.column || table.time?.format !== time?.format) {
        throw new EngineProblem(`${nameTable(table.relation)} has its event time in another form`);
      }
      const key = JSON.stringify([table.relation, time?.column, time?.format, zone.name]);
      const counted = this.#counted.get(key) ?? this.#countFiles(table, zone);
      this.#counted.set(key, counted);
      files.push(...(await counted));
    }
    return { files, time };
  }

  /** The files of a table with their rows and days, so that those outside of a window are not read. */
  async #countFiles({ relation, columns, time }: EngineTable, zone: Zone): Promise<EngineFile[]> {
    const { files } = await this.#find(relation);
    const [first] = files as [EngineFile];
    const all =
      first.lake === undefined
        ? await prepareTime(this.#connection, files, time)
        : (await listLakeFiles(this.#connection, first.lake)).map((path) => ({ ...first, path }));
    const counted = await this.#engine.countFiles({ zone, time, files: all });
    return [...counted].map(([file, { rows, days }]) => {
      const dated = [...days.values()].reduce((sum, n) => sum + n, 0);
      const [known] = file.columns;
      const own = columns.map(({ name }) => ({
        name,
        type: name === known?.name ? known.type : null,
      }));
      const range = dated === rows && rows > 0 && { days: findDays(days) };
      return { ...file, columns: own, samples: rows, dated, ...range };
    });
  }
}

function nameTable(relation: Relation): string {
  return "table" in relation ? relation.table : relation.sql;
}

function findDays(days: ReadonlyMap<DayNumber, number>): DayRange {
  const all = [...days.keys()];
  return {
    first: all.reduce((least, day) => Math.min(least, day)),
    last: all.reduce((most, day) => Math.max(most, day)),
  };
}

/** A type as other engines name it. @example neutralType("TIMESTAMP_NS") // "timestamp" */
function neutralType(type: string): string {
  const lower = type.toLowerCase();
  return lower === "float" ? "real" : lower.replace(/^timestamp_(?:ns|ms|s)$/, "timestamp");
}
