/**
 * Evidently's methods by the direction in which their scores indicate drift, as it names them in `stattest` and as it
 * shows them. `TVD` and `empirical_mmd` give p-values, despite their names.
 */
const P_VALUES =
  /^(anderson(-darling)?|chisquare|chi-square p_value|cramer[-_]von[-_ ]mises|es|epps-singleton|fisher_exact|fisher's exact test|g_test|ks|k-s p_value|mannw|mann-whitney u-rank test|empirical_mmd|t_test|tvd|total-variation-distance|z|z-test p_value)$/i;
const DISTANCES =
  /^(ed|energy-distance|hellinger( distance)?|jensenshannon|jensen-shannon distance|kl_div|kullback-leibler divergence|psi|wasserstein( distance \(normed\))?|abs_text_content_drift|absolute text content drift)$/i;

/**
 * Whether a score means drift, as Evidently's method has it: a p-value below its threshold, a distance
 * above. At the threshold itself its methods differ; it counts as drift.
 *
 * @returns null where the method is not known, or something is missing
 * @example isDrift("K-S p_value", 0.01, 0.05) // true
 * @example isDrift("Wasserstein distance (normed)", 0.01, 0.1) // false
 */
export function isDrift(
  method: string | null,
  score: number | null,
  threshold: number | null,
): boolean | null {
  if (method === null || score === null || threshold === null) return null;
  if (P_VALUES.test(method)) return score <= threshold;
  return DISTANCES.test(method) ? score >= threshold : null;
}
