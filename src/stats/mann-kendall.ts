import { normalSf } from "./normal.ts";
import { ties } from "./ranks.ts";

export interface MannKendall {
  /** Two-sided. */
  readonly p: number;
  /** S, the pairs that rise less those that fall, over the number of pairs. */
  readonly tau: number;
}

/**
 * The test of Mann and Kendall for a monotone trend, of values in the order of time. It asks nothing
 * of their distribution, but takes them for independent: see hamed-rao.ts.
 *
 * S = Σ sign(xⱼ − xᵢ) over i < j; Var S = [n(n−1)(2n+5) − Σ t(t−1)(2t+5)]/18 over groups of t ties;
 * Z = (S ∓ 1)/√Var, 0 where S = 0. Source: Gilbert (1987), Statistical Methods for Environmental
 * Pollution Monitoring, 16.4; the same as pymannkendall's original_test.
 *
 * @param correction by which the variance is multiplied: Hamed and Rao's n/n*
 * @example mannKendall([1, 2, 3, 4, 5]) // p 0.02749, tau 1
 */
export function mannKendall(values: readonly number[], correction = 1): MannKendall {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) {
    const a = values[i] as number;
    for (let j = i + 1; j < n; j++) {
      const b = values[j] as number;
      s += b > a ? 1 : b < a ? -1 : 0;
    }
  }
  const variance = kendallVariance(n, ties(values)) * correction;
  const z = s === 0 || variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { p: 2 * normalSf(Math.abs(z)), tau: s / ((n * (n - 1)) / 2) };
}

/** The variance of S among `n` independent values with such groups of ties. */
export function kendallVariance(n: number, tied: readonly number[]): number {
  const term = (k: number) => k * (k - 1) * (2 * k + 5);
  return (term(n) - tied.reduce((sum, t) => sum + term(t), 0)) / 18;
}
