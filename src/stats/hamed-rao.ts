import { mean } from "./mean.ts";
import { normalQuantile } from "./normal.ts";
import { ranks } from "./ranks.ts";

/**
 * By what the variance of Kendall's S grows because neighbours are alike: n/n* of Hamed and Rao, from
 * the autocorrelation of the ranks of the values without their trend, of those lags alone that are
 * significant at 0.05.
 *
 * n/n* = 1 + 2/(n(n−1)(n−2)) Σ (n−i)(n−i−1)(n−i−2) ρᵢ. Source: Hamed and Rao (1998), A modified
 * Mann-Kendall trend test for autocorrelated data, Journal of Hydrology 204; the same as
 * pymannkendall's hamed_rao_modification_test. With few values it is far from its nominal level: see
 * drift-test.ts.
 *
 * @param slope per step, which is taken out: that of Theil and Sen over the index
 * @returns may be negative where lags are negatively correlated; then it says nothing
 * @example hamedRao([1, 2, 3, 4, 5, 6], 1) // 1: without the trend nothing is left
 */
export function hamedRao(values: readonly number[], slope: number): number {
  const n = values.length;
  const without = ranks(values.map((value, i) => value - (i + 1) * slope));
  const average = mean(without);
  const centred = without.map((rank) => rank - average);
  const lagged = (lag: number) => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (centred[i] as number) * (centred[i - lag] as number);
    return sum;
  };
  const variance = lagged(0);
  if (variance === 0) return 1;
  const bound = normalQuantile(0.975) / Math.sqrt(n);
  let sum = 0;
  for (let i = 1; i < n; i++) {
    const correlation = lagged(i) / variance;
    if (Math.abs(correlation) > bound) sum += (n - i) * (n - i - 1) * (n - i - 2) * correlation;
  }
  return 1 + (2 / (n * (n - 1) * (n - 2))) * sum;
}
