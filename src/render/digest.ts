import type { MetricAssessment } from "../drift/schema.ts";
import type { Inventory } from "../inventory/schema.ts";

const ORDER: readonly MetricAssessment["verdict"][] = [
  "degrading",
  "unstable",
  "unknown",
  "improving",
  "stable",
];

/** Metrics as a reader wants them where not all can be shown: those that decide, then the worst. */
export function ranked(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  return metrics.toSorted(
    (a, b) =>
      Number(b.primary) - Number(a.primary) ||
      Number(b.limit?.crossed ?? false) - Number(a.limit?.crossed ?? false) ||
      ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
  );
}

/** From when to when there are samples, and on which day most of them; null where no day is known. */
export function dayRange(
  days: Inventory["days"],
): { from: string; to: string; most: number; most_on: string } | null {
  const [first] = days;
  if (first === undefined) return null;
  const most = days.reduce((best, day) => (day.samples > best.samples ? day : best));
  return {
    from: first.day,
    to: (days.at(-1) ?? first).day,
    most: most.samples,
    most_on: most.day,
  };
}
