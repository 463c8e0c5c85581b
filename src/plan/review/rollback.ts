import { metricsMeant } from "../../config/metric-rule.ts";
import type { Config } from "../../config/schema.ts";
import type { DriftAssessment, MetricAssessment } from "../../drift/schema.ts";
import { alertCount } from "./alert-count.ts";
import type { Trigger } from "./schema.ts";

/**
 * When a new model is rolled back, each beside the number of the model in production: the floors and
 * ceilings of metrics with `rollback`, and with `validation.alert_rollback` the limit of alerts.
 */
export function listTriggers(
  { metrics: rules, validation }: Pick<Config, "metrics" | "validation">,
  drift: DriftAssessment,
): Trigger[] {
  const metrics = Object.entries(rules).flatMap(([name, { floor, ceiling, rollback }]) => {
    const limit = floor ?? ceiling;
    if (rollback === undefined || limit === undefined) return [];
    const comparison = floor === undefined ? "above" : "below";
    const trigger = { comparison, limit, ...statedPart(rollback) } as const;
    const meant = metricsMeant(name, drift.metrics, rules);
    if (meant.length === 0) {
      const unknown = "no metric of that name was read";
      return [{ metric: name, source: null, ...trigger, now: null, met_now: null, unknown }];
    }
    return meant.map((metric) => ({ ...trigger, ...comparePresent(metric, comparison, limit) }));
  });
  const { alert_rollback: alerts, alert_limit: limit } = validation;
  if (alerts === undefined) return metrics;
  const { value: now, isBeyond: met_now, unknown } = alertCount(drift, limit);
  const trigger = { metric: null, source: null, comparison: "above", limit } as const;
  return [...metrics, { ...trigger, ...statedPart(alerts), now, met_now, unknown }];
}

type Stated = NonNullable<Config["validation"]["alert_rollback"]>;

function statedPart({ within, action }: Stated): Pick<Trigger, "within" | "action"> {
  return { within: within ?? null, action: action ?? null };
}

function comparePresent(
  { name, source, latest }: MetricAssessment,
  comparison: Trigger["comparison"],
  limit: number,
): Pick<Trigger, "metric" | "source" | "now" | "met_now" | "unknown"> {
  const now = latest?.value ?? null;
  return {
    metric: name,
    source,
    now,
    met_now: now === null ? null : comparison === "below" ? now < limit : now > limit,
    unknown: now === null ? "the latest value is not a finite number" : null,
  };
}
