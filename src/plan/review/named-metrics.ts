import type { MetricAssessment } from "../../drift/schema.ts";
import { canonicalName } from "../../metric-names.ts";

/** The metrics that a name of the configuration means: as the tool writes it, else without its split. */
export function namedMetrics(
  metrics: readonly MetricAssessment[],
  name: string,
): readonly MetricAssessment[] {
  const exact = metrics.filter((metric) => metric.name === name);
  return exact.length > 0 ? exact : metrics.filter((metric) => canonicalName(metric.name) === name);
}
