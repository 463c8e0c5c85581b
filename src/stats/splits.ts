import type { Random } from "./random.ts";

/** Ways to choose some of a row of blocks. */
export interface Splits {
  /** The chosen blocks of each split, one split after the other; the first is of the last blocks. */
  readonly chosen: Int32Array;
  readonly count: number;
  /** Whether these are all splits there are; else a random sample, with replacement, after the first. */
  readonly complete: boolean;
}

/**
 * How many ways there are to choose `chosen` of `blocks`, exact below 2⁵³.
 *
 * @example countSplits(8, 4) // 70
 */
export function countSplits(blocks: number, chosen: number): number {
  if (chosen < 0 || chosen > blocks) return 0;
  let count = 1;
  for (let i = 1; i <= Math.min(chosen, blocks - chosen); i++) {
    count = Math.round((count * (blocks - i + 1)) / i);
    if (count > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  }
  return count;
}

/**
 * The least p-value that a comparison of the last `chosen` blocks with the others can have. With halves
 * of equal size each split says the same as its complement.
 *
 * @example leastP(8, 4, 2000) // 2 / 70
 */
export function leastP(blocks: number, chosen: number, limit: number): number {
  const count = countSplits(blocks, chosen);
  if (count === 0) return 1;
  if (count > limit) return 1 / (limit + 1);
  return Math.min(1, (2 * chosen === blocks ? 2 : 1) / count);
}

/**
 * The splits of a permutation test that compares the last `chosen` of `blocks` with the others: all of
 * them if there are at most `limit`, else the one that was observed and `limit` random ones. Source of
 * counting the observed one: Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular
 * Biology 9.
 *
 * @example splitBlocks(3, 1, 10, random).chosen // 2, 0, 1
 */
export function splitBlocks(blocks: number, chosen: number, limit: number, random: Random): Splits {
  const count = countSplits(blocks, chosen);
  const complete = count <= limit;
  const list = new Int32Array((complete ? count : limit + 1) * chosen);
  for (let i = 0; i < chosen; i++) list[i] = blocks - chosen + i;
  if (complete) enumerate(list, blocks, chosen);
  else sample(list, blocks, chosen, random);
  return { chosen: list, count: complete ? count : limit + 1, complete };
}

/** All others in lexical order; the observed split is the last of that order, and already there. */
function enumerate(list: Int32Array, blocks: number, chosen: number): void {
  const current = Array.from({ length: chosen }, (_, i) => i);
  for (let at = chosen; at < list.length; at += chosen) {
    list.set(current, at);
    let i = chosen - 1;
    while (i > 0 && current[i] === blocks - chosen + i) i--;
    let next = (current[i] as number) + 1;
    for (; i < chosen; i++) current[i] = next++;
  }
}

/** Each by the first steps of a shuffle: Fisher and Yates, in Durstenfeld's form (1964). */
function sample(list: Int32Array, blocks: number, chosen: number, random: Random): void {
  const order = Int32Array.from({ length: blocks }, (_, i) => i);
  for (let at = chosen; at < list.length; at += chosen) {
    for (let i = 0; i < chosen; i++) {
      const j = i + Math.floor(random() * (blocks - i));
      const taken = order[j] as number;
      order[j] = order[i] as number;
      order[i] = taken;
      list[at + i] = taken;
    }
  }
}
