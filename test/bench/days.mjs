import { join } from "node:path";
import { compare } from "./compare.mjs";
import { duckdbCommand, runDuckdb } from "./duckdb.mjs";
import { printPeak } from "./peak.mjs";
import { inProject, ROUNDS, SCALE, scanCommand } from "./scratch.mjs";

/** Samples a day of 10 million rows of Parquet, sorted by time and in random order, beside DuckDB. */
export async function benchDays() {
  const rows = Math.ceil(1e7 * SCALE);
  for (const [order, index, atMost] of [
    ["sorted", "i", 1],
    ["in random order", `hash(i) % ${rows}`, 6],
  ]) {
    await inProject((cwd, data) => {
      const path = join(data, "events.parquet");
      const seconds = `((${index})::double * ${(90 * 86_400) / rows})`;
      runDuckdb([
        `copy (select timestamp '2025-05-01' + to_microseconds((${seconds} * 1e6)::bigint) as event_time, i % 1000 as x from range(${rows}) t(i)) to '${path}'`,
      ]);
      const sql = `select date_trunc('day', event_time) d, count(*) from '${path}' group by d`;
      compare(
        `Parquet, ${rows} rows ${order}: samples a day`,
        [
          { name: "DuckDB group by day", command: duckdbCommand(sql) },
          { name: "scan", command: scanCommand(), cwd, atMost },
        ],
        ROUNDS,
      );
      printPeak("scan", scanCommand(), cwd, 200);
    });
  }
}
