import { join } from "node:path";
import { compare } from "./compare.mjs";
import { duckdbCommand } from "./duckdb.mjs";
import { printPeak } from "./peak.mjs";
import { inProject, ROUNDS, SCALE, scanCommand } from "./scratch.mjs";
import { writeCsv } from "./text-data.mjs";

/** Rows, time range and samples a day of a CSV file of 1 GB with quoted newlines, beside DuckDB. */
export function benchCsv() {
  return inProject((cwd, data) => {
    const path = join(data, "events.csv");
    writeCsv(path, 1e9 * SCALE);
    const read = `from read_csv('${path}')`;
    const days = duckdbCommand(
      `select date_trunc('day', event_time) d, count(*), min(event_time), max(event_time) ${read} group by d`,
    );
    const scan = { name: "scan", command: scanCommand(), cwd };
    const title = `CSV, ${Math.round(1000 * SCALE)} MB`;
    compare(
      `${title}: rows, range, days`,
      [
        { name: "DuckDB read_csv", command: days },
        { ...scan, atMost: 0.8 },
        { name: "wc -l", command: ["wc", "-l", path] },
      ],
      ROUNDS,
    );
    compare(
      `${title}: rows alone`,
      [
        { name: "DuckDB count(*)", command: duckdbCommand(`select count(*) ${read}`) },
        { ...scan, atMost: 0.5 },
      ],
      ROUNDS,
    );
    printPeak("scan", scan.command, cwd, 200);
  });
}
