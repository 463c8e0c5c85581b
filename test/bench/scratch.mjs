import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built program. */
export const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

/** All sizes are multiplied by it: `BENCH_SCALE=0.01 npm run bench` is over in a minute. */
export const SCALE = Number(process.env.BENCH_SCALE ?? 1);

/** Rounds of large work, which is steadier than short work. */
export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/** A project with a directory `data`, removed when `work` is done, or has failed. */
export async function inProject(work) {
  const cwd = mkdtempSync(join(tmpdir(), "retrain-plan-bench-"));
  try {
    mkdirSync(join(cwd, "data"));
    await work(cwd, join(cwd, "data"));
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** The command that counts a project's data anew. */
export function scanCommand(...options) {
  return [process.execPath, BIN, "scan", "--format", "json", "--no-cache", ...options];
}
