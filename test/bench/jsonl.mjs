import { join } from "node:path";
import { compare } from "./compare.mjs";
import { duckdbCommand } from "./duckdb.mjs";
import { printPeak } from "./peak.mjs";
import { inProject, ROUNDS, SCALE, scanCommand } from "./scratch.mjs";
import { writeJsonl } from "./text-data.mjs";

/** Rows and samples a day of a JSON Lines file of 500 MB, beside DuckDB. */
export function benchJsonl() {
  return inProject((cwd, data) => {
    const path = join(data, "events.jsonl");
    writeJsonl(path, 5e8 * SCALE);
    const sql = `select date_trunc('day', event_time::timestamp) d, count(*) from read_json('${path}') group by d`;
    compare(
      `JSON Lines, ${Math.round(500 * SCALE)} MB: rows, days`,
      [
        { name: "DuckDB read_json", command: duckdbCommand(sql) },
        { name: "scan", command: scanCommand(), cwd, atMost: 0.6 },
      ],
      ROUNDS,
    );
    printPeak("scan", scanCommand(), cwd, 200);
  });
}
