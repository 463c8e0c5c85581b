/** Gives the next number of a sequence, at least 0 and below 1. */
export type Random = () => number;

/**
 * The same numbers for the same seed: Mulberry32 (Tommy Ettinger, 2017), period 2³².
 *
 * @example randomFrom(1)() // 0.6270739405881613
 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
