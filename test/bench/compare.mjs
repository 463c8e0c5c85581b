import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/**
 * Times whole processes in turns (A B C, A B C, …), so that a machine that slows down slows them all,
 * after one round that does not count, and prints each one's median over that of the first, the peer.
 *
 * @param {string} title
 * @param {{name: string, command: string[], cwd?: string, atMost?: number}[]} entries the peer first
 * @param {number} rounds
 */
export function compare(title, entries, rounds = 15) {
  const times = entries.map(() => []);
  for (let round = -1; round < rounds; round++) {
    entries.forEach(({ command: [file, ...args], cwd }, i) => {
      const start = performance.now();
      const { status, stderr } = spawnSync(file, args, {
        cwd,
        encoding: "utf8",
        stdio: ["ignore", "ignore", "pipe"],
      });
      const elapsed = performance.now() - start;
      if (status !== 0) throw new Error(`${file} ${args.join(" ")}: ${stderr}`);
      if (round >= 0) times[i].push(elapsed);
    });
  }
  const peer = median(times[0]);
  console.log(`\n${title} (${rounds} rounds)`);
  entries.forEach(({ name, atMost }, i) => {
    const ratio = median(times[i]) / peer;
    const limit =
      atMost === undefined ? "" : `  at most ${atMost}${ratio > atMost ? "  MISSED" : ""}`;
    console.log(
      `  ${name.padEnd(28)} ${median(times[i]).toFixed(0).padStart(6)} ms  ${ratio.toFixed(2)} ×${limit}`,
    );
  });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
