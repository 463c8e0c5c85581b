import type { MetricSeries } from "../evidence.ts";
import type { SourceProblem } from "../schema.ts";

/** Of fewer values it may be chance that neighbours are the same. */
const FEWEST = 8;

/**
 * Notes where a value mostly stands for several steps: a gauge keeps the result of the last evaluation, so that each
 * evaluation would count more than once.
 *
 * @param path of the source
 */
export function repeatedValueNotes(series: readonly MetricSeries[], path: string): SourceProblem[] {
  return series.flatMap(({ metric, points }) => {
    const values = points.map(({ value }) => value);
    const changes = values.filter((value, i) => i > 0 && !Object.is(value, values[i - 1])).length;
    if (values.length < FEWEST || changes === 0 || 2 * (changes + 1) > values.length) return [];
    const problem = `${metric}: ${values.length} values that change ${changes} times, so that evaluations count more than once: write \`step\` as the time between two evaluations`;
    return [{ path, problem }];
  });
}
