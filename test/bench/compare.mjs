import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { measureUsage } from "./usage.mjs";

/**
 * Times whole processes in turns (A B C, A B C, …), so that a machine that slows down slows them all,
 * after one round that does not count, and prints each one's median over that of the first, the peer.
 *
 * @param {string} title
 * @param {{name: string, command: string[], cwd?: string, atMost?: number}[]} entries the peer first
 * @param {number} rounds
 */
export function compare(title, entries, rounds = 15) {
  const times = inTurns(entries, rounds, timeOnce);
  print(`${title} (${rounds} rounds)`, entries, times);
}

/**
 * The same by the CPU time of all threads and processes, with the most memory of each.
 *
 * @param {string} title
 * @param {{name: string, command: string[], cwd?: string, atMost?: number, atMostMb?: number}[]} entries the peer first
 * @param {number} rounds
 */
export function compareCpu(title, entries, rounds) {
  const used = inTurns(entries, rounds, ({ command, cwd }) => measureUsage(command, { cwd }));
  const times = used.map((rounds) => rounds.map(({ cpu }) => 1000 * cpu));
  print(`${title} (CPU time, ${rounds} rounds)`, entries, times);
  entries.forEach(({ name, atMostMb }, i) => {
    const mb = Math.max(...used[i].map(({ peakMb }) => peakMb));
    const limit =
      atMostMb === undefined ? "" : `  at most ${atMostMb}${mb > atMostMb ? "  MISSED" : ""}`;
    console.log(`  ${name.padEnd(28)} ${String(mb).padStart(6)} MB at its peak${limit}`);
  });
}

/** What each entry came to in each round. */
function inTurns(entries, rounds, measure) {
  const results = entries.map(() => []);
  for (let round = -1; round < rounds; round++) {
    entries.forEach((entry, i) => {
      const result = measure(entry);
      if (round >= 0) results[i].push(result);
    });
  }
  return results;
}

/** Milliseconds of the clock. */
function timeOnce({ command: [file, ...args], cwd }) {
  const start = performance.now();
  const { status, stderr } = spawnSync(file, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`${file} ${args.join(" ")}: ${stderr}`);
  return elapsed;
}

function print(title, entries, times) {
  const peer = median(times[0]);
  console.log(`\n${title}`);
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
