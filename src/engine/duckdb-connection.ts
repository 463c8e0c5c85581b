import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { errorMessage } from "../errors.ts";
import { quoteText } from "./duckdb-sql.ts";
import { EngineProblem } from "./engine.ts";

/** A database in memory that reads the project's files, and answers in SQL. */
export interface Connection {
  /** For copies of text files; no other user can read it. */
  readonly temporary: string;
  run(sql: string): Promise<void>;
  query(sql: string): Promise<Value[][]>;
  /** The same, by columns. */
  queryColumns(sql: string): Promise<Value[][]>;
  /** Fills a new table with a `key` and a `number` in each row. */
  createNumbers(name: string, rows: ReadonlyMap<string, number | null>): Promise<void>;
  /** Ends the query that runs, and refuses others. */
  stop(): void;
  close(): void;
}

/** Whole numbers are bigint. */
export type Value = bigint | number | string | boolean | null | readonly Value[];

/**
 * Opens DuckDB, which is loaded only then.
 *
 * @param directories whose files may be read
 * @returns why it cannot be, where it is not installed or does not load
 */
export async function connect(
  directories: readonly string[],
): Promise<Connection | { readonly problem: string }> {
  const duckdb = await import("@duckdb/node-api").catch((error: unknown) => ({
    problem: describeFailure(error),
  }));
  if ("problem" in duckdb) return duckdb;
  const temporary = mkdtempSync(join(tmpdir(), "retrain-plan-duckdb-"));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  try {
    const instance = await duckdb.DuckDBInstance.create(":memory:", {
      threads: "2",
      memory_limit: MEMORY,
      temp_directory: temporary,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      allow_persistent_secrets: "false",
    });
    const connection = await instance.connect();
    const allowed = [...directories, temporary].map((path) => quoteText(path));
    await connection.run(`set allowed_directories = [${allowed.join(", ")}]`);
    await connection.run("set parquet_metadata_cache = true");
    await connection.run("set enable_external_access = false");
    await connection.run("set lock_configuration = true");
    return opened(connection, temporary, () => {
      connection.closeSync();
      instance.closeSync();
      remove();
    });
  } catch (error) {
    remove();
    return { problem: `DuckDB does not start: ${errorMessage(error)}` };
  }
}

const MEMORY = "96MB";

function describeFailure(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND"
    ? "DuckDB is not installed: `npm install @duckdb/node-api@1.5.5-r.5`"
    : `DuckDB cannot be loaded: ${errorMessage(error)}`;
}

function opened(connection: DuckDBConnection, temporary: string, close: () => void): Connection {
  let isStopped = false;
  const ask = async <T>(query: () => Promise<T>): Promise<T> => {
    try {
      if (!isStopped) return await query();
    } catch (error) {
      if (!isStopped) throw toProblem(error);
    }
    throw new EngineProblem("DuckDB took too long", { isStopped: true });
  };
  const run = (sql: string) => ask(async () => void (await connection.run(sql)));
  return {
    temporary,
    run,
    query: (sql) => ask(async () => (await connection.runAndReadAll(sql)).getRowsJS() as Value[][]),
    queryColumns: (sql) =>
      ask(async () => (await connection.runAndReadAll(sql)).getColumnsJS() as Value[][]),
    stop() {
      isStopped = true;
      connection.interrupt();
    },
    async createNumbers(name, rows) {
      await run(`create or replace temp table ${name} (key varchar, number integer)`);
      const appender = await connection.createAppender(name);
      for (const [key, number] of rows) {
        appender.appendVarchar(key);
        if (number === null) appender.appendNull();
        else appender.appendInteger(number);
        appender.endRow();
      }
      appender.closeSync();
    },
    close,
  };
}

/** DuckDB explains an error in many lines, of which the first says what it is. */
function toProblem(error: unknown): EngineProblem {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return new EngineProblem(`DuckDB says: ${lines[0]}`, { cause: error });
}
