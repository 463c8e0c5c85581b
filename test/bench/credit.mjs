import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOW, SHIFTED, writeCreditData } from "../../fixtures/drift/credit/make.mjs";
import { BIN } from "./scratch.mjs";

const SEEDS = Number(process.env.BENCH_SEEDS ?? 20);

/** Which columns of a year of credit data are said to have drifted: three that have, and none. */
export function benchCredit() {
  for (const isShifted of [true, false]) {
    let [missed, falseAlarms] = [0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const drifted = findDrifted(seed, isShifted);
      const real = isShifted ? SHIFTED : [];
      missed += real.filter((name) => !drifted.includes(name)).length;
      falseAlarms += drifted.some((name) => !real.includes(name)) ? 1 : 0;
    }
    const what = isShifted ? `${SHIFTED.length} shifted columns` : "no shift";
    console.log(
      `A year of credit data, ${what}, ${SEEDS} seeds: ${missed} missed, ${falseAlarms} seeds with a false alarm  at most ${isShifted ? 1 : 2}`,
    );
  }
}

function findDrifted(seed, isShifted) {
  const cwd = mkdtempSync(join(tmpdir(), "retrain-plan-bench-"));
  try {
    writeCreditData(cwd, { seed, isShifted });
    const args = [BIN, "profile", "--format", "json", "--no-cache", "--now", NOW];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      cwd,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(stderr);
    const { comparison, why } = JSON.parse(stdout);
    if (comparison === null) throw new Error(why);
    return comparison.drifted;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
