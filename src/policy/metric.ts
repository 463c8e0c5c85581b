import { findLossCost, metricsMeant } from "../config/metric-rule.ts";
import type { MetricRules } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { MetricSeries } from "../validation/evidence.ts";

/** A metric whose loss costs, and which way it is better. */
export interface LossMetric {
  readonly series: MetricSeries;
  readonly direction: "higher" | "lower";
}

/** The metric with a `loss_cost_per_day`, else the only one, or the only primary one; else null. */
export function chooseLossMetric(
  rules: MetricRules,
  series: readonly MetricSeries[],
  metrics: DriftAssessment["metrics"],
): LossMetric | null {
  const usable = metrics.filter(({ direction }) => direction !== null);
  const costed = findLossCost(rules);
  const named =
    costed !== null
      ? metricsMeant(costed.name, usable, rules)
      : usable.some(({ primary }) => primary)
        ? usable.filter(({ primary }) => primary)
        : usable;
  const [one, second] = named;
  if (one === undefined || one.direction === null || second !== undefined) return null;
  const found = series.find(({ metric, source }) => metric === one.name && source === one.source);
  return found === undefined ? null : { series: found, direction: one.direction };
}
