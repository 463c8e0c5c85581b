import { execFileSync } from "node:child_process";
import { pythonWith } from "./python.mjs";

/** The command that has DuckDB answer a query, in UTC. */
export function duckdbCommand(sql) {
  const script = `import duckdb, sys; duckdb.sql("set timezone='UTC'"); print(duckdb.sql(sys.argv[1]))`;
  return [pythonWith("duckdb"), "-c", script, sql];
}

/** Runs statements, one after the other. */
export function runDuckdb(statements) {
  const script = "import duckdb, sys\nfor line in sys.stdin: duckdb.sql(line)";
  execFileSync(pythonWith("duckdb"), ["-c", script], { input: statements.join("\n") });
}
