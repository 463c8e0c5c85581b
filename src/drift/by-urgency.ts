import type { MetricAssessment } from "./schema.ts";

const ORDER: readonly MetricAssessment["verdict"][] = [
  "degrading",
  "unstable",
  "unknown",
  "improving",
  "stable",
];

/** Metrics as a reader wants them where not all can be shown: those that decide, then the worst. */
export function byUrgency(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  return metrics.toSorted(
    (a, b) =>
      Number(b.primary) - Number(a.primary) ||
      Number(b.limit?.crossed ?? false) - Number(a.limit?.crossed ?? false) ||
      ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
  );
}
