import { canonicalName } from "../metric-names/names.ts";
import type { MetricRule, MetricRules } from "./metrics.ts";

/**
 * The key of `metrics` that applies to a metric: its name as the tool writes it, else without its split; null if
 * there is neither.
 *
 * @example findRuleName("val_auc", { auc: { floor: 0.85 } }) // "auc"
 */
export function findRuleName(metric: string, rules: MetricRules): string | null {
  // Own keys only: a metric may be called "constructor".
  const names = [metric, canonicalName(metric)];
  return names.find((name) => Object.hasOwn(rules, name)) ?? null;
}

/** The rule of a metric, under its whole name or without its split. */
export function ruleFor(metric: string, rules: MetricRules): MetricRule | undefined {
  const name = findRuleName(metric, rules);
  return name === null ? undefined : rules[name];
}

/** The metric whose loss costs, and how much one unit of it costs in a day; null where none does. */
export function findLossCost(rules: MetricRules): { name: string; perDay: number } | null {
  for (const [name, { loss_cost_per_day: perDay }] of Object.entries(rules)) {
    if (perDay !== undefined) return { name, perDay };
  }
  return null;
}

/** Whether it says how bad a metric may be. */
export function hasLimit({ floor, ceiling, max_drop: drop }: MetricRule): boolean {
  return (floor ?? ceiling ?? drop) !== undefined;
}

/** Those of some metrics that a name of the configuration means. */
export function metricsMeant<Metric extends { readonly name: string }>(
  name: string,
  metrics: readonly Metric[],
  rules: MetricRules,
): Metric[] {
  return metrics.filter((metric) => findRuleName(metric.name, rules) === name);
}

/** How `check` calls the limit of a metric. */
export function metricRuleName(metric: string): string {
  return `metric ${metric}`;
}
