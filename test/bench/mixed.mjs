import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareCpu } from "./compare.mjs";
import { duckdbCommand, runDuckdb } from "./duckdb.mjs";
import { pythonWith } from "./python.mjs";
import { inProject, ROUNDS, SCALE, scanCommand } from "./scratch.mjs";

/** Of 90 days, in no order. */
const TIME = "timestamp '2025-05-01' + to_seconds((random() * 90 * 86400)::bigint)";
const BY_DAY =
  "select date_trunc('day', event_time) d, count(*), min(event_time), max(event_time) from";

/** Rows, range and rows a day where each file holds rows of all days, and of many small files, beside DuckDB and polars. */
export async function benchMixed() {
  await benchFiles();
  await benchText();
  await benchSmall();
}

function benchFiles() {
  return inProject((cwd, data) => {
    const rows = Math.ceil(50_000 * SCALE);
    runDuckdb(
      Array.from({ length: 200 }, (_, file) => {
        const path = join(data, `part-${file}.parquet`);
        return `copy (select ${TIME} as event_time, i % 1000 as x, random() as y from range(${rows}) t(i)) to '${path}'`;
      }),
    );
    const sql = `${BY_DAY} '${data}/*.parquet' group by d`;
    compareCpu(
      `200 Parquet files of ${rows} rows of mixed days`,
      [
        { name: "DuckDB", command: duckdbCommand(sql) },
        { name: "scan", command: scanCommand(), cwd, atMost: 1.5, atMostMb: 120 },
      ],
      ROUNDS,
    );
  });
}

function benchText() {
  return inProject((cwd, data) => {
    const path = join(data, "events.csv");
    const rows = Math.ceil(14.5e6 * SCALE);
    runDuckdb([
      `copy (select i as id, strftime(${TIME}, '%Y-%m-%dT%H:%M:%S') as event_time, round(random() * 1000, 3) as amount, 'state ' || (i % 7) as state, 'some text, quoted ' || i as note from range(${rows}) t(i)) to '${path}' (header)`,
    ]);
    compareCpu(
      `CSV, ${rows} rows of mixed days, 1 GB a 14.5 million`,
      [
        { name: "polars", command: [pythonWith("polars"), "-c", POLARS, path] },
        {
          name: "DuckDB",
          command: duckdbCommand(`${BY_DAY} read_csv('${path}') group by d`),
        },
        { name: "scan", command: scanCommand(), cwd, atMost: 1 },
      ],
      ROUNDS,
    );
  });
}

const POLARS = `
import polars, sys
time = polars.col("event_time")
rows = polars.scan_csv(sys.argv[1]).with_columns(time.str.to_datetime("%Y-%m-%dT%H:%M:%S"))
days = rows.group_by(time.dt.truncate("1d").alias("day"))
print(days.agg(polars.len(), time.min(), time.max().alias("latest")).collect(engine="streaming"))
`;

function benchSmall() {
  return inProject((cwd, data) => {
    const files = Math.ceil(20_000 * SCALE);
    for (let file = 0; file < files; file++) {
      const rows = Array.from({ length: 20 }, (_, row) => {
        const day = String(1 + ((row + file) % 28)).padStart(2, "0");
        return `${row},2025-0${5 + (row % 3)}-${day}T10:00:00,${row * 1.5}\n`;
      });
      writeFileSync(join(data, `${file}.csv`), `id,event_time,amount\n${rows.join("")}`);
    }
    compareCpu(
      `${files} CSV files of 20 rows`,
      [
        {
          name: "DuckDB",
          command: duckdbCommand(`${BY_DAY} read_csv('${data}/*.csv') group by d`),
        },
        { name: "scan", command: scanCommand(), cwd, atMost: 0.5 },
      ],
      ROUNDS,
    );
  });
}
