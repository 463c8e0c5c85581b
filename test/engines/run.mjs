// npm run test:engines: installs Trino, an S3 server, Azurite, MLflow and Prometheus into a folder of their own, starts a
// coordinator with two workers and the servers on loopback, runs the tests with them, and ends every process by its id.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startAzurite, untilAzurite } from "./azurite.mjs";
import { endNode, freePort, startNode, untilReady } from "./cluster.mjs";
import { install, installAzurite, installExtensions, installStore } from "./install.mjs";
import { endServer, installMlflow, startMlflow, untilAnswering } from "./mlflow.mjs";
import { installPrometheus, startPrometheus } from "./prometheus.mjs";
import { startStore, untilStored } from "./store.mjs";

const root = resolve(import.meta.dirname, "../..");
const cache = resolve(
  process.env.RETRAIN_PLAN_ENGINES ?? join(root, "node_modules/.cache/retrain-plan-engines"),
);
/** As for a browser that cannot be had: a machine without Maven or Java tests the rest. */
const NOT_INSTALLED = 3;
let installed;
let extensions;
let program;
let azurite;
try {
  installed = install(cache);
  extensions = await installExtensions(cache);
  program = installStore(cache);
  azurite = installAzurite(cache);
} catch (error) {
  console.log(`test:engines: skipped, since an engine cannot be installed: ${error.message}`);
  process.exit(NOT_INSTALLED);
}
const folder = mkdtempSync(join(tmpdir(), "retrain-plan-trino-"));
const store = await startStore(program, folder);
const azure = await startAzurite(azurite, folder);
const place = { ...installed, folder, store };
if (!existsSync(join(root, "dist/bin.js"))) {
  spawnSync("npm", ["run", "build"], { cwd: root, stdio: "inherit" });
}
const discovery = await freePort();
const nodes = [startNode(place, { name: "coordinator", port: discovery, discovery })];
for (const name of ["worker1", "worker2"]) {
  nodes.push(startNode(place, { name, port: await freePort(), discovery }));
}
let mlflow = [];
try {
  installMlflow(cache);
  mlflow = await startMlflow(cache, join(folder, "mlflow"));
} catch (error) {
  console.log(`test:engines: without MLflow, which cannot be installed: ${error.message}`);
}
let prometheus = null;
try {
  prometheus = await startPrometheus(installPrometheus(cache), join(folder, "prometheus"));
} catch (error) {
  console.log(`test:engines: without Prometheus, which cannot be started: ${error.message}`);
}
let tests;
const end = async () => {
  tests?.kill();
  await Promise.all([
    ...[store, azure, ...nodes].map(({ pid }) => endNode(pid)),
    ...mlflow.map(({ pid }) => endServer(pid)),
    prometheus?.end(),
  ]);
  rmSync(folder, { recursive: true, force: true });
};
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => void end().finally(() => process.exit(2)));
}
let status = 2;
try {
  const url = `http://127.0.0.1:${discovery}`;
  const start = performance.now();
  await untilStored(store);
  await untilAzurite(azure);
  await untilReady(url, 2);
  console.log(
    `Trino: a coordinator and two workers in ${Math.round((performance.now() - start) / 1000)} s`,
  );
  await untilAnswering(mlflow.map((server) => server.url));
  const words = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "test/engine/conformance",
    "test/engines",
    "test/commands/azure",
    "test/commands/lakes",
    "test/commands/store",
    "--coverage.enabled=false",
  ];
  // One file after the other: one of them ends a worker.
  words.push("--no-file-parallelism");
  const env = {
    ...process.env,
    RETRAIN_PLAN_DUCKDB_EXTENSIONS: extensions,
    RETRAIN_PLAN_TEST_STORE: JSON.stringify(store),
    RETRAIN_PLAN_TEST_AZURE: JSON.stringify(azure),
    RETRAIN_PLAN_TEST_TRINO: url,
    RETRAIN_PLAN_TEST_MLFLOW: JSON.stringify(mlflow),
    RETRAIN_PLAN_TEST_PROMETHEUS: prometheus === null ? "" : JSON.stringify(prometheus),
    RETRAIN_PLAN_TEST_CLUSTER: JSON.stringify({ place, worker: nodes[2] }),
  };
  status = await new Promise((resolve) => {
    tests = spawn(process.execPath, words, { cwd: root, env, stdio: "inherit" });
    tests.on("exit", (code) => resolve(code ?? 2));
  });
} finally {
  await end();
}
process.exitCode = status;
