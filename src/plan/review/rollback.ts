import type { TriggerConfig } from "../../config/review.ts";
import type { DriftAssessment, MetricAssessment } from "../../drift/schema.ts";
import { alertCount } from "./alert-count.ts";
import { namedMetrics } from "./named-metrics.ts";
import type { Trigger } from "./schema.ts";

/** When a new model is rolled back, each beside the number of the model in production. */
export function rollbackOf(
  configured: readonly TriggerConfig[],
  drift: DriftAssessment,
): Trigger[] {
  return configured.flatMap((rule): Trigger[] => {
    const common = { within: rule.within ?? null, action: rule.action ?? null };
    if ("alerts" in rule) {
      const { value, isBeyond, unknown } = alertCount(drift, rule.alerts);
      return [
        {
          ...{ metric: null, source: null, comparison: "above", limit: rule.alerts, ...common },
          ...{ now: value, met_now: isBeyond, unknown },
        },
      ];
    }
    const limit = "floor" in rule ? rule.floor : rule.ceiling;
    const comparison = "floor" in rule ? "below" : "above";
    const trigger = { comparison, limit, ...common } as const;
    const meant = namedMetrics(drift.metrics, rule.metric);
    if (meant.length === 0) {
      const unknown = "no metric of that name was read";
      return [{ metric: rule.metric, source: null, ...trigger, now: null, met_now: null, unknown }];
    }
    return meant.map((metric) => ({ ...trigger, ...presentOf(metric, comparison, limit) }));
  });
}

function presentOf(
  { name, source, latest }: MetricAssessment,
  comparison: Trigger["comparison"],
  limit: number,
): Pick<Trigger, "metric" | "source" | "now" | "met_now" | "unknown"> {
  const now = latest?.value ?? null;
  return {
    ...{ metric: name, source, now },
    met_now: now === null ? null : comparison === "below" ? now < limit : now > limit,
    unknown: now === null ? "the latest value is no finite number" : null,
  };
}
