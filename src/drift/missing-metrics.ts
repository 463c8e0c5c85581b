import { findRuleName } from "../config/metric-rule.ts";
import type { MetricRules } from "../config/schema.ts";
import { canonicalName, findMetric, nearestNames } from "../metric-names/names.ts";
import type { Evidence } from "../validation/evidence.ts";

/** The names of all metrics that were read, also those of experiments. */
export function namesRead({ series, experiments = [] }: Evidence): string[] {
  const names = series.map(({ metric }) => metric);
  return [...new Set([...names, ...experiments.flatMap(({ metrics }) => metrics)])];
}

/** The configured metrics that were not read. */
export function findMissing(read: readonly string[], configured: MetricRules): string[] {
  return Object.keys(configured).filter(
    (name) => !read.some((metric) => metric === name || canonicalName(metric) === name),
  );
}

/**
 * Those of them that are misspelt, with the name that was most likely meant. A metric that the field knows may
 * not have been evaluated yet; one that another rule is about is not meant a second time.
 *
 * @example findMisspelt(["val_auc"], { aucc: { floor: 0.8 } }) // [{ name: "aucc", near: "val_auc" }]
 */
export function findMisspelt(
  read: readonly string[],
  configured: MetricRules,
): { name: string; near: string }[] {
  const free = read.filter((metric) => findRuleName(metric, configured) === null);
  return findMissing(read, configured).flatMap((name) => {
    const [near] = findMetric(name) === null ? nearestNames(name, free) : [];
    return near === undefined ? [] : [{ name, near }];
  });
}
