import { sum } from "./mean.ts";

/**
 * The largest difference between the shares of one bin in two distributions, which TFDV calls L∞: 0
 * where they are equal, 1 where each has one bin of its own. NaN where one has no counts. The same as
 * scipy.spatial.distance.chebyshev of the shares.
 *
 * @example largestDifference([1, 1], [1, 3]) // 0.25
 */
export function largestDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [firstTotal, secondTotal] = [sum(first), sum(second)];
  if (firstTotal === 0 || secondTotal === 0) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < first.length; i++) {
    const p = (first[i] as number) / firstTotal;
    const q = (second[i] as number) / secondTotal;
    largest = Math.max(largest, Math.abs(p - q));
  }
  return largest;
}
