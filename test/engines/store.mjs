import { spawn } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./cluster.mjs";

const KEY = { id: "AKIDTEST", secret: "a-key-of-the-tests" };

/**
 * Starts SeaweedFS on loopback, with an empty bucket `lake`.
 *
 * @param {string} program
 * @param {string} folder for its files
 */
export async function startStore(program, folder) {
  const home = join(folder, "store");
  mkdirSync(home, { recursive: true });
  const credentials = [{ accessKey: KEY.id, secretKey: KEY.secret }];
  const actions = ["Admin", "Read", "Write", "List"];
  const config = join(home, "s3.json");
  writeFileSync(config, JSON.stringify({ identities: [{ name: "test", credentials, actions }] }));
  const ports = {};
  for (const name of ["master", "volume", "filer", "s3"]) {
    // gRPC has a port of its own.
    for (const own of [name, `${name}.grpc`]) ports[own] = await freePort();
  }
  const words = [
    "server",
    `-dir=${home}`,
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-master.telemetry=false",
    "-master.volumeSizeLimitMB=64",
    "-volume.max=20",
    "-s3",
    `-s3.config=${config}`,
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    ...Object.entries(ports).map(([name, port]) => {
      const [part, grpc] = name.split(".");
      return `-${part}.port${grpc === undefined ? "" : ".grpc"}=${port}`;
    }),
  ];
  const log = openSync(join(home, "log.txt"), "a");
  const { pid } = spawn(program, words, { cwd: home, stdio: ["ignore", log, log] });
  if (pid === undefined) throw new Error(`${program}: cannot be started`);
  const bucket = `http://127.0.0.1:${ports.filer}/buckets/lake/`;
  return { pid, url: `http://127.0.0.1:${ports.s3}`, ...KEY, bucket };
}

/** Waits until the store takes objects, and makes its bucket. */
export async function untilStored({ url, bucket }) {
  for (let second = 0; second < 60; second++) {
    const made = await fetch(bucket, { method: "PUT" }).catch(() => null);
    const answer = made?.ok === true && (await fetch(url).catch(() => null));
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("SeaweedFS does not answer after a minute: see its log.txt");
}
