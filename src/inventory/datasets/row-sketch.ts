/** The smallest hashes of a set of rows: by them two sets are compared without a row being kept. */
export interface RowSketch {
  readonly rows: number;
  /** Rows that differ from all others of the set. */
  readonly distinct: number;
  /** The smallest distinct hashes, in order, at most {@link SKETCH_SIZE}: all, where there are no more. */
  readonly least: Float64Array;
}

/** With so many hashes a share is estimated with a standard error of at most 0.8 points. */
export const SKETCH_SIZE = 4096;

/**
 * A bottom-k sketch (Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007).
 *
 * @param hashes one a row, whole numbers below 2^53, spread evenly; sorted in place
 */
export function buildSketch(hashes: Float64Array): RowSketch {
  hashes.sort();
  const least = new Float64Array(Math.min(hashes.length, SKETCH_SIZE));
  let distinct = 0;
  for (let i = 0; i < hashes.length; i++) {
    if (i > 0 && hashes[i] === hashes[i - 1]) continue;
    if (distinct < least.length) least[distinct] = hashes[i] as number;
    distinct++;
  }
  return {
    rows: hashes.length,
    distinct,
    least: least.subarray(0, Math.min(distinct, SKETCH_SIZE)),
  };
}

/** Which share of the rows of two sets the other holds, too. */
export interface Overlap {
  readonly ofFirst: number;
  readonly ofSecond: number;
}

/**
 * Estimates the overlap of two sets of rows: below the smaller of the two largest hashes kept, both
 * sketches are whole, so shares of what lies there are shares of all.
 *
 * @example {1, 2, 3} and {2, 3, 4, 5} → 2/3 of the first, 1/2 of the second
 */
export function estimateOverlap(a: RowSketch, b: RowSketch): Overlap {
  const bound = Math.min(largestHash(a), largestHash(b));
  let [i, j, inA, inB, inBoth] = [0, 0, 0, 0, 0];
  for (;;) {
    const [x, y] = [a.least[i] ?? Number.POSITIVE_INFINITY, b.least[j] ?? Number.POSITIVE_INFINITY];
    const least = Math.min(x, y);
    if (least > bound || least === Number.POSITIVE_INFINITY) break;
    if (x === least) {
      i++;
      inA++;
    }
    if (y === least) {
      j++;
      inB++;
    }
    if (x === y) inBoth++;
  }
  return { ofFirst: inA === 0 ? 0 : inBoth / inA, ofSecond: inB === 0 ? 0 : inBoth / inB };
}

/** The largest hash up to which a sketch is whole. */
function largestHash({ distinct, least }: RowSketch): number {
  return distinct <= least.length ? Number.POSITIVE_INFINITY : (least.at(-1) as number);
}
