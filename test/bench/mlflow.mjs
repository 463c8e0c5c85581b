import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareCpu } from "./compare.mjs";
import { BIN, inProject, ROUNDS, SCALE } from "./scratch.mjs";

const METRICS = 50;

/** 10,000 runs with 50 metrics each, in both of MLflow's stores, beside Python, which only fetches them. */
export function benchMlflow() {
  return inProject((cwd) => {
    const runs = Math.ceil(10_000 * SCALE);
    const [files, database] = ["files", "database"].map((name) => join(cwd, name));
    writeFileStore(join(files, "mlruns"), runs);
    mkdirSync(database);
    execFileSync("python3", ["-c", WRITE_DATABASE, join(database, "mlflow.db"), String(runs)]);
    const drift = [process.execPath, BIN, "drift", "--format", "json"];
    for (const [name, directory, peer] of [
      ["mlflow.db", database, READ_DATABASE],
      ["mlruns", files, READ_FILES],
    ]) {
      compareCpu(
        `${name}, ${runs} runs of ${METRICS} metrics`,
        [
          { name: "python3, fetching alone", command: ["python3", "-c", peer], cwd: directory },
          { name: "drift", command: drift, cwd: directory, atMostMb: 100 },
        ],
        ROUNDS,
      );
    }
  });
}

function writeFileStore(root, runs) {
  const write = (path, lines) => writeFileSync(join(root, path), `${lines.join("\n")}\n`);
  mkdirSync(join(root, "1"), { recursive: true });
  write("1/meta.yaml", ["experiment_id: '1'", "lifecycle_stage: active", "name: churn"]);
  for (let r = 0; r < runs; r++) {
    const id = String(r).padStart(32, "0");
    const start = 1_700_000_000_000 + r * 3_600_000;
    mkdirSync(join(root, `1/${id}/metrics`), { recursive: true });
    write(`1/${id}/meta.yaml`, [
      ...[`end_time: ${start + 1000}`, "experiment_id: '1'", "lifecycle_stage: active"],
      ...[`run_id: ${id}`, `run_name: run${r}`, `start_time: ${start}`, "status: 3"],
    ]);
    for (let m = 0; m < METRICS; m++) {
      write(`1/${id}/metrics/val_loss_${m}`, [`${start} ${numberOf(r, m)} 0`]);
    }
  }
}

/** Any numbers, the same in each run of the benchmark. */
function numberOf(run, metric) {
  return ((run * 7919 + metric * 104_729) % 10_007) / 10_007;
}

/** The tables that are read, as MLflow creates them. */
const WRITE_DATABASE = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript("""
CREATE TABLE experiments (experiment_id INTEGER NOT NULL, name VARCHAR(256), lifecycle_stage VARCHAR(32),
  CONSTRAINT experiment_pk PRIMARY KEY (experiment_id));
CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), status VARCHAR(9), start_time BIGINT,
  end_time BIGINT, lifecycle_stage VARCHAR(20), experiment_id INTEGER, PRIMARY KEY (run_uuid));
CREATE TABLE metrics ("key" VARCHAR(250), value FLOAT, timestamp BIGINT, run_uuid VARCHAR(32), step BIGINT,
  is_nan BOOLEAN, PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan));
CREATE TABLE latest_metrics ("key" VARCHAR(250), value FLOAT, timestamp BIGINT, step BIGINT, is_nan BOOLEAN,
  run_uuid VARCHAR(32), PRIMARY KEY ("key", run_uuid));
CREATE TABLE tags ("key" VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32), PRIMARY KEY ("key", run_uuid));
CREATE TABLE params ("key" VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32), PRIMARY KEY ("key", run_uuid));
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
INSERT INTO experiments VALUES (1, 'churn', 'active');
""")
for r in range(int(sys.argv[2])):
    start, run = 1700000000000 + r * 3600000, f"{r:032x}"
    db.execute("INSERT INTO runs VALUES (?, ?, 'FINISHED', ?, ?, 'active', 1)", (run, f"run{r}", start, start + 1000))
    rows = [(f"val_loss_{m}", (r * 7919 + m * 104729) % 10007 / 10007, start, run) for m in range(${METRICS})]
    db.executemany("INSERT INTO metrics VALUES (?, ?, ?, ?, 0, 0)", rows)
    db.executemany("INSERT INTO latest_metrics VALUES (?, ?, ?, 0, 0, ?)", rows)
db.commit()
`;

const READ_DATABASE = `
import sqlite3
print(len(sqlite3.connect("mlflow.db").execute("SELECT run_uuid, key, value, timestamp, step, is_nan FROM latest_metrics").fetchall()))
`;

const READ_FILES = `
import os
print(sum(len(open(os.path.join(at, name)).read()) for at, _, names in os.walk("mlruns") for name in names))
`;
