import { readdirSync } from "node:fs";
import { basename } from "node:path";

/** The folder of DuckDB's extensions; empty where the tests have none. */
export const EXTENSIONS: string = process.env.RETRAIN_PLAN_DUCKDB_EXTENSIONS ?? "";

/** Whether all of these are there: tests that need them are skipped without. */
export function hasExtensions(...names: string[]): boolean {
  if (EXTENSIONS === "") return false;
  const there = readdirSync(EXTENSIONS, { recursive: true, encoding: "utf8" }).map((path) =>
    basename(path),
  );
  return names.every((name) => there.includes(`${name}.duckdb_extension`));
}
