/**
 * Benchmarks: `npm run bench`, or `npm run bench -- start` for one of them. Each compares commands of
 * this program with a named peer, in turns within one run, and prints ratios of medians.
 */
import { benchStart } from "./start.mjs";

const BENCHMARKS = { start: benchStart };

const wanted = process.argv.slice(2);
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (wanted.length === 0 || wanted.includes(name)) await benchmark();
}
