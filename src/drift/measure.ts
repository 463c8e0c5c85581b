import type { DriftConfig, MetricRule } from "../config/schema.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../instant.ts";
import { adwin } from "../stats/adwin.ts";
import { type DriftStatistic, driftStatistic } from "../stats/drift-statistic.ts";
import { driftP, FEWEST_TESTED } from "../stats/drift-test.ts";
import { hamedRao } from "../stats/hamed-rao.ts";
import { mannKendall } from "../stats/mann-kendall.ts";
import { mean } from "../stats/mean.ts";
import { normalQuantile, normalSf } from "../stats/normal.ts";
import { pageHinkley } from "../stats/page-hinkley.ts";
import { newcombe, wilson } from "../stats/proportion.ts";
import { theilSen } from "../stats/theil-sen.ts";
import { weekSeason, withoutSeason } from "../stats/week-season.ts";
import type { MetricPoint, MetricSeries } from "../validation/evidence.ts";
import { type Direction, directionOf, isShare } from "./names.ts";
import type { MetricAssessment } from "./schema.ts";
import { folded, inOrder, type Selection, selectPoints } from "./series.ts";

/** Beyond so many points their means are judged: pairs of points grow with the square. */
const MOST_TESTED = 400;
/** So many are handed on, to be drawn. */
const MOST_SHOWN = 200;

export interface MeasureRules {
  readonly now: Instant;
  readonly zone: Zone;
  readonly config: DriftConfig;
  /** The version in production that the configuration names. */
  readonly champion: string | null;
}

/** A metric in numbers, before it is judged beside the others. */
export interface Measured {
  readonly assessment: Omit<MetricAssessment, "verdict" | "rule">;
  /** Which test speaks for it; null where none can. */
  readonly evidence: "drift" | "two-proportions" | null;
  /** Its p; 1 where no test speaks. */
  readonly p: number;
  /** Upwards, 1 where higher is better, −1 where lower is. */
  readonly sign: 1 | -1;
  /** What the newest quarter stands above the baseline. */
  readonly recent: number;
  /** Of the line of Theil and Sen at the newest point; null without one. */
  readonly level: number | null;
  /** All points of one instant have no order, and are no series. */
  readonly oneTime: boolean;
  readonly isConstant: boolean;
}

/** What a metric's points say, each number with its uncertainty; no verdict yet. */
export function measure(
  series: MetricSeries,
  rule: MetricRule | undefined,
  rules: MeasureRules,
): Measured {
  const { config, zone, now } = rules;
  const champion = series.champion ?? rules.champion;
  const selection = selectPoints({ ...series, champion });
  const since =
    config.window_days === undefined ? -Infinity : now - config.window_days * MICROS_PER_DAY;
  const inWindow = selection.points.filter((point) => point.at >= since);
  const points = inWindow.filter((point) => Number.isFinite(point.value));
  const last = inWindow.at(-1);
  const { direction, by } = directionFor(series.metric, rule);
  const sign = direction === "lower" ? -1 : 1;

  const days = points.map((point) => zone.dayOf(point.at));
  const raw = points.map((point) => point.value);
  const season = config.week_season ? weekSeason(days, raw) : null;
  const values = season === null ? raw : withoutSeason(days, raw, season);
  const groups = folded(
    points.map((point, i) => ({ at: point.at, value: values[i] as number })),
    MOST_TESTED,
  );
  const first = groups[0]?.[0]?.at ?? 0;
  const times = groups.map((group) => mean(group.map(({ at }) => (at - first) / MICROS_PER_DAY)));
  const means = groups.map((group) => mean(group.map(({ value }) => value)));
  const oneTime = points.length > 1 && times[0] === times.at(-1);
  const enough = points.length >= Math.max(config.min_points, FEWEST_TESTED) && !oneTime;
  const statistic = enough ? driftStatistic(times, means) : null;
  const isShareOf = isShare(series.metric) && raw.every((value) => value >= 0 && value <= 1);

  const reference = referenceOf(points, selection, champion, config.reference_points);
  const baseline = baselineOf(reference, zone);
  const noise: Noise = {
    statistic,
    isShare: isShareOf,
    z: normalQuantile((1 + config.confidence) / 2),
  };
  const finiteLast = last !== undefined && Number.isFinite(last.value) ? last : null;
  const shares = !enough && !oneTime ? sharesP(finiteLast, baseline, isShareOf) : null;
  const change =
    finiteLast === null || baseline === null || finiteLast === points[0]
      ? null
      : changeOf(finiteLast, baseline, noise, shares);
  const quarter = points.slice(-Math.max(2, Math.floor(points.length / 4)));
  const recentMean = mean(quarter.map((point) => point.value));
  const recentError =
    statistic === null ? null : standardError(statistic, quarter.length) * noise.z;
  const limit = limitOf(rule, direction, baseline?.value ?? null, {
    value: finiteLast?.value ?? null,
    interval: finiteLast === null ? null : intervalOf(finiteLast, noise),
    recent: recentError === null ? null : [recentMean - recentError, recentMean + recentError],
  });
  const correction = enough ? Math.max(1, correctionOf(means)) : 1;
  const line = enough ? theilSen(times, means, config.confidence, correction) : null;
  const test = statistic === null ? null : testOf(statistic, points.length);

  function testOf(found: DriftStatistic, count: number): MetricAssessment["test"] {
    const start = found.shape === "step" ? groups[found.at]?.[0]?.at : undefined;
    const p = driftP(found.t, means.length, config.autocorrelation);
    return {
      shape: found.shape,
      since: start === undefined ? null : formatInstant(start, zone),
      change: found.size,
      effect: found.noise > 1e-12 * Math.abs(found.size) ? found.size / found.noise : null,
      noise: found.noise,
      autocorrelation: found.phi,
      t: found.t,
      p,
      adjusted_p: p,
      points: Math.min(count, means.length),
    };
  }

  return {
    evidence: test !== null ? "drift" : shares !== null ? "two-proportions" : null,
    p: test?.p ?? shares ?? 1,
    sign,
    recent: baseline === null ? 0 : recentMean - baseline.value,
    level: line === null ? null : line.intercept + line.slope * (times.at(-1) ?? 0),
    oneTime,
    isConstant: enough && statistic === null,
    assessment: {
      name: series.metric,
      source: series.source,
      model_version: selection.version,
      judged: selection.judged,
      direction,
      direction_by: by,
      primary: rule?.primary ?? false,
      points: shownPoints(series.points, zone),
      points_found: series.points.length,
      points_judged: points.length,
      points_not_finite: series.points.filter((point) => !Number.isFinite(point.value)).length,
      season_removed: season !== null,
      latest:
        last === undefined
          ? null
          : {
              ...shownPoint(last, zone),
              samples: last.samples,
              interval: finiteLast === null ? null : intervalOf(finiteLast, noise),
              time_source: last.timeSource,
              path: last.path,
            },
      baseline,
      change,
      trend:
        line === null
          ? null
          : {
              ...tauAndP(means, correction),
              slope_per_day: line.slope,
              interval: [...line.interval],
              variance_correction: correction,
            },
      test,
      change_points: statistic === null ? [] : alarms(groups, means, statistic, zone),
      limit,
      forecast: null,
    },
  };
}

/** Which way it is better: as configured, else as its limit implies, else as the field knows it. */
function directionFor(
  metric: string,
  rule: MetricRule | undefined,
): { direction: Direction | null; by: MetricAssessment["direction_by"] } {
  if (rule?.direction !== undefined) return { direction: rule.direction, by: "configuration" };
  if (rule?.floor !== undefined) return { direction: "higher", by: "limit" };
  if (rule?.ceiling !== undefined) return { direction: "lower", by: "limit" };
  const direction = directionOf(metric);
  return { direction, by: direction === null ? null : "name" };
}

/** The first quarter, at least three, never all; of retrainings the champion's own run. */
function referenceOf(
  points: readonly MetricPoint[],
  { judged }: Selection,
  champion: string | null,
  wanted: number | undefined,
): Reference {
  const own = points.find((point) => point.modelVersion === champion);
  if (judged === "retrainings" && champion !== null && own !== undefined) {
    return { kind: "champion", points: [own] };
  }
  const usual = points.length < 8 ? 1 : Math.max(3, Math.floor(points.length / 4));
  return {
    kind: "reference",
    points: points.slice(0, Math.min(wanted ?? usual, Math.max(1, points.length - 1))),
  };
}

interface Reference {
  readonly kind: "reference" | "champion";
  readonly points: readonly MetricPoint[];
}

function baselineOf({ kind, points }: Reference, zone: Zone): MetricAssessment["baseline"] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const samples = points.map((point) => point.samples);
  const known = samples.filter((n) => n !== null && n > 0) as number[];
  const total = known.length === points.length ? known.reduce((sum, n) => sum + n, 0) : null;
  // Weighted by their samples where these are known, so that a share stays a share.
  const value =
    total === null
      ? mean(points.map((point) => point.value))
      : points.reduce((sum, point, i) => sum + point.value * (known[i] as number), 0) / total;
  return {
    kind,
    value,
    points: points.length,
    samples: total,
    from: formatInstant(first.at, zone),
    to: formatInstant(last.at, zone),
  };
}

interface Noise {
  readonly statistic: DriftStatistic | null;
  readonly isShare: boolean;
  /** Of the configured confidence. */
  readonly z: number;
}

type Baseline = NonNullable<MetricAssessment["baseline"]>;

function changeOf(
  latest: MetricPoint,
  baseline: Baseline,
  noise: Noise,
  p: number | null,
): MetricAssessment["change"] {
  const absolute = latest.value - baseline.value;
  const relative = baseline.value === 0 ? null : absolute / Math.abs(baseline.value);
  return { absolute, relative, ...uncertainty(latest, baseline, noise), p };
}

/** Of the change: from the samples, else from what the tool states, else from the scatter. */
function uncertainty(
  { value, samples, deviation }: MetricPoint,
  baseline: Baseline,
  { statistic, isShare: share, z }: Noise,
): Pick<NonNullable<MetricAssessment["change"]>, "interval" | "method"> {
  const absolute = value - baseline.value;
  const about = (error: number): [number, number] => [absolute - error, absolute + error];
  const confidence = 1 - 2 * normalSf(z);
  if (share && samples !== null && samples > 0) {
    if (baseline.samples !== null) {
      const before = { share: baseline.value, samples: baseline.samples };
      return {
        interval: newcombe(before, { share: value, samples }, confidence),
        method: "newcombe",
      };
    }
    const [low, high] = wilson(value, samples, confidence);
    return { interval: [low - baseline.value, high - baseline.value], method: "wilson" };
  }
  if (deviation !== null) {
    // The points of the baseline are taken for as uncertain as the latest.
    return {
      interval: about(z * deviation * Math.sqrt(1 + 1 / baseline.points)),
      method: "deviation",
    };
  }
  if (statistic !== null) {
    const error = Math.hypot(statistic.noise, standardError(statistic, baseline.points));
    return { interval: about(z * error), method: "scatter" };
  }
  return { interval: null, method: null };
}

/** Of the value alone. */
function intervalOf(
  { value, samples, deviation }: MetricPoint,
  { statistic, isShare: share, z }: Noise,
): [number, number] | null {
  if (share && samples !== null && samples > 0) return wilson(value, samples, 1 - 2 * normalSf(z));
  const error = deviation ?? statistic?.noise ?? null;
  return error === null ? null : [value - z * error, value + z * error];
}

/** Of the mean of so many neighbouring points, which are alike. */
function standardError({ noise, phi }: DriftStatistic, count: number): number {
  // One point alone is not alike to itself.
  const inflation = count === 1 ? 1 : (1 + phi) / (1 - phi);
  return noise * Math.sqrt(Math.min(1, inflation / count));
}

interface Position {
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  /** Of the mean of the newest quarter. */
  readonly recent: readonly [number, number] | null;
}

function limitOf(
  rule: MetricRule | undefined,
  direction: Direction | null,
  baseline: number | null,
  { value, interval, recent }: Position,
): MetricAssessment["limit"] {
  if (rule === undefined || direction === null) return null;
  const sign = direction === "lower" ? -1 : 1;
  const dropped =
    rule.max_drop === undefined || baseline === null
      ? undefined
      : baseline - sign * rule.max_drop * Math.abs(baseline);
  const limits = [direction === "higher" ? rule.floor : rule.ceiling, dropped].filter(
    (limit) => limit !== undefined,
  );
  if (limits.length === 0) return null;
  const limit = sign * Math.max(...limits.map((each) => sign * each));
  const isBeyond = (x: number) => sign * (x - limit) < 0;
  const wholly = (range: readonly [number, number] | null) => range?.every(isBeyond) ?? false;
  const crossed = value !== null && isBeyond(value);
  return {
    floor: rule.floor ?? null,
    ceiling: rule.ceiling ?? null,
    max_drop: rule.max_drop ?? null,
    value: limit,
    crossed,
    certain: crossed && (interval === null || wholly(interval) || wholly(recent)),
  };
}

/** Two proportions by their pooled z test: null where one is no proportion of known samples. */
function sharesP(
  latest: MetricPoint | null,
  baseline: MetricAssessment["baseline"],
  share: boolean,
): number | null {
  if (!share || !latest?.samples || !baseline?.samples) return null;
  const [n, m] = [latest.samples, baseline.samples];
  const pooled = (latest.value * n + baseline.value * m) / (n + m);
  // With fewer than five expected of either kind the normal distribution is no approximation.
  if (Math.min(n, m) * Math.min(pooled, 1 - pooled) < 5) return null;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return 2 * normalSf(Math.abs(latest.value - baseline.value) / error);
}

function correctionOf(values: readonly number[]): number {
  const index = values.map((_, i) => i);
  return hamedRao(values, theilSen(index, values, 0.95)?.slope ?? 0);
}

function tauAndP(values: readonly number[], correction: number) {
  const { tau, p } = mannKendall(values, correction);
  return { tau, p };
}

/**
 * When ADWIN and Page-Hinkley take alarm. They see the values in units of their noise, since both have
 * thresholds of fixed size, made wider by what neighbours are alike; and at every point, since points
 * are few: ADWIN with River's defaults but for its clock of 32, Page-Hinkley with δ = ½ and λ = 5, the
 * usual chart for a change of one standard deviation (Montgomery, Statistical Quality Control, 9.1).
 */
function alarms(
  groups: readonly (readonly { at: Instant }[])[],
  values: readonly number[],
  { noise, phi }: DriftStatistic,
  zone: Zone,
): MetricAssessment["change_points"] {
  const unit = noise * Math.sqrt((1 + phi) / (1 - phi));
  if (!(unit > 0)) return [];
  const origin = values[0] as number;
  const scaled = values.map((value) => (value - origin) / unit);
  const found = [
    ...adwin(scaled, { clock: 1 }).map((index) => ({ index, detector: "adwin" as const })),
    ...pageHinkley(scaled, { minValues: 8, delta: 0.5, lambda: 5, alpha: 1 }).map((index) => ({
      index,
      detector: "page_hinkley" as const,
    })),
  ];
  return found
    .sort((a, b) => a.index - b.index)
    .map(({ index, detector }) => ({
      time: formatInstant(groups[index]?.at(-1)?.at as Instant, zone),
      detector,
      marks: "alarm" as const,
    }));
}

function shownPoint({ at, value, modelVersion }: MetricPoint, zone: Zone) {
  return {
    time: formatInstant(at, zone),
    value: Number.isFinite(value) ? value : null,
    model_version: modelVersion,
  };
}

/** Each as it is, or of many the means of neighbours, at the time and of the version of the last. */
function shownPoints(points: readonly MetricPoint[], zone: Zone): MetricAssessment["points"] {
  return folded(inOrder(points), MOST_SHOWN).map((group) => {
    const finite = group.map((point) => point.value).filter(Number.isFinite);
    return {
      ...shownPoint(group.at(-1) as MetricPoint, zone),
      value: finite.length > 0 ? mean(finite) : null,
    };
  });
}
