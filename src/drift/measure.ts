import { between, type PointColumns } from "../collections/point-columns.ts";
import type { DriftConfig, MetricRule, MetricRules } from "../config/schema.ts";
import type { Direction } from "../metric-names/names.ts";
import { driftP } from "../stats/drift-test.ts";
import { mean } from "../stats/mean.ts";
import { MOST_COMPARED } from "../stats/newest-outlier.ts";
import { ofWeekday } from "../stats/week-season.ts";
import { formatInstant, type Instant, type Zone } from "../time/instant.ts";
import type { MetricPoint, MetricSeries } from "../validation/evidence.ts";
import { type AgeRules, judgeAge } from "./age.ts";
import { standardError } from "./change.ts";
import { compareNewest, type NewestCompared } from "./compare-newest.ts";
import { directionFor } from "./direction.ts";
import { chooseLimit } from "./limit.ts";
import { findOutlier, type NewestOutlier } from "./outlier.ts";
import { type PointRules, type PreparedPoints, preparePoints } from "./prepare-points.ts";
import type { MetricAssessment } from "./schema.ts";
import { shownPoint, shownPoints } from "./serialize-points.ts";
import { type TestedPoints, testPoints, testResult } from "./test-points.ts";
import { fitTrendLine, type TrendLine } from "./trend.ts";

export interface MeasureRules extends AgeRules, PointRules {
  /** Limits, directions and the like, by the names of metrics. */
  readonly metrics: MetricRules;
}

/** A metric in numbers, before it is judged beside the others. */
export interface Measured {
  readonly assessment: Omit<
    MetricAssessment,
    "verdict" | "rule" | "significance" | "newest_outlier" | "step_at"
  >;
  /** How far the newest value lies from the others; null where that cannot be said. */
  readonly outlier: NewestOutlier | null;
  /** Which test speaks for it, and its p; null where none can. */
  readonly evidence: Pick<NonNullable<MetricAssessment["significance"]>, "by" | "p"> | null;
  /** Upwards, 1 where higher is better, −1 where lower is. */
  readonly sign: 1 | -1;
  /** How far the newest quarter lies above the reference; with a step, the part after it above the part before it. */
  readonly recent: number;
  /** Of the line of Theil and Sen at the newest point; null without one. */
  readonly level: number | null;
  /** All points of one instant have no order, and are no series. */
  readonly oneTime: boolean;
  readonly isConstant: boolean;
}

/** Measures a metric's points, each number with its uncertainty; no verdict yet. */
export function measure(
  found: MetricSeries,
  rule: MetricRule | undefined,
  rules: MeasureRules,
): Measured {
  const { config, zone } = rules;
  const prepared = preparePoints(found, rules);
  const { columns, selection, single, points, finite, season, last, changedAt } = prepared;
  const directed = directionFor(found.metric, rule, single.value);
  const { direction } = directed;
  const tested = testPoints(prepared, config);
  const compared = compareNewest(found.metric, prepared, tested, config, zone);
  const line = fitTrend(prepared, tested, config, zone);
  return {
    outlier: judgeOutlier(prepared, tested, compared, config),
    evidence: strongestEvidence(tested, compared, config, season !== null),
    sign: direction === "lower" ? -1 : 1,
    recent: measureRecentRise(compared.reference.points, compared.quarter, tested.stepAt),
    level: line?.level ?? null,
    oneTime: prepared.oneTime,
    isConstant: tested.enough && tested.statistic === null,
    assessment: {
      name: found.metric,
      source: found.source,
      model_version: selection.version,
      judged: selection.judged,
      ...directed,
      unit_change: changedAt === null ? null : unitChangeFacts(single, changedAt, zone),
      primary: rule?.primary ?? false,
      min_change: rule?.min_change ?? config.min_change,
      points: shownPoints(columns, zone),
      points_found: columns.at.length,
      points_judged: points.at.length,
      points_merged: finite - points.at.length,
      points_not_finite: columns.value.filter((value) => !Number.isFinite(value)).length,
      season_removed: season !== null,
      age: judgeAge(selection.points.at, rules),
      ended: null,
      latest: last === undefined ? null : latestFacts(last, season, compared.interval, zone),
      baseline: compared.baseline,
      change: compared.change,
      trend: line?.trend ?? null,
      test: testResult(tested, zone),
      limit: judgeLimit(changedAt === null ? rule : undefined, direction, prepared, compared),
      forecast: null,
    },
  };
}

/** The line through the points; null where they cannot be tested. */
function fitTrend(
  { points }: PreparedPoints,
  { times, means, enough }: TestedPoints,
  { confidence }: DriftConfig,
  zone: Zone,
): TrendLine | null {
  const [first, newest] = [points.at[0], points.at.at(-1)];
  if (!enough || first === undefined || newest === undefined) return null;
  return fitTrendLine(times, means, [first, newest], confidence, zone);
}

/** How far the newest value lies from those before it. */
function judgeOutlier(
  { points, single, last }: PreparedPoints,
  { enough }: TestedPoints,
  { noise, isLastFinite, interval }: NewestCompared,
  { autocorrelation }: DriftConfig,
): NewestOutlier | null {
  if (!enough || !isLastFinite) return null;
  // An interval from the scatter would be as wide as the newest value makes it.
  const hasOwnNoise = noise.isShare ? last?.samples != null : last?.deviation != null;
  return findOutlier(
    [...points.value.subarray(-MOST_COMPARED)],
    [...single.value.subarray(-MOST_COMPARED)],
    hasOwnNoise ? interval : null,
    autocorrelation,
  );
}

/** The test for drift, or else that of two shares; null where neither can be made. */
function strongestEvidence(
  { statistic, means }: TestedPoints,
  { shares }: NewestCompared,
  { autocorrelation }: DriftConfig,
  isSeasonal: boolean,
): Measured["evidence"] {
  if (statistic !== null) {
    const p = driftP(statistic.evidence, means.length, autocorrelation, isSeasonal);
    return { by: "drift", p };
  }
  return shares === null ? null : { by: "two-proportions", p: shares };
}

/** Where the last value and the mean of the newest quarter stand to the limit. */
function judgeLimit(
  rule: MetricRule | undefined,
  direction: Direction | null,
  { last }: PreparedPoints,
  { noise, baseline, isLastFinite, interval, quarter }: NewestCompared,
): MetricAssessment["limit"] {
  const { statistic, z } = noise;
  const recent = mean(quarter.value);
  const error = statistic === null ? null : standardError(statistic, quarter.at.length) * z;
  return chooseLimit(rule, direction, baseline?.value ?? null, {
    value: isLastFinite ? (last?.value ?? null) : null,
    interval,
    recent: error === null ? null : [recent - error, recent + error],
  });
}

function unitChangeFacts(
  { value, at: times }: PointColumns<MetricPoint>,
  at: number,
  zone: Zone,
): MetricAssessment["unit_change"] {
  const [before, after] = [value[at - 1] as number, value[at] as number];
  return { time: formatInstant(times[at] as Instant, zone), before, after };
}

function latestFacts(
  last: MetricPoint,
  season: readonly number[] | null,
  interval: NonNullable<MetricAssessment["latest"]>["interval"],
  zone: Zone,
): MetricAssessment["latest"] {
  return {
    ...shownPoint(last, zone),
    season: season === null ? null : ofWeekday(season, zone.dayOf(last.at)),
    samples: last.samples,
    interval,
    time_source: last.timeSource,
    path: last.path,
  };
}

/** With a step only points of the reference before it and newest points after it count, so a young step is seen. */
function measureRecentRise(
  reference: PointColumns<MetricPoint>,
  newest: PointColumns<MetricPoint>,
  stepAt: Instant | null,
): number {
  if (stepAt === null) return mean(newest.value) - mean(reference.value);
  const before = between(reference, 0, findPlace(reference, stepAt));
  // Of two points after a step the newest alone tells whether it is over.
  const stepped = findPlace(newest, stepAt);
  const from = newest.at.length - stepped === 2 ? stepped + 1 : stepped;
  const after = between(newest, from, newest.at.length);
  return mean(after.value) - mean(before.at.length > 0 ? before.value : reference.value);
}

/** The place of the first point at an instant or later. */
function findPlace({ at }: PointColumns<MetricPoint>, instant: Instant): number {
  const place = at.findIndex((each) => each >= instant);
  return place === -1 ? at.length : place;
}
