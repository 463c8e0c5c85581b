import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../engines/cluster.mjs";
import {
  endServer,
  installMlflow,
  python,
  startServer,
  untilAnswering,
} from "../engines/mlflow.mjs";
import { compare } from "./compare.mjs";
import { printPeak } from "./peak.mjs";
import { BIN, inProject, ROUNDS, SCALE } from "./scratch.mjs";

const METRICS = 50;
const ROOT = resolve(import.meta.dirname, "../..");

/** 10,000 runs with 50 metrics each on an MLflow server, beside MLflow's own client, which only fetches them. */
export function benchMlflowServer() {
  const folder =
    process.env.RETRAIN_PLAN_ENGINES ?? join(ROOT, "node_modules/.cache/retrain-plan-engines");
  installMlflow(folder);
  return inProject(async (cwd) => {
    const runs = Math.ceil(10_000 * SCALE);
    const home = join(cwd, "served");
    mkdirSync(home);
    const store = join(home, "mlflow.db");
    const command = python(folder);
    execFileSync(command, ["-c", WRITE_STORE, store, String(runs)], { cwd: home });
    const port = await freePort();
    const pid = startServer(command, { home, port, uri: `sqlite:///${store}` });
    const url = `http://127.0.0.1:${port}`;
    process.env.MLFLOW_TRACKING_URI = url;
    try {
      await untilAnswering([url]);
      const drift = [process.execPath, BIN, "drift", "--format", "json"];
      const directory = join(cwd, "data");
      compare(
        `mlflow server, ${runs} runs of ${METRICS} metrics`,
        [
          { name: "MLflow's Python client", command: [command, "-c", FETCH], cwd: directory },
          { name: "drift", command: drift, cwd: directory, atMost: 3 },
        ],
        ROUNDS,
      );
      printPeak("drift", drift, directory, 300);
    } finally {
      delete process.env.MLFLOW_TRACKING_URI;
      await endServer(pid);
    }
  });
}

/** MLflow makes the tables; its rows are written past it, which would take an hour. */
const WRITE_STORE = `
import sqlite3, sys
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
experiment = SqlAlchemyStore("sqlite:///" + sys.argv[1], "artifacts").create_experiment("churn")
db = sqlite3.connect(sys.argv[1])
for r in range(int(sys.argv[2])):
    start, run = 1700000000000 + r * 3600000, f"{r:032x}"
    db.execute(
        "INSERT INTO runs (run_uuid, name, status, start_time, end_time, lifecycle_stage, experiment_id, source_type,"
        " source_name, entry_point_name, user_id, source_version, artifact_uri)"
        " VALUES (?, ?, 'FINISHED', ?, ?, 'active', ?, 'LOCAL', '', '', 'me', '', '')",
        (run, f"run{r}", start, start + 1000, int(experiment)),
    )
    rows = [(f"val_loss_{m}", (r * 7919 + m * 104729) % 10007 / 10007, start, run) for m in range(${METRICS})]
    for table in ["metrics", "latest_metrics"]:
        db.executemany(
            f"INSERT INTO {table} (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, 0, 0)", rows
        )
db.commit()
`;

const FETCH = `
from mlflow import MlflowClient
client = MlflowClient()
runs, token = [], None
while True:
    page = client.search_runs(["1"], max_results=5000, page_token=token)
    runs += page
    token = page.token
    if not token:
        break
print(sum(len(run.data.metrics) for run in runs))
`;
