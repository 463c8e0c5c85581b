import { spawn } from "node:child_process";
import { mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** The connectors that the tests use; each of the others would take time to start. */
const PLUGINS = [
  ...["delta-lake", "iceberg", "memory", "tpch"],
  ...["exchange-filesystem", "spooling-filesystem"],
];
const HEAPS = { coordinator: "1g", worker: "1536m" };

/**
 * Starts a node. Only Trino's own launcher reads node.properties: started like this, a node must be told its
 * address here, or it listens beyond loopback.
 */
export function startNode({ server, java, folder, store }, { name, port, discovery }) {
  const isCoordinator = port === discovery;
  const home = join(folder, name);
  rmSync(home, { recursive: true, force: true });
  for (const part of ["etc/catalog", "data", "plugins"])
    mkdirSync(join(home, part), { recursive: true });
  for (const plugin of PLUGINS)
    symlinkSync(join(server, "plugin", plugin), join(home, "plugins", plugin));
  const write = (path, ...lines) => writeFileSync(join(home, "etc", path), `${lines.join("\n")}\n`);
  write("catalog/tpch.properties", "connector.name=tpch");
  write("catalog/memory.properties", "connector.name=memory");
  write(
    "catalog/delta.properties",
    "connector.name=delta_lake",
    ...LAKES.delta,
    ...storeLines(store),
  );
  write(
    "catalog/iceberg.properties",
    "connector.name=iceberg",
    ...LAKES.iceberg,
    ...storeLines(store),
  );
  write("log.properties", "io.trino=WARN");
  write(
    "config.properties",
    `coordinator=${isCoordinator}`,
    ...(isCoordinator ? ["node-scheduler.include-coordinator=false"] : []),
    `http-server.http.port=${port}`,
    `discovery.uri=http://127.0.0.1:${discovery}`,
    // A lost worker is found out in seconds instead of minutes.
    "exchange.max-error-duration=5s",
    ...(isCoordinator ? ["query.remote-task.max-error-duration=5s"] : []),
  );
  const log = openSync(join(home, "log.txt"), "a");
  const words = [
    `-Xmx${isCoordinator ? HEAPS.coordinator : HEAPS.worker}`,
    "-XX:+UseG1GC",
    // Halves the time to start on two cores.
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.attach.allowAttachSelf=true",
    "-Dnode.environment=test",
    `-Dnode.id=${name}`,
    `-Dnode.data-dir=${join(home, "data")}`,
    "-Dnode.bind-ip=127.0.0.1",
    "-Dnode.internal-address=127.0.0.1",
    `-Dconfig=${join(home, "etc/config.properties")}`,
    `-Dlog.levels-file=${join(home, "etc/log.properties")}`,
    `-Dplugin.dir=${join(home, "plugins")}`,
    "-cp",
    `${server}/lib/*`,
    "io.trino.server.TrinoServer",
  ];
  const { pid } = spawn(java, words, { cwd: home, stdio: ["ignore", log, log] });
  if (pid === undefined) throw new Error(`${java}: cannot be started`);
  return { name, port, discovery, pid };
}

/** Catalogs whose tables, and the files that name them, lie in the bucket `lake`. */
const LAKES = {
  delta: ["hive.metastore=file", "hive.metastore.catalog.dir=s3://lake/delta"],
  iceberg: [
    "iceberg.catalog.type=TESTING_FILE_METASTORE",
    "iceberg.add-files-procedure.enabled=true",
    "hive.metastore.catalog.dir=s3://lake/iceberg",
  ],
};

function storeLines({ url, id, secret }) {
  return [
    "fs.native-s3.enabled=true",
    `s3.endpoint=${url}`,
    "s3.region=us-east-1",
    "s3.path-style-access=true",
    `s3.aws-access-key=${id}`,
    `s3.aws-secret-key=${secret}`,
  ];
}

/** Waits until so many workers take part. */
export async function untilReady(url, workers) {
  for (let second = 0; second < 240; second++) {
    const active = await countWorkers(url);
    if (active === workers) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`Trino does not have ${workers} workers after four minutes: see its log.txt`);
}

async function countWorkers(url) {
  const headers = { "X-Trino-User": "test" };
  try {
    const body =
      "select count(*) from system.runtime.nodes where state = 'active' and not coordinator";
    const signal = AbortSignal.timeout(20_000);
    let answer = await fetch(`${url}/v1/statement`, { method: "POST", body, headers, signal });
    for (;;) {
      const { data, nextUri } = await answer.json();
      if (data !== undefined) return data[0][0];
      if (nextUri === undefined) return -1;
      answer = await fetch(nextUri, { headers, signal });
    }
  } catch {
    return -1;
  }
}

/** Ends a node by its id, and waits until it has ended. */
export async function endNode(pid, signal = "SIGTERM") {
  try {
    process.kill(pid, signal);
    for (let i = 0; i < 100; i++) {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** A port of loopback that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
