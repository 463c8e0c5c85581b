import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { quoteText } from "../../src/engine/quote.ts";
import type { TrinoClient } from "../../src/engine/trino-client.ts";

/** Where the tests have an S3 server; null for nowhere. */
export const STORE = JSON.parse(process.env.RETRAIN_PLAN_TEST_STORE ?? "null") as {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
} | null;

/** Where the tests have Azurite; null for nowhere. */
export const AZURE = JSON.parse(process.env.RETRAIN_PLAN_TEST_AZURE ?? "null") as {
  readonly url: string;
  readonly account: string;
  readonly key: string;
  /** Parameters by which objects are written. */
  readonly signature: string;
} | null;

/** How Trino and DuckDB call the types of the columns: times are instants, all else as it is in the files. */
const TYPES: Readonly<Record<string, string>> = {
  event_time: "timestamp(6) with time zone",
  application_id: "bigint",
  amount: "double",
  income: "bigint",
  age: "bigint",
  duration_months: "bigint",
  interest_rate: "double",
  debt_ratio: "double",
  employment_years: "double",
  accounts: "bigint",
  inquiries: "bigint",
  purpose: "varchar",
  region: "varchar",
  housing: "varchar",
  channel: "varchar",
  merchant: "varchar",
  defaulted: "bigint",
};

/** A connection of DuckDB that writes to the store, and sees its files. */
export async function connectStore() {
  const { url, id, secret } = STORE as NonNullable<typeof STORE>;
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const extension_directory = process.env.RETRAIN_PLAN_DUCKDB_EXTENSIONS ?? "";
  const instance = await DuckDBInstance.create(":memory:", { extension_directory });
  const connection = await instance.connect();
  await connection.run("load httpfs");
  await connection.run(
    `create secret (type s3, key_id ${quoteText(id)}, secret ${quoteText(secret)}, endpoint ${quoteText(new URL(url).host)}, region 'us-east-1', url_style 'path', use_ssl false)`,
  );
  return connection;
}

type Connection = Awaited<ReturnType<typeof connectStore>>;

/** Files of text as a table `credit`, and as Parquet in a folder and in the store. */
export async function writeParquet(connection: Connection, csv: string, folder: string) {
  const own = { "timestamp(6) with time zone": "timestamptz" } as Readonly<Record<string, string>>;
  const columns = Object.entries(TYPES).map(
    ([name, type]) => `${quoteText(name)}: ${quoteText(own[type] ?? type)}`,
  );
  await connection.run(
    `create table credit as select * from read_csv(${quoteText(csv)}, types = {${columns.join(", ")}})`,
  );
  mkdirSync(folder, { recursive: true });
  for (const [quarter, months] of [
    [1, "1, 2, 3"],
    [2, "4, 5, 6"],
    [3, "7, 8, 9"],
    [4, "10, 11, 12"],
  ]) {
    const rows = `select * from credit where cast(strftime(event_time, '%m') as integer) in (${months}) order by event_time`;
    for (const place of [folder, "s3://lake/parquet/credit"]) {
      await connection.run(
        `copy (${rows}) to ${quoteText(`${place}/q${quarter}.parquet`)} (format parquet)`,
      );
    }
  }
}

/** The rows as a table of Trino's memory, and as tables of Delta and Iceberg, from which others are deleted. */
export async function writeTables(client: TrinoClient) {
  for (const catalog of ["delta", "iceberg"]) {
    const location = quoteText(`s3://lake/${catalog}/lake`);
    await client.query(`create schema if not exists ${catalog}.lake with (location = ${location})`);
  }
  const columns = Object.entries(TYPES).map(([name, type]) => `${name} ${type}`);
  await client.query(`create table iceberg.lake.files (${columns.join(", ")})`);
  await client.query(
    `alter table iceberg.lake.files execute add_files(location => 's3://lake/parquet/credit', format => 'PARQUET')`,
  );
  const names = Object.keys(TYPES).filter((name) => name !== "event_time");
  // Delta has no times of microseconds with a zone; those of the files are whole seconds.
  const rows = `select cast(event_time as timestamp(3) with time zone) as event_time, ${names.join(", ")} from iceberg.lake.files`;
  await client.query(`create table memory.default.credit as ${rows}`);
  // Among them are amounts that would be drift.
  const other = names.map((name) => OTHERS[name] ?? name);
  const others = `select event_time, ${other.join(", ")} from memory.default.credit`;
  for (const [catalog, properties] of [
    ["delta", "deletion_vectors_enabled = true"],
    ["iceberg", "format = 'PARQUET', format_version = 2"],
  ]) {
    const table = `${catalog}.lake.credit`;
    await client.query(
      `create table ${table} with (location = 's3://lake/${catalog}/lake/credit', ${properties}) as select * from memory.default.credit union all ${others} where mod(application_id, 5) = 0`,
    );
    await client.query(`delete from ${table} where application_id < 0`);
    await client.query(`delete from ${table} where mod(application_id, 7) = 0`);
    await client.query(
      `insert into ${table} select * from memory.default.credit where mod(application_id, 7) = 0`,
    );
  }
}

const OTHERS: Readonly<Record<string, string>> = {
  application_id: "-application_id",
  amount: "amount * 50",
};

/** How many files say which rows of the Iceberg table are deleted. */
export async function countDeleteFiles(client: TrinoClient): Promise<number> {
  const { rows } = await client.query(
    `select count(*) from iceberg.lake."credit$files" where content = 1`,
  );
  return Number(rows[0]?.[0]);
}

/** Copies what lies below an address in the store to a folder. */
export async function download(connection: Connection, address: string, folder: string) {
  for await (const [name, content] of listObjects(connection, address)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Copies what lies below an address in the store to Azurite, to the same names. */
export async function copyToAzure(connection: Connection, address: string) {
  const { url, signature } = AZURE as NonNullable<typeof AZURE>;
  for await (const [name, content] of listObjects(connection, address)) {
    const place = `${address.replace("s3:/", url)}/${name}`;
    const answer = await fetch(`${place}?${signature}`, {
      method: "PUT",
      headers: { "x-ms-blob-type": "BlockBlob", "x-ms-version": "2023-11-03" },
      body: Buffer.from(content),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  }
}

async function* listObjects(connection: Connection, address: string) {
  const objects = await connection.runAndReadAll(
    `select filename, content from read_blob(${quoteText(`${address}/**`)})`,
  );
  for (const [name, content] of objects.getRowsJS() as [string, Uint8Array][]) {
    yield [name.slice(address.length + 1), content] as const;
  }
}
