import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBDoubleVector } from "@duckdb/node-api";
import { errorMessage } from "../errors.ts";
import { EngineProblem } from "./engine.ts";
import { quoteText } from "./quote.ts";

/** A database in memory that reads the project's files, and answers in SQL. */
export interface Connection {
  /** For copies of text files; no other user can read it. */
  readonly temporary: string;
  run(sql: string): Promise<void>;
  query(sql: string): Promise<Value[][]>;
  /** Some thousand rows at a time of an answer of numbers: each column, with NaN for NULL. */
  queryNumbers(sql: string): AsyncIterable<Float64Array[]>;
  /** Fills a new table with a `key` and a `number` in each row. */
  createNumbers(name: string, rows: ReadonlyMap<string, number | null>): Promise<void>;
  /** Ends the query that runs, and refuses others. */
  stop(): void;
  /** Removes the copies, as the process is about to end. */
  discard(): void;
  close(): void;
}

/** Whole numbers are bigint. */
export type Value = bigint | number | string | boolean | null | readonly Value[];

/**
 * Opens DuckDB, which is loaded only then.
 *
 * @param directories whose files may be read
 * @param extensions to load, of those that the user has installed
 * @param store how an object store is reached
 * @returns why it cannot be, where it is not installed or does not load
 */
export async function connect(
  directories: readonly string[],
  extensions: Extensions = { names: [], place: null },
  store: StoreSettings | null = null,
): Promise<Connection | { readonly problem: string }> {
  const duckdb = await loadDuckdb();
  if ("problem" in duckdb) return duckdb;
  const temporary = mkdtempSync(join(tmpdir(), "retrain-plan-duckdb-"));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  try {
    const instance = await duckdb.DuckDBInstance.create(":memory:", {
      // Of two threads, one spins while it waits for the other: twice the CPU time of a file of few row groups.
      threads: store === null ? "1" : STORE_THREADS,
      memory_limit: store === null ? MEMORY : STORE_MEMORY,
      temp_directory: temporary,
      // Freed memory goes back to the system, 10 to 15 MB at the peak.
      allocator_flush_threshold: "4MB",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      allow_persistent_secrets: "false",
      ...(extensions.place !== null && { extension_directory: extensions.place }),
    });
    const connection = await instance.connect();
    await loadExtensions(connection, extensions.names);
    for (const setting of store?.settings ?? []) await connection.run(setting);
    const allowed = [...directories, ...(store?.directories ?? []), temporary].map((path) =>
      quoteText(path),
    );
    await connection.run(`set allowed_directories = [${allowed.join(", ")}]`);
    await connection.run("set parquet_metadata_cache = true");
    await connection.run("set enable_external_access = false");
    await connection.run("set lock_configuration = true");
    const close = () => {
      connection.closeSync();
      instance.closeSync();
      remove();
    };
    return opened(connection, temporary, { discard: remove, close });
  } catch (error) {
    remove();
    if (error instanceof EngineProblem) return { problem: error.message };
    return { problem: `DuckDB does not start: ${errorMessage(error)}` };
  }
}

/** An object store, and the part of it that may be read. */
export interface StoreSettings {
  /** Statements. */
  readonly settings: readonly string[];
  /** Beginnings of addresses. */
  readonly directories: readonly string[];
}

/** Those to load, and the folder in which the user has them; null for DuckDB's own. */
interface Extensions {
  readonly names: readonly string[];
  readonly place: string | null;
}

/** None is installed unasked: an extension is a program. */
async function loadExtensions(connection: DuckDBConnection, names: readonly string[]) {
  for (const name of names) {
    const error = await connection.run(`load ${name}`).then(() => null, errorMessage);
    if (error === null) continue;
    const [why = ""] = error.split("\n");
    const calls = names.map((each) => `duckdb.install_extension('${each}')`).join("; ");
    throw new EngineProblem(
      / not found/.test(why)
        ? `DuckDB's extension ${name} is not installed: \`pip install duckdb==${VERSION} && python -c "import duckdb; ${calls}"\``
        : `DuckDB's extension ${name} cannot be loaded: ${why}`,
    );
  }
}

const MEMORY = "96MB";
/** Each waits for the server most of the time, and holds the columns of a group of rows. */
const STORE_THREADS = "4";
const STORE_MEMORY = "512MB";
/** Extensions fit one version alone. */
const VERSION = "1.5.5";

async function loadDuckdb(): Promise<
  typeof import("@duckdb/node-api") | { readonly problem: string }
> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    return { problem: describeFailure(error) };
  }
}

function describeFailure(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND"
    ? "DuckDB is not installed: `npm install @duckdb/node-bindings@1.5.5-r.5`"
    : `DuckDB cannot be loaded: ${errorMessage(error)}`;
}

function opened(
  connection: DuckDBConnection,
  temporary: string,
  ends: Pick<Connection, "discard" | "close">,
): Connection {
  let isStopped = false;
  const explain = (error: unknown) =>
    isStopped ? new EngineProblem("DuckDB took too long", { isStopped: true }) : toProblem(error);
  const ask = async <T>(query: () => Promise<T>): Promise<T> => {
    try {
      if (!isStopped) return await query();
    } catch (error) {
      throw explain(error);
    }
    throw explain(undefined);
  };
  const run = (sql: string) => ask(async () => void (await connection.run(sql)));
  return {
    temporary,
    run,
    query: (sql) => ask(async () => (await connection.runAndReadAll(sql)).getRowsJS() as Value[][]),
    async *queryNumbers(sql) {
      try {
        if (!isStopped) yield* readNumbers(connection, sql);
      } catch (error) {
        throw explain(error);
      }
      if (isStopped) throw explain(undefined);
    },
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
    ...ends,
  };
}

/** Each value as an object, which the other methods make, would take most of a profile's time. */
async function* readNumbers(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<Float64Array[]> {
  const result = await connection.stream(
    `select coalesce(cast(columns(*) as double), 'nan'::double) from (${sql})`,
  );
  for await (const chunk of result) {
    yield Array.from({ length: chunk.columnCount }, (_, column) => {
      const vector = chunk.getColumnVector(column) as DuckDBDoubleVector;
      const numbers = new Float64Array(vector.itemCount);
      for (let i = 0; i < numbers.length; i++) numbers[i] = vector.getItem(i) as number;
      return numbers;
    });
  }
}

/** DuckDB explains an error in many lines, of which the first says what it is. */
function toProblem(error: unknown): EngineProblem {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return new EngineProblem(`DuckDB says: ${lines[0]}`, { cause: error });
}
