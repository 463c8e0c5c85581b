import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Files of Parquet that DuckDB writes, as objects.
 *
 * @param files queries, by the names of the objects
 */
export async function fillStore(
  objects: Map<string, Buffer>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const folder = mkdtempSync(join(tmpdir(), "retrain-plan-objects-"));
  for (const [i, [place, select]] of Object.entries(files).entries()) {
    const path = join(folder, `${i}.parquet`);
    await connection.run(`copy (${select}) to '${path}' (format parquet)`);
    objects.set(place, readFileSync(path));
  }
  connection.closeSync();
  instance.closeSync();
}
