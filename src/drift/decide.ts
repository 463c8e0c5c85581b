import type { DriftConfig } from "../config/schema.ts";
import { formatDay, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { Measured } from "./measure.ts";
import { OUTLIER_RATE } from "./outlier.ts";
import type { MetricAssessment, Significance } from "./schema.ts";
import { toInstant } from "./series.ts";

type Verdict = Pick<MetricAssessment, "verdict" | "rule">;

export interface DecideRules {
  readonly config: DriftConfig;
  readonly now: Instant;
  readonly zone: Zone;
}

/**
 * The verdict on a metric, by the first rule that applies:
 *
 * 1. it is measured no more → unknown: what was is no word on today;
 * 2. which way it is better is unknown → unknown, and the plan asks;
 * 3. its latest value is no finite number → unstable: the evaluation failed; its values change from
 *    fractions to percentages → unknown, and the plan asks;
 * 4. its latest value is beyond a limit by more than its noise → degrading, whatever the trend: a limit
 *    is a demand, not a hypothesis;
 * 5. the drift test is significant after Benjamini and Hochberg, and the change large enough both beside
 *    the noise and beside the baseline → degrading or improving. If of the change less than a quarter is
 *    left in the newest points, it has recovered: stable. If they fell below after a rise, unstable;
 * 6. its latest value lies far outside the others (outlier.ts), whichever way, and no drift explains it →
 *    unstable: one value is no trend, and asks for investigation;
 * 7. its latest value is beyond a limit within its noise → unstable;
 * 8. too few points, or all of one instant, and no samples to compare → unknown;
 * 9. else stable: no drift could be shown.
 *
 * Of a stale metric only a bad verdict stays, degrading or unstable, as of its last evaluation: that it
 * was well then does not say that it is today, but that it was not still asks for investigation.
 *
 * Significance alone is not enough since with many points every change is; size alone is not since with
 * few points chance makes large ones. A change for the better is nowhere a failure.
 */
export function decide(
  measured: Measured,
  significance: Significance | null,
  outlier: MetricAssessment["newest_outlier"],
  rules: DecideRules,
): MetricAssessment {
  const { assessment } = measured;
  const { test } = assessment;
  const drift = significance === null ? null : driftVerdict(measured, significance, rules.config);
  const isOut =
    outlier !== null &&
    isFarOut(outlier, assessment) &&
    !(drift?.verdict === "improving" && outlier.size * measured.sign > 0);
  const verdict = agedVerdict(chooseVerdict(measured, drift, isOut), assessment);
  const isDrift = verdict.rule === "drift";
  // Also where a limit decides, or it is over: when it began is asked all the same.
  const stepAt = drift !== null && SHOWN.has(drift.rule) ? (test?.since ?? null) : null;
  return {
    ...assessment,
    significance,
    newest_outlier: outlier,
    step_at: stepAt,
    forecast:
      verdict.verdict === "degrading" &&
      isDrift &&
      test?.shape === "slope" &&
      !assessment.age?.stale
        ? makeForecast(measured, rules)
        : null,
    ...verdict,
  };
}

/** Where a metric is stale, its verdict if that is bad; else unknown. */
function agedVerdict(verdict: Verdict, { age }: Pick<MetricAssessment, "age">): Verdict {
  const isBad = verdict.verdict === "degrading" || verdict.verdict === "unstable";
  return !age?.stale || isBad || verdict.rule === "ended"
    ? verdict
    : { verdict: "unknown", rule: "stale" };
}

function chooseVerdict(measured: Measured, drift: Verdict | null, isOut: boolean): Verdict {
  const { assessment, isConstant, oneTime } = measured;
  const { latest, limit, direction, ended } = assessment;
  if (ended !== null) return { verdict: "unknown", rule: "ended" };
  if (direction === null) return { verdict: "unknown", rule: "direction-unknown" };
  if (latest !== null && latest.value === null) return { verdict: "unstable", rule: "not-finite" };
  if (assessment.unit_change !== null) return { verdict: "unknown", rule: "unit-changed" };
  if (limit?.certain) return { verdict: "degrading", rule: "limit-crossed" };
  if (drift?.verdict === "degrading") return drift;
  if (isOut) return { verdict: "unstable", rule: "newest-outlier" };
  if (drift !== null && drift.verdict !== "stable") return drift;
  if (limit?.crossed) return { verdict: "unstable", rule: "limit-touched" };
  if (isConstant) return { verdict: "stable", rule: "constant" };
  return drift ?? { verdict: "unknown", rule: oneTime ? "one-time" : "too-few-points" };
}

/** Significantly, at a rate of its own, and by as much as a drift must be. */
function isFarOut(
  { size, adjusted_p }: NonNullable<MetricAssessment["newest_outlier"]>,
  { baseline, min_change }: Pick<MetricAssessment, "baseline" | "min_change">,
): boolean {
  return (
    adjusted_p <= OUTLIER_RATE && Math.abs(size) >= min_change * Math.abs(baseline?.value ?? 0)
  );
}

function driftVerdict(
  { assessment, sign, recent }: Measured,
  { by, adjusted_p }: Significance,
  config: DriftConfig,
): Verdict {
  const { test, change, baseline, min_change } = assessment;
  if (adjusted_p > config.false_alarm_rate) return { verdict: "stable", rule: "no-drift" };
  const size = sign * (test?.change ?? change?.absolute ?? 0);
  const least = Math.max(
    config.min_effect * (test?.noise ?? 0),
    min_change * Math.abs(baseline?.value ?? 0),
  );
  if (Math.abs(size) < least) return { verdict: "stable", rule: "too-small" };
  if (by === "two-proportions") {
    return { verdict: size < 0 ? "degrading" : "improving", rule: "two-proportions" };
  }
  const still = sign * recent;
  const worse = -LEAST_LEFT * Math.abs(size);
  if (still <= worse) {
    return size < 0
      ? { verdict: "degrading", rule: "drift" }
      : { verdict: "unstable", rule: "fell-back" };
  }
  return size > 0 && still >= -worse
    ? { verdict: "improving", rule: "drift" }
    : { verdict: "stable", rule: "recovered" };
}

/** The rules of a drift that is significant and large enough, whatever became of it. */
const SHOWN: ReadonlySet<Verdict["rule"]> = new Set(["drift", "recovered", "fell-back"]);

/** With less than this share of a change left, a metric has come back to its baseline. */
const LEAST_LEFT = 0.25;

/** A forecast beyond ten years is meaningless. */
const FURTHEST_DAYS = 3653;

/**
 * When the line of Theil and Sen, through the middle of the points, meets the limit; the interval is that
 * of the slope alone.
 */
function makeForecast(
  { assessment, sign, level }: Measured,
  { now, zone }: DecideRules,
): MetricAssessment["forecast"] {
  const { limit, trend, latest } = assessment;
  if (limit === null || limit.crossed || trend === null || latest === null || level === null) {
    return null;
  }
  const from = toInstant(latest.time);
  const today = zone.dayOf(now);
  const dayAt = (slope: number): number | null => {
    const days = (limit.value - level) / slope;
    if (sign * slope >= 0 || days > FURTHEST_DAYS) return null;
    // The line may be there already though the latest value is not: then today.
    return Math.max(today, zone.dayOf(from + days * MICROS_PER_DAY));
  };
  const [low, high] = trend.interval;
  const middle = dayAt(trend.slope_per_day);
  const earliest = dayAt(sign > 0 ? low : high);
  const last = dayAt(sign > 0 ? high : low);
  if (middle === null || earliest === null) return null;
  return {
    crosses_on: formatDay(middle),
    earliest: formatDay(earliest),
    latest: last === null ? null : formatDay(last),
  };
}
