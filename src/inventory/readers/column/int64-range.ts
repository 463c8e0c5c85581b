import { sharedKernel } from "./kernel.ts";

/** A 64-bit integer as two words; the sign is the high one's. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
}

/** How many integers {@link findRange} takes at once. */
export const MOST_INTEGERS = 4096;

/**
 * The least and the greatest of some 64-bit integers, given as pairs of words, the low one first; the integers stay
 * in the kernel. JavaScript, whose numbers they do not fit, takes three times as long.
 *
 * @param words those of one to {@link MOST_INTEGERS} integers
 */
export function findRange(words: Int32Array): { min: Int64; max: Int64 } {
  const kernel = sharedKernel();
  const { buffer } = kernel.memory;
  new Int32Array(buffer, kernel.INTEGERS.value, words.length).set(words);
  kernel.findRange(words.length / 2);
  const range = new Int32Array(buffer, kernel.RANGE.value, 4);
  return {
    min: { low: range[0] as number, high: range[1] as number },
    max: { low: range[2] as number, high: range[3] as number },
  };
}
