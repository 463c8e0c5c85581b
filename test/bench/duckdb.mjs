import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VENV = join(tmpdir(), "retrain-plan-bench-duckdb");

/** A Python that has DuckDB: the system's, or that of a virtual environment made for the purpose. */
function python() {
  // By its own path: what PATH finds may be a script that looks for it, and takes its time.
  const { status, stdout } = spawnSync(
    "python3",
    ["-c", "import duckdb, sys; print(sys.executable)"],
    {
      encoding: "utf8",
    },
  );
  if (status === 0) return stdout.trim();
  const own = join(VENV, "bin/python");
  if (!existsSync(own)) execFileSync("python3", ["-m", "venv", VENV]);
  if (spawnSync(own, ["-c", "import duckdb"]).status !== 0) {
    execFileSync(own, ["-m", "pip", "install", "--quiet", "duckdb"]);
  }
  return own;
}

/** The command that has DuckDB answer a query, in UTC. */
export function duckdbCommand(sql) {
  const script = `import duckdb, sys; duckdb.sql("set timezone='UTC'"); print(duckdb.sql(sys.argv[1]))`;
  return [python(), "-c", script, sql];
}

/** Runs statements, one after the other. */
export function runDuckdb(statements) {
  const script = "import duckdb, sys\nfor line in sys.stdin: duckdb.sql(line)";
  execFileSync(python(), ["-c", script], { input: statements.join("\n") });
}
