import { mean } from "../stats/mean.ts";
import type { MetricPoint } from "../validation/evidence.ts";

/**
 * One point for each instant: points of one instant, such as several reports of one commit, have no order
 * among them, and a test of order must not take that of their files or values for one. Their mean counts
 * once (Gilbert 1987, 16.4, and `rep = "a"` of R's rkt); with the fewest of their samples, for these may be
 * the same ones.
 *
 * @param points finite, oldest first
 * @example 0.9 and 0.7 on Monday, 0.6 on Tuesday → 0.8, 0.6
 */
export function oneAnInstant(points: readonly MetricPoint[]): MetricPoint[] {
  const single: MetricPoint[] = [];
  for (let from = 0; from < points.length; ) {
    let to = from + 1;
    while (to < points.length && points[to]?.at === points[from]?.at) to++;
    single.push(to === from + 1 ? (points[from] as MetricPoint) : together(points.slice(from, to)));
    from = to;
  }
  return single;
}

function together(group: readonly MetricPoint[]): MetricPoint {
  const last = group.at(-1) as MetricPoint;
  const samples = group.map((point) => point.samples);
  const isCounted = samples.every((count) => count !== null);
  return {
    ...last,
    value: mean(group.map(({ value }) => value)),
    samples: isCounted ? samples.reduce((fewest, count) => Math.min(fewest, count)) : null,
    deviation: null,
  };
}
