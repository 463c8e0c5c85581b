import type { DriftConfig } from "../config/schema.ts";
import { type DriftStatistic, driftStatistic } from "../stats/drift-statistic.ts";
import { FEWEST_TESTED } from "../stats/drift-test.ts";
import { mean } from "../stats/mean.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { PreparedPoints } from "./prepare-points.ts";
import type { MetricAssessment } from "./schema.ts";
import { folded } from "./series.ts";

/** Beyond so many points their means are judged: pairs of points grow with the square. */
const MOST_TESTED = 400;

/** The points as they are tested, and what the test for drift says of them. */
export interface TestedPoints {
  /** Days since the first point, and values, of neighbours together. */
  readonly times: readonly number[];
  readonly means: readonly number[];
  /** Whether they can be tested. */
  readonly enough: boolean;
  /** null where they cannot be tested, or do not vary. */
  readonly statistic: DriftStatistic | null;
  /** When a step came; null without one. */
  readonly stepAt: Instant | null;
}

/** Tests the points for drift, where they are enough, are a series, and have one unit. */
export function testPoints(
  { points, oneTime, changedAt }: PreparedPoints,
  config: DriftConfig,
): TestedPoints {
  const count = points.at.length;
  const groups = folded(count, MOST_TESTED);
  const first = points.at[0] ?? 0;
  const days = points.at.map((at) => (at - first) / MICROS_PER_DAY);
  const times = groups.map(({ from, to }) => mean(days.subarray(from, to)));
  const means = groups.map(({ from, to }) => mean(points.value.subarray(from, to)));
  // Values of two units are not compared.
  const isOneUnit = changedAt === null;
  const enough = count >= Math.max(config.min_points, FEWEST_TESTED) && !oneTime && isOneUnit;
  const statistic = enough ? driftStatistic(times, means, config.autocorrelation) : null;
  return {
    times,
    means,
    enough,
    statistic,
    stepAt:
      statistic?.shape === "step" ? (points.at[groups[statistic.at]?.from ?? 0] ?? null) : null,
  };
}

/** The result of the test for drift; null without one. */
export function testResult(
  { statistic, stepAt, means }: TestedPoints,
  zone: Zone,
): MetricAssessment["test"] {
  if (statistic === null) return null;
  const { shape, size, t, phi, noise, evidence } = statistic;
  return {
    shape,
    since: stepAt === null ? null : formatInstant(stepAt, zone),
    change: size,
    effect: noise > 1e-12 * Math.abs(size) ? size / noise : null,
    noise,
    autocorrelation: phi,
    t,
    log_likelihood_ratio: evidence,
    points: means.length,
  };
}
