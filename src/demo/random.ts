/** A stream of pseudo-random numbers: the same for the same name, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, `below`). */
  whole(below: number): number;
  /** An item of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** `count` instants from `from` (included) to `until` (excluded), in order; milliseconds. */
  times(count: number, from: number, until: number): number[];
}

/**
 * The stream of a name, such as the path of the file that it fills: one file more or less leaves the
 * others as they are. Integers, products and quotients alone, whose results IEEE 754 fixes: no
 * logarithm and no cosine, whose last digit is the engine's affair.
 */
export function seedRandom(name: string): Random {
  const next = mulberry32(fnv1a(name));
  const whole = (below: number): number => Math.floor(next() * below);
  return {
    next,
    whole,
    pick: <T>(list: readonly T[]): T => list[whole(list.length)] as T,
    times: (count, from, until) =>
      Array.from({ length: count }, () => from + whole(until - from)).sort((a, b) => a - b),
  };
}

/** mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, period 2³². */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** 32-bit FNV-1a over UTF-16 code units: for ASCII, the published hash of the bytes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
