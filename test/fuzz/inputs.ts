import { readFileSync } from "node:fs";
import fc from "fast-check";
import glob from "fast-glob";
import type { FuzzedFormat } from "./format.ts";
import { mutated, mutations } from "./mutations.ts";
import { repeated, repetitions } from "./repetition.ts";

/** Larger files take long to change, and show no more. */
const MOST_BYTES = 40_000;
/** So many inputs come of one seed: any of them can be made again without those of other batches. */
const BATCH = 500;

/**
 * Inputs by their number: three of four a changed file of the corpus, the fourth made from nothing. In one of
 * four a fragment stands many times.
 */
export function* inputsOf(
  format: FuzzedFormat,
  from: number,
  to: number,
): Generator<[index: number, input: Buffer]> {
  const corpus = corpusOf(format);
  const arbitrary = fc.oneof(
    { weight: 3, arbitrary: mutations.map((mutation) => () => mutated(corpus, mutation)) },
    { weight: 1, arbitrary: format.generated.map((input) => () => Buffer.from(input)) },
  );
  const repetition = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: repetitions },
  );
  const inputs = fc.tuple(arbitrary, repetition);
  for (let start = from - (from % BATCH); start < to; start += BATCH) {
    const batch = fc.sample(inputs, { numRuns: BATCH, seed: 20250814 + start });
    for (const [offset, [make, repetition]] of batch.entries()) {
      const index = start + offset;
      if (index < from || index >= to) continue;
      const input = repetition === null ? make() : repeated(make(), repetition);
      yield [index, format.packed?.(input, index) ?? input];
    }
  }
}

/** Our fixtures, public corpora where they lie beside the project, and what the format makes itself. */
function corpusOf({ name, corpus, mostBytes = MOST_BYTES, prepared }: FuzzedFormat): Buffer[] {
  const found = typeof corpus === "function" ? corpus() : filesOf(corpus, mostBytes);
  if (found.length === 0) throw new Error(`${name}: no file matches ${corpus}`);
  return found.map((file) => prepared?.(file) ?? file);
}

function filesOf(corpus: readonly string[], mostBytes: number): Buffer[] {
  return glob
    .sync([...corpus], { stats: true })
    .filter(({ stats }) => (stats?.size ?? 0) <= mostBytes)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path }) => readFileSync(path));
}
