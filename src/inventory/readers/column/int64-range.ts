import { sharedKernel } from "./kernel.ts";

/** A 64-bit integer as two words; the sign is the high one's. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
}

/** How many integers {@link findRange} takes at once. */
export const MOST_INTEGERS = 4096;

/**
 * The least and the greatest of some 64-bit integers, given as pairs of words, the low one first.
 * JavaScript, whose numbers they do not fit, takes three times as long.
 *
 * @param words those of one to {@link MOST_INTEGERS} integers
 */
export function findRange(words: Int32Array): { min: Int64; max: Int64 } {
  const kernel = sharedKernel();
  const integers = new Int32Array(
    kernel.memory.buffer,
    kernel.INTEGERS.value,
    Math.max(words.length, 4),
  );
  integers.set(words);
  kernel.findRange(words.length / 2);
  return {
    min: { low: integers[0] as number, high: integers[1] as number },
    max: { low: integers[2] as number, high: integers[3] as number },
  };
}
