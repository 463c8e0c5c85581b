import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { peakMb } from "./peak.mjs";
import { inProject, SCALE, scanCommand } from "./scratch.mjs";
import { writeCsv, writeJsonl } from "./text-data.mjs";

/** That time grows with the bytes, and memory does not. `BENCH_GROWTH_GB=4` adds a larger file. */
export function benchGrowth() {
  const largest = Number(process.env.BENCH_GROWTH_GB ?? 1) * 1000;
  const sizes = [10, 100, 1000, largest].filter(
    (mb, i, all) => mb <= largest && all.indexOf(mb) === i,
  );
  return inProject((cwd, data) => {
    for (const [name, write] of [
      ["events.csv", writeCsv],
      ["events.jsonl", writeJsonl],
    ]) {
      console.log(`\nGrowth, ${name}`);
      for (const mb of sizes.map((size) => size * SCALE)) {
        const path = join(data, name);
        write(path, mb * 1e6);
        const [node, ...args] = scanCommand();
        const times = [];
        for (let round = 0; round < 3; round++) {
          const start = performance.now();
          spawnSync(node, args, { cwd });
          times.push(performance.now() - start);
        }
        const ms = times.sort((a, b) => a - b)[1];
        const rate = ((mb / ms) * 1000).toFixed(0);
        console.log(
          `  ${String(mb).padStart(6)} MB ${ms.toFixed(0).padStart(8)} ms ${rate.padStart(6)} MB/s ${peakMb([node, ...args], cwd)} MB at its peak`,
        );
        rmSync(path);
      }
    }
  });
}
