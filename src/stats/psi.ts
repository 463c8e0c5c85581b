import { sum } from "./mean.ts";

/** The share that an empty bin is given: Evidently's. */
const LEAST_SHARE = 0.0001;

/**
 * The population stability index of two distributions: Σ (p − q) ln(p / q), a symmetric form of the
 * divergence of Kullback and Leibler. A bin that is empty on one side has there the share 0.0001, as in
 * Evidently, so that it does not make the index infinite; a bin that is empty on both sides adds
 * nothing. NaN where one distribution has no counts. Source: Siddiqi (2006), Credit Risk Scorecards.
 *
 * @example psi([1, 1], [1, 3]) // 0.2747, which is 0.25 ln 3
 */
export function psi(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [firstTotal, secondTotal] = [sum(first), sum(second)];
  if (firstTotal === 0 || secondTotal === 0) return Number.NaN;
  let index = 0;
  for (let i = 0; i < first.length; i++) {
    const p = (first[i] as number) / firstTotal || LEAST_SHARE;
    const q = (second[i] as number) / secondTotal || LEAST_SHARE;
    index += (p - q) * Math.log(p / q);
  }
  return index;
}
