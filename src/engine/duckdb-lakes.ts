import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "./duckdb-connection.ts";
import { fieldType, type OpenedFiles } from "./duckdb-sql.ts";
import { type EngineFile, EngineProblem, type EngineTime, type LakeTable } from "./engine.ts";
import { quoteName, quoteText } from "./quote.ts";

/** The extensions that read a table, in the order in which they are loaded. */
export const LAKE_EXTENSIONS = { Delta: ["delta"], Iceberg: ["avro", "iceberg"] } as const;

/**
 * Prepares to read the rows that a table holds now.
 *
 * @param isByPath whether a row's file is its path, and the rows of all files are read; else its place in `files`,
 * whose rows alone are read
 * @throws EngineProblem where its book cannot be read
 */
export async function openLake(
  connection: Connection,
  lake: LakeTable,
  files: readonly EngineFile[],
  time: EngineTime | null,
  isByPath: boolean,
): Promise<OpenedFiles> {
  const scan = scanLake(lake);
  const described = (await connection.query(`describe select * from ${scan}`)) as string[][];
  const types = new Map(described.map(([name = "", type = ""]) => [name, type]));
  const taken = [...types.keys()].find((name) => OWN_NAMES.includes(name.toLowerCase()));
  if (taken !== undefined) {
    throw new EngineProblem(`DuckDB does not tell the files of a table with a column "${taken}"`);
  }
  const fields = new Map(
    [...types].map(([name, type]) => [name, { sql: quoteName(name), type: fieldType(type) }]),
  );
  const paths = `[${files.map(({ path }) => quoteText(path)).join(", ")}]`;
  const rows = (file: string) => `(select *, file_row_number, ${file} as lake_file from ${scan})`;
  const type = time === null ? undefined : types.get(time.column);
  return {
    from: isByPath
      ? rows(PLAIN_PATH)
      : `(select * from ${rows(`list_position(${paths}, ${PLAIN_PATH}) - 1`)} where lake_file is not null)`,
    file: "lake_file",
    row: "file_row_number",
    hidden: "lake_file, file_row_number",
    fields,
    time: time === null || type === undefined ? null : { sql: quoteName(time.column), type },
  };
}

/** With a column of such a name, that of DuckDB cannot be asked for. */
const OWN_NAMES = ["filename", "file_row_number", "lake_file"];

/** Iceberg names its files by URL. */
const PLAIN_PATH = "regexp_replace(filename, '^file:(//)?', '')";

/** The addresses of the files whose rows a table holds. */
export async function listLakeFiles(connection: Connection, lake: LakeTable): Promise<string[]> {
  const files = await connection.query(
    `select distinct ${PLAIN_PATH} as f from ${scanLake(lake)} order by f`,
  );
  return files.map(([path]) => String(path));
}

/** The rows of a table, as what stands behind `from`. */
export function scanLake({ format, folder, descriptions }: LakeTable): string {
  if (format === "Delta") {
    if (folder.includes("%")) {
      throw new EngineProblem("DuckDB takes the % in the path of a Delta table for a code");
    }
    return `delta_scan(${quoteText(folder)})`;
  }
  const options = [
    // The table may have been written elsewhere.
    "allow_moved_paths = true",
    `version = ${quoteText(findVersion(descriptions ?? readdirSync(join(folder, "metadata"))))}`,
    "version_name_format = '%s%s.metadata.json'",
  ];
  return `iceberg_scan(${quoteText(folder)}, ${options.join(", ")})`;
}

/**
 * The name of the newest description of an Iceberg table: the one with the highest number.
 * *
 * @example v9.metadata.json, v10.metadata.json // v10
 * @throws EngineProblem where two have this number: one was never committed, and only a catalog knows which
 */
function findVersion(files: readonly string[]): string {
  const names = files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length));
  const number = (name: string) => Number(/^v?(\d+)/.exec(name)?.[1] ?? -1);
  const highest = names.reduce((most, name) => Math.max(most, number(name)), -1);
  const [newest = "", second] = names.filter((name) => number(name) === highest);
  if (second !== undefined) {
    throw new EngineProblem(
      `${newest}${SUFFIX} and ${second}${SUFFIX} may both be the newest description of the table`,
    );
  }
  return newest;
}

const SUFFIX = ".metadata.json";
