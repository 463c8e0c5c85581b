import { isParquet, parseAddress } from "../text/store-address.ts";
import type { Instant } from "../time/instant.ts";
import type { Connection } from "./duckdb-connection.ts";
import { scanLake } from "./duckdb-lakes.ts";
import { readParquet } from "./duckdb-sql.ts";
import { type EngineFile, EngineProblem, type LakeTable } from "./engine.ts";
import { quoteText } from "./quote.ts";
import type { StoreRoot } from "./store-gateway.ts";
import type { StoredFiles } from "./table-engine.ts";

/** A table that was found in the store. */
export interface StoredTable {
  /** What stands behind `from`. */
  readonly scan: string;
  /** The files of the table, as far as they are listed: those of a lake's table are found by its rows. */
  readonly files: readonly EngineFile[];
  readonly stored: StoredFiles;
}

/**
 * Lists what lies at an address: whether a folder is a table of Delta or Iceberg is seen by what lies in it.
 *
 * @param server the only one that is asked
 * @throws EngineProblem if there is no table, if tables lie below the address, or if it names another server
 */
export async function findStoredTable(
  connection: Connection,
  name: string,
  server: string,
): Promise<StoredTable> {
  const { bucket = "", key = "", host = null } = parseAddress(name) ?? {};
  if (host !== null && host !== new URL(server).hostname) {
    throw new EngineProblem(
      `${host} is not contacted because only a file names it: the environment names ${server}`,
    );
  }
  const folder = key === "" ? `s3://${bucket}` : `s3://${bucket}/${key}`;
  const { prefix } = findRoot(name);
  const base = `s3://${bucket}/${prefix}`;
  const pattern = isParquet(key) ? folder : `${folder}/**`;
  const objects = await listObjects(connection, pattern);
  const lake = isParquet(key)
    ? null
    : findLake(
        folder,
        objects.map(({ path }) => path),
      );
  const all = objects.filter(({ path }) => !isHidden(path.slice(base.length)));
  if (lake !== null) {
    const scan = scanLake(lake);
    // Trino gives the files of Delta no ending.
    const rows = all.filter(({ path }) => !path.startsWith(`${base}metadata/`));
    return { scan, files: [toFile(name, folder, lake)], stored: sumUp(rows) };
  }
  const root = findRootBelow(objects.map(({ path }) => path.slice(base.length)));
  if (root !== null) {
    throw new EngineProblem(
      `a Delta or Iceberg table lies below ${name}, at ${root}: name each table by its own root`,
    );
  }
  const rows = all.filter(({ path }) => isParquet(path));
  if (rows.length === 0) throw new EngineProblem(`no Parquet file was found at ${name}`);
  const paths = rows.map(({ path }) => path);
  const files = paths.map((path) => toFile(path, path, null));
  return { scan: readParquet(paths), files, stored: sumUp(rows) };
}

async function listObjects(connection: Connection, pattern: string) {
  // Only while it is listed, a pattern stands for what it matches.
  await connection.run("set s3_url_compatibility_mode = false");
  try {
    const listed = await connection.query(
      `select filename, size, cast(epoch_us(last_modified) as double) from read_blob(${quoteText(pattern)}) order by filename`,
    );
    return (listed as [string, bigint, number][]).map(([path, bytes, modified]) => ({
      path,
      bytes: Number(bytes),
      modified,
    }));
  } finally {
    await connection.run("set s3_url_compatibility_mode = true");
  }
}

/** The part of the store that an address names. */
export function findRoot(address: string): StoreRoot {
  const { bucket = "", key = "" } = parseAddress(address) ?? {};
  if (!isParquet(key)) return { bucket, prefix: key === "" ? "" : `${key}/` };
  const at = key.search(/[*[]/);
  return { bucket, prefix: at === -1 ? key : key.slice(0, key.lastIndexOf("/", at) + 1) };
}

function toFile(name: string, path: string, lake: LakeTable | null): EngineFile {
  const how = { format: "parquet", compression: "none", reading: {} } as const;
  const counts = { samples: 0, dated: 0, columns: [] };
  return { path, name, ...how, ...counts, ...(lake !== null && { lake }) };
}

/** Only what lies directly in a folder tells which table it is. */
function findLake(folder: string, paths: readonly string[]): LakeTable | null {
  const below = (part: string) =>
    paths.flatMap((path) =>
      path.startsWith(`${folder}/${part}/`) ? [path.slice(folder.length + part.length + 2)] : [],
    );
  if (below("_delta_log").length > 0) return { format: "Delta", folder };
  const descriptions = below("metadata");
  return descriptions.some((name) => name.endsWith(".metadata.json"))
    ? { format: "Iceberg", folder, descriptions }
    : null;
}

/** The folder of a table whose files must not be counted without its log, which says which rows are deleted. */
function findRootBelow(paths: readonly string[]): string | null {
  for (const path of paths) {
    const [, root] = /^(.*)\/(?:_delta_log\/|metadata\/[^/]*\.metadata\.json$)/.exec(path) ?? [];
    if (root !== undefined) return root;
  }
  return null;
}

/** Spark and Hive put files that are no rows, or not yet, behind `_` or `.`. */
function isHidden(below: string): boolean {
  return /(?:^|\/)[_.][^/=]*(?:\/|$)/.test(below);
}

function sumUp(files: readonly { bytes: number; modified: Instant }[]): StoredFiles {
  const modified = files.map((file) => file.modified).sort((a, b) => a - b);
  const [earliest, latest] = [modified[0], modified.at(-1)];
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    modified: earliest === undefined || latest === undefined ? null : { earliest, latest },
  };
}
