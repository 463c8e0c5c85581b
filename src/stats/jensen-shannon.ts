import { sum } from "./mean.ts";

/**
 * The Jensen–Shannon distance of two distributions, base 2: 0 where they are equal, 1 where they share
 * nothing; the square root of the divergence. Counts are divided by their sums; NaN where one is empty.
 * Source: Endres and Schindelin (2003), IEEE Transactions on Information Theory 49; the same as
 * scipy.spatial.distance.jensenshannon(p, q, base=2).
 *
 * @example jensenShannon([1, 1], [1, 3]) // 0.2208…
 */
export function jensenShannon(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [firstTotal, secondTotal] = [sum(first), sum(second)];
  if (firstTotal === 0 || secondTotal === 0) return Number.NaN;
  let divergence = 0;
  for (let i = 0; i < first.length; i++) {
    const p = (first[i] as number) / firstTotal;
    const q = (second[i] as number) / secondTotal;
    // Of equal shares exactly 0, which rounding of the logarithms would miss.
    if (p === q) continue;
    const middle = (p + q) / 2;
    if (p > 0) divergence += p * Math.log2(p / middle);
    if (q > 0) divergence += q * Math.log2(q / middle);
  }
  return Math.sqrt(Math.min(1, Math.max(0, divergence / 2)));
}
