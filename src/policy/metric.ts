import type { Config } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { MetricSeries } from "../validation/evidence.ts";

/** A metric whose loss costs, and which way it is better. */
export interface LossMetric {
  readonly series: MetricSeries;
  readonly direction: "higher" | "lower";
}

/** The metric that the configuration names, else the only one, or the only primary one; else null. */
export function metricOf(
  policy: Pick<Config["policy"], "metric">,
  series: readonly MetricSeries[],
  metrics: DriftAssessment["metrics"],
): LossMetric | null {
  const usable = metrics.filter(({ direction }) => direction !== null);
  const named =
    policy.metric !== undefined
      ? usable.filter(({ name }) => name === policy.metric)
      : usable.some(({ primary }) => primary)
        ? usable.filter(({ primary }) => primary)
        : usable;
  const [one, second] = named;
  if (one === undefined || one.direction === null || second !== undefined) return null;
  const found = series.find(({ metric, source }) => metric === one.name && source === one.source);
  return found === undefined ? null : { series: found, direction: one.direction };
}
