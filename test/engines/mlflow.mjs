import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { freePort } from "./cluster.mjs";

/** Each with what its own requirements leave open, and later versions have broken. */
const VERSIONS = {
  "2.22.5": ["sqlalchemy<2.1"],
  "3.17.2": [],
};
const FIXTURES = resolve(import.meta.dirname, "../../fixtures/validation");
/** The stores that are served, each by the MLflow that wrote it. */
const STORES = [
  { title: "MLflow 2.22, rhythm", version: "2.22.5", store: "mlflow-rhythm/mlflow2.db" },
  { title: "MLflow 3.17, rhythm", version: "3.17.2", store: "mlflow-rhythm/mlflow3.db" },
  { title: "MLflow 3.17, database", version: "3.17.2", store: "mlflow/sqlite/mlflow.db" },
  { title: "MLflow 3.17, files", version: "3.17.2", store: "mlflow/files/mlruns" },
];

/**
 * Installs both versions of MLflow from PyPI, each into an environment of its own, unless they are there.
 *
 * @param {string} folder absolute; about 2 GB
 */
export function installMlflow(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [version, more] of Object.entries(VERSIONS)) {
    const place = environment(folder, version);
    // An environment that was left half made has no mark.
    const mark = join(place, "installed");
    if (existsSync(mark)) continue;
    rmSync(place, { recursive: true, force: true });
    run("python3", ["-m", "venv", place]);
    run(python(folder, version), ["-m", "pip", "install", "-q", `mlflow==${version}`, ...more]);
    mkdirSync(mark);
  }
}

/**
 * Starts a server for each store, on a copy of it, and waits until all answer.
 *
 * @param {string} folder where MLflow is installed
 * @param {string} scratch for the copies
 */
export async function startMlflow(folder, scratch) {
  const servers = [];
  for (const { title, version, store } of STORES) {
    const home = join(scratch, title.replace(/\W+/g, "-"));
    const copy = join(home, basename(store));
    mkdirSync(home, { recursive: true });
    cpSync(join(FIXTURES, store), copy, { recursive: true });
    const isFolder = !store.endsWith(".db");
    if (isFolder) addFolders(copy);
    const port = await freePort();
    const pid = startServer(python(folder, version), {
      ...{ home, port, uri: isFolder ? copy : `sqlite:///${copy}` },
    });
    servers.push({ title, url: `http://127.0.0.1:${port}`, store: join(FIXTURES, store), pid });
  }
  return servers;
}

/** @returns the id of the server, which leads a group of all its processes */
export function startServer(command, { home, port, uri }) {
  const log = openSync(join(home, "log.txt"), "a");
  const words = [
    ...["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
    ...["--backend-store-uri", uri, "--artifacts-destination", join(home, "artifacts")],
  ];
  const env = {
    ...process.env,
    MLFLOW_ALLOW_FILE_STORE: "true",
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
    MLFLOW_DISABLE_TELEMETRY: "true",
  };
  delete env.MLFLOW_TRACKING_URI;
  const options = { cwd: home, env, stdio: ["ignore", log, log], detached: true };
  const { pid } = spawn(command, words, options);
  if (pid === undefined) throw new Error(`${command}: cannot be started`);
  return pid;
}

/** Waits until servers answer. */
export async function untilAnswering(urls) {
  for (const url of urls) {
    for (let second = 0; ; second++) {
      if (second === 240) throw new Error(`MLflow at ${url} does not answer: see its log.txt`);
      try {
        const answer = await fetch(`${url}/version`, { signal: AbortSignal.timeout(10_000) });
        if (answer.ok) break;
      } catch {
        // It has not started yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Ends a server and its helpers, by the id of their group, and waits until they have ended. */
export async function endServer(pid) {
  try {
    process.kill(-pid, "SIGTERM");
    for (let i = 0; i < 100; i++) {
      process.kill(-pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** The Python of a version of MLflow. */
export function python(folder, version = "3.17.2") {
  return join(environment(folder, version), "bin/python");
}

function environment(folder, version) {
  return join(folder, `mlflow-${version}`);
}

/** Git keeps no empty folders, without which MLflow does not find a run. */
function addFolders(store) {
  for (const experiment of readdirSync(store)) {
    for (const run of readdirSync(join(store, experiment))) {
      if (!/^[0-9a-f]{32}$/.test(run)) continue;
      for (const name of ["artifacts", "metrics", "params", "tags"]) {
        mkdirSync(join(store, experiment, run, name), { recursive: true });
      }
    }
  }
}

function run(command, words) {
  const { status, error } = spawnSync(command, words, { cwd: tmpdir(), stdio: "inherit" });
  if (status !== 0)
    throw new Error(`${command} ${words[0]}: ${error?.message ?? `status ${status}`}`);
}
