import { hamedRao } from "../stats/hamed-rao.ts";
import { mannKendall } from "../stats/mann-kendall.ts";
import { theilSen } from "../stats/theil-sen.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { MetricAssessment } from "./schema.ts";

/** The line of a metric over time, and the test of its order. */
export interface TrendLine {
  readonly trend: NonNullable<MetricAssessment["trend"]>;
  /** Of the line at the newest point. */
  readonly level: number;
}

/**
 * The trend of Mann and Kendall, its variance corrected after Hamed and Rao, and the line of Theil and Sen.
 *
 * @param times in days since `first`
 * @param ends the first point and the newest
 * @returns null where there is no line
 */
export function fitTrendLine(
  times: readonly number[],
  values: readonly number[],
  [first, newest]: readonly [Instant, Instant],
  confidence: number,
  zone: Zone,
): TrendLine | null {
  const correction = Math.max(1, correctVariance(values));
  const line = theilSen(times, values, confidence, correction);
  if (line === null) return null;
  const { tau, p } = mannKendall(values, correction);
  const levelAt = (at: Instant) => line.intercept + (line.slope * (at - first)) / MICROS_PER_DAY;
  const endAt = (at: Instant) => ({ time: formatInstant(at, zone), value: levelAt(at) });
  return {
    trend: {
      tau,
      p,
      slope_per_day: line.slope,
      interval: [...line.interval],
      from: endAt(first),
      to: endAt(newest),
      variance_correction: correction,
    },
    level: levelAt(newest),
  };
}

function correctVariance(values: readonly number[]): number {
  const index = values.map((_, i) => i);
  return hamedRao(values, theilSen(index, values, 0.95)?.slope ?? 0);
}
