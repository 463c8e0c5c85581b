import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("usage.py", import.meta.url));

/**
 * Runs a command, and measures it.
 *
 * @param {string[]} command
 * @param {{cwd?: string, env?: Record<string, string>}} options env: what is set beside the environment
 * @returns {{stdout: string, cpu: number, wall: number, peakMb: number}} its output, seconds of all threads and processes, seconds of the
 * clock, and the most memory that a process held, in MB of 1024²
 */
export function measureUsage(command, { cwd, env } = {}) {
  const { status, stdout, stderr } = spawnSync("python3", [SCRIPT, ...command], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  const { cpu, wall, peak_kb: peakKb } = JSON.parse(stderr.trim().split("\n").at(-1));
  return { stdout, cpu, wall, peakMb: Math.round(peakKb / 1024) };
}
