import type { DriftConfig, MetricRule, MetricRules } from "../config/schema.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../instant.ts";
import { isShare } from "../metric-names.ts";
import { type DriftStatistic, driftStatistic } from "../stats/drift-statistic.ts";
import { driftP, FEWEST_TESTED } from "../stats/drift-test.ts";
import { mean } from "../stats/mean.ts";
import { normalQuantile } from "../stats/normal.ts";
import { ofWeekday, weekSeason, withoutSeason } from "../stats/week-season.ts";
import type { MetricPoint, MetricSeries } from "../validation/evidence.ts";
import { type AgeRules, ageOf } from "./age.ts";
import { alarms } from "./alarms.ts";
import { baselineOf, referenceOf } from "./baseline.ts";
import { changeOf, intervalOf, type Noise, sharesP, standardError } from "./change.ts";
import { directionFor, unitChange } from "./direction.ts";
import { limitOf } from "./limit.ts";
import { oneAnInstant } from "./one-an-instant.ts";
import { type NewestOutlier, outlierOf } from "./outlier.ts";
import type { MetricAssessment } from "./schema.ts";
import { folded, selectPoints } from "./series.ts";
import { shownPoint, shownPoints } from "./shown.ts";
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

/** Of what is larger not even the scatter is a number: an overflow, and no measurement. */
const LARGEST = 1e150;

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
  const isOver = found.points.some(({ value }) => Math.abs(value) > LARGEST);
  const series = isOver ? { ...found, points: found.points.map(withoutOverflow) } : found;
  const champion = series.champion ?? rules.champion;
  const selection = selectPoints({ ...series, champion });
  const since =
    config.window_days === undefined ? -Infinity : now - config.window_days * MICROS_PER_DAY;
  const inWindow = selection.points.filter((point) => point.at >= since);
  const finite = inWindow.filter((point) => Number.isFinite(point.value));
  const single = oneAnInstant(finite);
  const last = newestOf(inWindow, single);

  const days = single.map((point) => zone.dayOf(point.at));
  const raw = single.map((point) => point.value);
  const directed = directionFor(series.metric, rule, raw);
  const { direction } = directed;
  const changedAt = unitChange(series.metric, raw);
  const season = config.week_season ? weekSeason(days, raw) : null;
  const points = season === null ? single : seasonless(single, season, zone);

  const groups = folded(points, MOST_TESTED);
  const first = points[0]?.at ?? 0;
  const times = groups.map((group) => mean(group.map(({ at }) => (at - first) / MICROS_PER_DAY)));
  const means = groups.map((group) => mean(group.map(({ value }) => value)));
  const oneTime = finite.length > 1 && points.length === 1;
  // Values of two units are not compared.
  const isOneUnit = changedAt === null;
  const enough =
    points.length >= Math.max(config.min_points, FEWEST_TESTED) && !oneTime && isOneUnit;
  const statistic = enough ? driftStatistic(times, means, config.autocorrelation) : null;
  const stepAt = statistic?.shape === "step" ? (groups[statistic.at]?.[0]?.at ?? null) : null;

  // Without its season a share is no share any more: only the scatter tells of its noise.
  const inShares = isShare(series.metric) && raw.every((value) => value >= 0 && value <= 1);
  const z = normalQuantile((1 + config.confidence) / 2);
  const noise: Noise = { statistic, isShare: inShares && season === null, z };
  const championRun = finite.find((point) => champion !== null && point.modelVersion === champion);
  const ofChampion =
    championRun && season !== null ? seasonless([championRun], season, zone)[0] : championRun;
  const reference = referenceOf(points, selection, ofChampion, config.reference_points);
  const baseline = baselineOf(reference, zone);
  const isLastFinite = last !== undefined && Number.isFinite(last.value);
  const newest = points.at(-1);
  // What is no number has no change, and nothing changes beside itself.
  const compared =
    !isOneUnit ||
    !isLastFinite ||
    newest === undefined ||
    reference.points.some(({ at }) => at === newest.at)
      ? null
      : newest;
  const shares = !enough && !oneTime && noise.isShare ? sharesP(compared, baseline) : null;

  const interval = isLastFinite ? intervalOf(last, { ...noise, isShare: inShares }) : null;
  const quarter = points.slice(-Math.max(2, Math.floor(points.length / 4)));
  const recentMean = mean(quarter.map((point) => point.value));
  const recentError =
    statistic === null ? null : standardError(statistic, quarter.length) * noise.z;
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
          points.map(({ value }) => value),
          raw,
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
      name: series.metric,
      source: series.source,
      model_version: selection.version,
      judged: selection.judged,
      ...directed,
      unit_change: changedAt === null ? null : unitChangeOf(single, changedAt, zone),
      primary: rule?.primary ?? false,
      min_change: rule?.min_change ?? config.min_change,
      points: shownPoints(series.points, zone),
      points_found: series.points.length,
      points_judged: points.length,
      points_merged: finite.length - points.length,
      points_not_finite: series.points.filter((point) => !Number.isFinite(point.value)).length,
      season_removed: season !== null,
      age: ageOf(
        selection.points.map(({ at }) => at),
        rules,
      ),
      ended: null,
      latest: last === undefined ? null : latestOf(last, season, interval, zone),
      baseline,
      change: compared === null || baseline === null ? null : changeOf(compared, baseline, noise),
      trend: line?.trend ?? null,
      test: statistic === null ? null : testOf(statistic, stepAt, groups.length, zone),
      change_points: statistic === null ? [] : alarms(groups, means, statistic, zone),
      limit,
      forecast: null,
    },
  };
}

function unitChangeOf(
  points: readonly MetricPoint[],
  at: number,
  zone: Zone,
): MetricAssessment["unit_change"] {
  const [before, after] = [points[at - 1], points[at]] as [MetricPoint, MetricPoint];
  return { time: formatInstant(after.at, zone), before: before.value, after: after.value };
}

function seasonless(
  points: readonly MetricPoint[],
  season: readonly number[],
  zone: Zone,
): MetricPoint[] {
  const days = points.map(({ at }) => zone.dayOf(at));
  const raw = points.map(({ value }) => value);
  const values = withoutSeason(days, raw, season);
  return points.map((point, i) => ({ ...point, value: values[i] as number }));
}

/** Of several at the last instant their mean; or one that is no number, for then an evaluation failed. */
function newestOf(
  all: readonly MetricPoint[],
  single: readonly MetricPoint[],
): MetricPoint | undefined {
  const failed = all.findLast(({ value }) => !Number.isFinite(value));
  return failed !== undefined && failed.at === all.at(-1)?.at ? failed : single.at(-1);
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
    ...{ samples: last.samples, interval, time_source: last.timeSource, path: last.path },
  };
}

function withoutOverflow(point: MetricPoint): MetricPoint {
  return Math.abs(point.value) > LARGEST ? { ...point, value: point.value * Infinity } : point;
}

/** Of the reference what lies before the step, of the newest what lies after it: a young step is seen. */
function recentOf(
  reference: readonly MetricPoint[],
  newest: readonly MetricPoint[],
  stepAt: Instant | null,
): number {
  const before = reference.filter(({ at }) => stepAt === null || at < stepAt);
  const after = newest.filter(({ at }) => stepAt === null || at >= stepAt);
  const level = (points: readonly MetricPoint[]) => mean(points.map(({ value }) => value));
  return level(after) - level(before.length > 0 ? before : reference);
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
