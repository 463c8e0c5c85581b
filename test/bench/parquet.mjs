import { join } from "node:path";
import { compare } from "./compare.mjs";
import { duckdbCommand, runDuckdb } from "./duckdb.mjs";
import { printPeak } from "./peak.mjs";
import { inProject, ROUNDS, SCALE, scanCommand } from "./scratch.mjs";

/** Rows and time range of 2,000 wide Parquet files, beside DuckDB. */
export function benchParquet() {
  return inProject((cwd, data) => {
    const files = Math.ceil(2000 * SCALE);
    const columns = Array.from({ length: 99 }, (_, i) => `(i * ${i + 3}) % 1000 as c${i}`).join();
    runDuckdb(
      Array.from({ length: files }, (_, f) => {
        const time = `timestamp '2025-08-01' + to_seconds(i + ${f * 86_400}) as event_time`;
        const path = join(data, `part-${String(f).padStart(5, "0")}.parquet`);
        return `copy (select ${time}, ${columns} from range(20480) t(i)) to '${path}' (row_group_size 2048)`;
      }),
    );
    const sql = `select count(*), min(event_time), max(event_time) from '${data}/*.parquet'`;
    compare(
      `Parquet, ${files} files of 100 columns: rows, range`,
      [
        { name: "DuckDB", command: duckdbCommand(sql) },
        { name: "scan", command: scanCommand(), cwd, atMost: 0.3 },
      ],
      ROUNDS,
    );
    printPeak("scan", scanCommand(), cwd, 200);
  });
}
