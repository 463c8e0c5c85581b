import {
  between,
  columnsOf,
  listColumns,
  type PointColumns,
  picked,
  pointList,
  withValues,
} from "../collections/point-columns.ts";
import type { DriftConfig, MetricRule, MetricRules } from "../config/schema.ts";
import { isShare } from "../metric-names/names.ts";
import { type DriftStatistic, driftStatistic } from "../stats/drift-statistic.ts";
import { driftP, FEWEST_TESTED } from "../stats/drift-test.ts";
import { mean } from "../stats/mean.ts";
import { MOST_COMPARED } from "../stats/newest-outlier.ts";
import { normalQuantile } from "../stats/normal.ts";
import { ofWeekday, weekSeason, withoutSeason } from "../stats/week-season.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { MetricPoint, MetricSeries } from "../validation/evidence.ts";
import { type AgeRules, ageOf } from "./age.ts";
import { alarms } from "./alarms.ts";
import { baselineOf, referenceOf } from "./baseline.ts";
import { changeOf, intervalOf, type Noise, sharesP, standardError } from "./change.ts";
import { directionFor, unitChange } from "./direction.ts";
import { inOrderOf } from "./in-order.ts";
import { limitOf } from "./limit.ts";
import { oneAnInstant } from "./merge-duplicate-times.ts";
import { type NewestOutlier, outlierOf } from "./outlier.ts";
import type { MetricAssessment } from "./schema.ts";
import { shownPoint, shownPoints } from "./serialize-points.ts";
import { firstOfVersion, folded, selectPoints } from "./series.ts";
import { trendOf } from "./trend.ts";

/** Beyond so many points their means are judged: pairs of points grow with the square. */
const MOST_TESTED = 400;

export interface MeasureRules extends AgeRules {
  readonly config: DriftConfig;
  /** Limits, directions and the like, by the names of metrics. */
  readonly metrics: MetricRules;
  /** The version in production that the configuration names. */
  readonly champion: string | null;
}

/** A metric in numbers, before it is judged beside the others. */
export interface Measured {
  readonly assessment: Omit<
    MetricAssessment,
    "verdict" | "rule" | "significance" | "newest_outlier"
  >;
  /** How far the newest value lies from the others; null where that cannot be said. */
  readonly outlier: NewestOutlier | null;
  /** Which test speaks for it, and its p; null where none can. */
  readonly evidence: Pick<NonNullable<MetricAssessment["significance"]>, "by" | "p"> | null;
  /** Upwards, 1 where higher is better, −1 where lower is. */
  readonly sign: 1 | -1;
  /** What the newest quarter stands above the reference, beside one another on either side of a step. */
  readonly recent: number;
  /** Of the line of Theil and Sen at the newest point; null without one. */
  readonly level: number | null;
  /** All points of one instant have no order, and are no series. */
  readonly oneTime: boolean;
  readonly isConstant: boolean;
}

/** What a metric's points say, each number with its uncertainty; no verdict yet. */
export function measure(
  found: MetricSeries,
  rule: MetricRule | undefined,
  rules: MeasureRules,
): Measured {
  const { config, zone, now } = rules;
  const { columns, isRising, isNumeric } = inOrderOf(columnsOf(found));
  const champion = found.champion ?? rules.champion;
  const selection = selectPoints(columns, champion);
  const { window_days: windowDays } = config;
  const inWindow =
    windowDays === undefined
      ? selection.points
      : picked(selection.points, (at) => at >= now - windowDays * MICROS_PER_DAY);
  const finite = isNumeric ? inWindow : picked(inWindow, (_at, value) => Number.isFinite(value));
  const single = isRising ? finite : listColumns(oneAnInstant(pointList(finite)));
  const last = newestOf(inWindow, single);

  const raw = single.value;
  const directed = directionFor(found.metric, rule, raw);
  const { direction } = directed;
  const changedAt = unitChange(found.metric, raw);
  const season = config.week_season ? seasonOf(single, zone) : null;
  const points = season === null ? single : seasonless(single, season, zone);
  const count = points.at.length;

  const groups = folded(count, MOST_TESTED);
  const first = points.at[0] ?? 0;
  const days = points.at.map((at) => (at - first) / MICROS_PER_DAY);
  const times = groups.map(({ from, to }) => mean(days.subarray(from, to)));
  const means = groups.map(({ from, to }) => mean(points.value.subarray(from, to)));
  const oneTime = finite.at.length > 1 && count === 1;
  // Values of two units are not compared.
  const isOneUnit = changedAt === null;
  const enough = count >= Math.max(config.min_points, FEWEST_TESTED) && !oneTime && isOneUnit;
  const statistic = enough ? driftStatistic(times, means, config.autocorrelation) : null;
  const stepAt =
    statistic?.shape === "step" ? (points.at[groups[statistic.at]?.from ?? 0] ?? null) : null;

  // Without its season a share is no share any more: only the scatter tells of its noise.
  const inShares = isShare(found.metric) && raw.every((value) => value >= 0 && value <= 1);
  const z = normalQuantile((1 + config.confidence) / 2);
  const noise: Noise = { statistic, isShare: inShares && season === null, z };
  const championRun = champion === null ? undefined : firstOfVersion(finite, champion);
  const ofChampion =
    championRun && season !== null
      ? seasonless(listColumns([championRun]), season, zone).point(0)
      : championRun;
  const reference = referenceOf(points, selection, ofChampion, config.reference_points);
  const baseline = baselineOf(reference, zone);
  const isLastFinite = last !== undefined && Number.isFinite(last.value);
  const newest = count === 0 ? undefined : points.point(count - 1);
  // What is no number has no change, and nothing changes beside itself.
  const compared =
    !isOneUnit || !isLastFinite || newest === undefined || reference.points.at.includes(newest.at)
      ? null
      : newest;
  const shares = !enough && !oneTime && noise.isShare ? sharesP(compared, baseline) : null;

  const interval = isLastFinite ? intervalOf(last, { ...noise, isShare: inShares }) : null;
  const quarter = between(points, Math.max(0, count - Math.max(2, Math.floor(count / 4))), count);
  const recentMean = mean(quarter.value);
  const recentError =
    statistic === null ? null : standardError(statistic, quarter.at.length) * noise.z;
  const limit = limitOf(isOneUnit ? rule : undefined, direction, baseline?.value ?? null, {
    value: isLastFinite ? last.value : null,
    interval,
    recent: recentError === null ? null : [recentMean - recentError, recentMean + recentError],
  });
  const line =
    enough && newest !== undefined
      ? trendOf(times, means, [first, newest.at], config.confidence, zone)
      : null;

  // An interval from the scatter would be as wide as the newest value makes it.
  const hasOwnNoise = noise.isShare ? last?.samples != null : last?.deviation != null;
  const outlier =
    enough && isLastFinite
      ? outlierOf(
          [...points.value.subarray(-MOST_COMPARED)],
          [...raw.subarray(-MOST_COMPARED)],
          hasOwnNoise ? interval : null,
          config.autocorrelation,
        )
      : null;

  return {
    outlier,
    evidence:
      statistic !== null
        ? {
            by: "drift",
            p: driftP(statistic.evidence, means.length, config.autocorrelation, season !== null),
          }
        : shares !== null
          ? { by: "two-proportions", p: shares }
          : null,
    sign: direction === "lower" ? -1 : 1,
    recent: recentOf(reference.points, quarter, stepAt),
    level: line?.level ?? null,
    oneTime,
    isConstant: enough && statistic === null,
    assessment: {
      name: found.metric,
      source: found.source,
      model_version: selection.version,
      judged: selection.judged,
      ...directed,
      unit_change: changedAt === null ? null : unitChangeOf(single, changedAt, zone),
      primary: rule?.primary ?? false,
      min_change: rule?.min_change ?? config.min_change,
      points: shownPoints(columns, zone),
      points_found: columns.at.length,
      points_judged: count,
      points_merged: finite.at.length - count,
      points_not_finite: columns.value.filter((value) => !Number.isFinite(value)).length,
      season_removed: season !== null,
      age: ageOf(selection.points.at, rules),
      ended: null,
      latest: last === undefined ? null : latestOf(last, season, interval, zone),
      baseline,
      change: compared === null || baseline === null ? null : changeOf(compared, baseline, noise),
      trend: line?.trend ?? null,
      test: statistic === null ? null : testOf(statistic, stepAt, groups.length, zone),
      change_points:
        statistic === null
          ? []
          : alarms(
              groups.map(({ to }) => points.at[to - 1] as Instant),
              means,
              statistic,
              zone,
            ),
      limit,
      forecast: null,
    },
  };
}

/** Where most days have several values, no day of the week has one. */
function seasonOf({ at, value }: PointColumns<MetricPoint>, zone: Zone): readonly number[] | null {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (at.length > 2 * (zone.dayOf(last) - zone.dayOf(first) + 1)) return null;
  return weekSeason(
    Array.from(at, (each) => zone.dayOf(each)),
    [...value],
  );
}

function unitChangeOf(
  { value, at: times }: PointColumns<MetricPoint>,
  at: number,
  zone: Zone,
): MetricAssessment["unit_change"] {
  const [before, after] = [value[at - 1] as number, value[at] as number];
  return { time: formatInstant(times[at] as Instant, zone), before, after };
}

function seasonless(
  points: PointColumns<MetricPoint>,
  season: readonly number[],
  zone: Zone,
): PointColumns<MetricPoint> {
  const days = Array.from(points.at, (at) => zone.dayOf(at));
  return withValues(points, Float64Array.from(withoutSeason(days, [...points.value], season)));
}

/** Of several at the last instant their mean; or one that is no number, for then an evaluation failed. */
function newestOf(
  all: PointColumns<MetricPoint>,
  single: PointColumns<MetricPoint>,
): MetricPoint | undefined {
  const failed = all.value.findLastIndex((value) => !Number.isFinite(value));
  if (failed !== -1 && all.at[failed] === all.at.at(-1)) return all.point(failed);
  const last = single.at.length - 1;
  return last === -1 ? undefined : single.point(last);
}

function latestOf(
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

/** Of the reference what lies before the step, of the newest what lies after it: a young step is seen. */
function recentOf(
  reference: PointColumns<MetricPoint>,
  newest: PointColumns<MetricPoint>,
  stepAt: Instant | null,
): number {
  if (stepAt === null) return mean(newest.value) - mean(reference.value);
  const before = between(reference, 0, placeOf(reference, stepAt));
  // Of two points after a step the newest alone tells whether it is over.
  const stepped = placeOf(newest, stepAt);
  const from = newest.at.length - stepped === 2 ? stepped + 1 : stepped;
  const after = between(newest, from, newest.at.length);
  return mean(after.value) - mean(before.at.length > 0 ? before.value : reference.value);
}

/** The place of the first point at an instant or later. */
function placeOf({ at }: PointColumns<MetricPoint>, instant: Instant): number {
  const place = at.findIndex((each) => each >= instant);
  return place === -1 ? at.length : place;
}

function testOf(
  { shape, size, t, phi, noise, evidence }: DriftStatistic,
  stepAt: Instant | null,
  points: number,
  zone: Zone,
): MetricAssessment["test"] {
  return {
    shape,
    since: stepAt === null ? null : formatInstant(stepAt, zone),
    change: size,
    effect: noise > 1e-12 * Math.abs(size) ? size / noise : null,
    noise,
    autocorrelation: phi,
    t,
    log_likelihood_ratio: evidence,
    points,
  };
}
