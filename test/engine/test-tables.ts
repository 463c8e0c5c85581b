import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../../src/engine/duckdb.ts";
import { openStores } from "../../src/engine/duckdb-store.ts";
import type { DayRange, EngineSource } from "../../src/engine/engine.ts";
import type { Bins, Profile } from "../../src/engine/profile.ts";
import { quoteName, quoteText } from "../../src/engine/quote.ts";
import { s3Protocol } from "../../src/engine/s3-protocol.ts";
import { StoreClient } from "../../src/engine/store-client.ts";
import type { TableSource } from "../../src/engine/table-engine.ts";
import { TrinoEngine } from "../../src/engine/trino.ts";
import { TrinoClient } from "../../src/engine/trino-client.ts";
import type { DayNumber } from "../../src/time/instant.ts";
import { namedServer } from "../../src/trust/server.ts";
import { fakeStore } from "../support/fake-store.ts";
import { CASES, type Case, type Cell, type ColumnType } from "./conformance-cases.ts";

/** An engine, and the rows of cases where it reads them. */
export interface TestTables {
  profile(of: Case, window: DayRange, bins?: Bins): Promise<Profile>;
  count(of: Case): Promise<ReadonlyMap<DayNumber, number>>;
  close(): Promise<void>;
}

/** The address of a Trino server with a catalog `memory`; null where the tests have none. */
export const TRINO = process.env.RETRAIN_PLAN_TEST_TRINO ?? null;

const NO_TEXTS = () => Number.NaN;

/** Cases as Parquet files, in a folder of their own until they are closed. */
export async function duckdbTables(): Promise<TestTables> {
  const folder = mkdtempSync(join(tmpdir(), "retrain-plan-conformance-"));
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const engine = await openDuckdb([folder], null);
  if ("problem" in engine) throw new Error(engine.problem);
  const sources = new Map<Case, EngineSource>();
  const open = async (of: Case): Promise<EngineSource> => {
    const known = sources.get(of);
    if (known !== undefined) return known;
    const path = join(folder, `case${sources.size}.parquet`);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `copy (${selectRows(of, (type) => type)}) to ${quoteText(path)} (format parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    const [time] = of.columns as [Case["columns"][number]];
    const dated = of.rows.filter(([cell]) => cell !== null).length;
    const columns = of.columns.map(({ name }) => ({ name, type: null }));
    const counted = { samples: of.rows.length, dated, columns, reading: {} };
    const source: EngineSource = {
      zone: of.zone,
      time: { column: time.name, readTime: NO_TEXTS },
      files: [{ path, name: path, format: "parquet", compression: "none", ...counted }],
    };
    sources.set(of, source);
    return source;
  };
  return {
    profile: async (of, window, bins) => engine.profile(await open(of), window, bins),
    count: async (of) => engine.count(await open(of)),
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Cases as Parquet files in an object store, in two files each.
 *
 * @param extensions the folder of DuckDB's extensions
 */
export async function storeTables(extensions: string): Promise<TestTables> {
  const store = await fakeStore();
  const folder = mkdtempSync(join(tmpdir(), "retrain-plan-conformance-"));
  const address = (i: number) => `s3://lake/case${i}/*.parquet`;
  const client = new StoreClient({
    protocol: s3Protocol({
      name: "S3",
      region: "us-east-1",
      key: null,
      keyNames: "AWS_ACCESS_KEY_ID",
    }),
    server: namedServer("AWS_ENDPOINT_URL_S3", store.url),
    now: () => 0,
  });
  const addresses = CASES.map((_, i) => address(i));
  const engine = await openStores({ client, addresses, extensions, timeoutMs: 120_000 });
  if ("problem" in engine) throw new Error(engine.problem);
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const sources = new Map<Case, TableSource>();
  const open = async (of: Case): Promise<TableSource> => {
    const known = sources.get(of);
    if (known !== undefined) return known;
    const at = CASES.indexOf(of);
    const half = Math.ceil(of.rows.length / 2);
    for (const [i, rows] of [of.rows.slice(0, half), of.rows.slice(half)].entries()) {
      const path = join(folder, `${at}-${i}.parquet`);
      const select = selectRows({ ...of, rows }, (type) => type);
      await connection.run(`copy (${select}) to ${quoteText(path)} (format parquet)`);
      store.objects.set(`lake/case${at}/${i}.parquet`, readFileSync(path));
    }
    const relation = { table: address(at) };
    const columns = await engine.listColumns(relation);
    const [time] = of.columns as [Case["columns"][number]];
    const table = { relation, columns, time: { column: time.name, readTime: NO_TEXTS } };
    const source = { zone: of.zone, tables: [table] };
    sources.set(of, source);
    return source;
  };
  return {
    profile: async (of, window, bins) => engine.profile(await open(of), window, bins),
    count: async (of) => engine.count(await open(of)),
    async close() {
      await engine.close();
      await store.close();
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param url of a server with a catalog `memory` */
export async function trinoTables(url: string): Promise<TestTables> {
  const options = {
    url: new URL(url),
    servers: [namedServer("TRINO_URL", url)],
    user: "test",
    timeoutMs: 120_000,
  };
  const client = new TrinoClient(options);
  const engine = new TrinoEngine(options);
  const tables = new Map<Case, TableSource>();
  const open = async (of: Case): Promise<TableSource> => {
    const known = tables.get(of);
    if (known !== undefined) return known;
    const name = `memory.default.conformance_${process.pid}_${tables.size}`;
    await client.query(
      `create table ${name} as ${selectRows(of, (type) => TRINO_TYPES[type] ?? type)}`,
    );
    const relation = { table: name };
    const columns = await engine.listColumns(relation);
    const [time] = of.columns as [Case["columns"][number]];
    const table = { relation, columns, time: { column: time.name, readTime: NO_TEXTS } };
    const source = { zone: of.zone, tables: [table] };
    tables.set(of, source);
    return source;
  };
  return {
    profile: async (of, window, bins) => engine.profile(await open(of), window, bins),
    count: async (of) => engine.count(await open(of)),
    async close() {
      for (const { tables: own } of tables.values()) {
        for (const { relation } of own) {
          if ("table" in relation) await client.query(`drop table ${relation.table}`);
        }
      }
      await engine.close();
    },
  };
}

const TRINO_TYPES: Partial<Record<ColumnType, string>> = {
  timestamp: "timestamp(6)",
  timestamptz: "timestamp(6) with time zone",
};

/** The rows of a case in SQL. */
function selectRows({ columns, rows }: Case, typeOf: (type: ColumnType) => string): string {
  const cell = (value: Cell) => (value === null ? "null" : quoteText(value));
  const values = rows.map((row) => `(${row.map(cell).join(", ")})`);
  const names = columns.map((_, i) => `c${i}`);
  const casts = columns.map(
    ({ name, type }, i) => `cast(c${i} as ${typeOf(type)}) as ${quoteName(name)}`,
  );
  return `select ${casts.join(", ")} from (values ${values.join(", ")}) as t (${names.join(", ")})`;
}
