import { parseShortDuration } from "../../time/short-duration.ts";
import type { MetricSeries } from "../evidence.ts";

/** Of fewer values it may be chance that neighbours are the same. */
const FEWEST = 8;

/**
 * Notes where a value mostly stands for several steps: a gauge keeps the result of the last evaluation, so that each
 * evaluation would count more than once.
 */
export function noteRepeatedValues(series: readonly MetricSeries[]): string[] {
  return series.flatMap(({ metric, points }) => {
    const values = points.map(({ value }) => value);
    const changes = values.filter((value, i) => i > 0 && !Object.is(value, values[i - 1])).length;
    if (values.length < FEWEST || changes === 0 || 2 * (changes + 1) > values.length) return [];
    return `${metric}: ${values.length} points hold ${changes + 1} values in turn, so that each evaluation counts more than once: write \`step\` as the time between two evaluations`;
  });
}

/**
 * Notes where a query looks back further than one step, as a moving average does: neighbouring values then share what
 * they were made of.
 *
 * @param queries by the names of metrics
 * @param step as it is configured
 * @example noteOverlaps({ auc: "avg_over_time(auc[7d])" }, "1d") // one note
 */
export function noteOverlaps(queries: Readonly<Record<string, string>>, step: string): string[] {
  const seconds = parseShortDuration(step) ?? Number.POSITIVE_INFINITY;
  return Object.entries(queries).flatMap(([metric, query]) => {
    const windows = [...query.matchAll(/\[\s{0,20}([1-9]\d{0,6}[smhdw])\s{0,20}[\]:]/g)];
    const longest = windows
      .map(([, window = ""]) => window)
      .sort((a, b) => (parseShortDuration(b) ?? 0) - (parseShortDuration(a) ?? 0))[0];
    if (longest === undefined || (parseShortDuration(longest) ?? 0) <= seconds) return [];
    return `${metric}: each value looks back ${longest}, further than the step of ${step}, so that neighbours share evaluations: write \`step: ${longest}\`, or a shorter window`;
  });
}
