/**
 * A key as reports in code write it: `KS Statistic` is `ks_statistic`, `p-value` is `p_value`.
 */
export function plainKey(key: string): string {
  return key
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
