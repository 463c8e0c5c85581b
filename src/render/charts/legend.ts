import type { MetricAssessment } from "../../drift/schema.ts";
import type { Plan } from "../../plan/schema.ts";

/** A mark of a chart, by its class in the style sheet, and what it stands for. */
export interface LegendEntry {
  readonly kind: string;
  readonly means: string;
}

/** The marks that the charts of these metrics have. */
export function metricLegend(metrics: readonly MetricAssessment[]): LegendEntry[] {
  const has = (test: (metric: MetricAssessment) => boolean) => metrics.some(test);
  const hasStep = has(({ step_at }) => step_at !== null);
  return entries([
    ["evaluation", "evaluation", has(({ points }) => points.length > 0)],
    ["baseline", "baseline", has(({ baseline }) => baseline !== null)],
    ["limit", "limit", has(({ limit }) => limit !== null)],
    ["trend", "trend", has(({ trend }) => trend !== null) || hasStep],
    ["forecast", "forecast", has(({ trend, forecast }) => trend !== null && forecast !== null)],
    ["onset", "step", hasStep],
  ]);
}

/** The marks that the chart of these cycles has. */
export function cycleLegend(cycles: Plan["schedule"]): LegendEntry[] {
  const expects = (status: Plan["schedule"][number]["readiness"]["status"]) =>
    cycles.some(
      ({ readiness }) => readiness.status === status && readiness.expected_samples !== null,
    );
  const trains = (type: Plan["schedule"][number]["type"]) =>
    cycles.some((cycle) => cycle.type === type);
  return entries([
    ["enough", "enough expected", expects("enough")],
    ["doubtful", "perhaps too few", expects("doubtful")],
    ["short", "too few", expects("short")],
    ["unknown", "unknown whether enough", expects("unknown")],
    ["full", "full retrain", trains("full_retrain")],
    ["incremental", "incremental", trains("incremental")],
  ]);
}

function entries(all: readonly (readonly [string, string, boolean])[]): LegendEntry[] {
  return all.flatMap(([kind, means, isDrawn]) => (isDrawn ? [{ kind, means }] : []));
}
