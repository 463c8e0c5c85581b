import { NEARLY_SIGNIFICANT } from "../drift/choices.ts";
import type { DriftAssessment, MetricAssessment } from "../drift/schema.ts";
import { count, figure, probability } from "../text/quantity.ts";
import { daysAgo } from "../time/date-words.ts";
import { oneLine } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { sparkline } from "./sparkline.ts";
import { TIME_WORDS } from "./time-words.ts";
import { paragraph } from "./wrap.ts";

/** Every number and rule that led to a metric's verdict. */
export function explainMetric(
  metric: MetricAssessment,
  drift: DriftAssessment,
  { columns, isUnicode }: Pick<Screen, "columns" | "isUnicode"> = { columns: 80, isUnicode: true },
): string {
  const values = metric.points.map(({ value }) => value);
  const rows: [string, string | null][] = [
    ["Verdict", verdictWords(metric, drift)],
    ["Source", metric.source],
    ["Better", better(metric)],
    ["Points", pointWords(metric)],
    ["", sparkline(values, Math.min(60, columns - WIDTH), isUnicode)],
    ["Judged", judgedWords(metric)],
    ["Latest", latestWords(metric)],
    ["Age", agedWords(metric)],
    ["Season", seasonWords(metric)],
    ["Baseline", baselineWords(metric)],
    ["Change", changeWords(metric, drift)],
    ["Trend", trendWords(metric, drift)],
    ["Drift test", testWords(metric)],
    ["Chance", chanceWords(metric, drift)],
    ["Size", sizeWords(metric, drift)],
    ["Newest", outlierWords(metric, drift)],
    ["Change point", stepWords(metric)],
    ["Limit", limitWords(metric)],
    ["Forecast", forecastWords(metric)],
  ];
  const lines = rows.flatMap(([title, text]) =>
    text === null ? [] : paragraph(`${title.padEnd(WIDTH)}${oneLine(text)}`, WIDTH, columns),
  );
  return `${oneLine(metric.name)}\n${lines.join("\n")}\n`;
}

const WIDTH = 14;

type Rule = (metric: MetricAssessment, drift: DriftAssessment) => string;

const RULES: Record<MetricAssessment["rule"], Rule> = {
  "limit-crossed": ({ latest }) =>
    `the latest value is beyond its limit${latest?.interval == null ? ", and its noise is unknown" : " by more than its noise"}`,
  "limit-touched": () => "the latest value is beyond its limit, but within its noise",
  "not-finite": () => "the latest value is not a finite number: that evaluation failed",
  drift: (_, { rules }) =>
    `the drift test is significant (adjusted p at most ${rules.false_alarm_rate}), and the change is large enough`,
  "two-proportions": (_, { rules }) =>
    `too few points for a trend, but the samples of the latest value and of the baseline differ significantly (adjusted p at most ${rules.false_alarm_rate}), and the change is large enough`,
  "newest-outlier": () =>
    "the newest value lies far outside the others: one value is not a trend; investigate it",
  "too-small": () => "the change is significant, but too small to matter",
  recovered: () =>
    "it has changed significantly, but its newest points have come back to the baseline: less than a quarter of the change is left",
  "fell-back": () => "it became better, but its newest points are worse than the baseline",
  "no-drift": ({ significance }, { rules }) =>
    `no significant change${significance === null ? "" : `${significance.adjusted_p <= NEARLY_SIGNIFICANT ? " yet" : ""} (p ${probability(significance.adjusted_p)}, level ${rules.false_alarm_rate})`}`,
  constant: () => "all values are the same",
  "too-few-points": ({ points_judged }, { rules }) =>
    `${count(points_judged, "point")}, ${rules.min_points} needed, and no known samples to compare`,
  "one-time": () => "all points have the same time, so they are not a series",
  stale: ({ age }) =>
    `last evaluated ${daysAgo(age?.days ?? 0)}, and at most ${figure(age?.max_days ?? 0)} days count`,
  ended: ({ ended }) =>
    `it has ended: the last ${count(ended?.missed ?? 0, "evaluation")} of its source ${ended?.missed === 1 ? "has" : "have"} no value of it${ended?.successor == null ? "" : `; ${ended.successor} began then and is probably its successor`}`,
  "unit-changed": ({ unit_change }) =>
    `from ${figure(unit_change?.before ?? 0)} to ${figure(unit_change?.after ?? 0)}, as between fractions and percentages; write one unit`,
  "direction-unknown": ({ name, direction_doubt }) =>
    `${direction_doubt === "negative" ? "values are below zero, so its name does not say" : "its name does not say"} whether higher or lower is better; write \`metrics: { ${name}: { direction: higher } }\` or \`lower\``,
};

/** Where no change is significant that is said first: "stable" alone would say more than is known. */
function verdictWords(metric: MetricAssessment, drift: DriftAssessment): string {
  const why = RULES[metric.rule](metric, drift);
  if (metric.age?.stale && metric.rule !== "stale" && metric.rule !== "ended") {
    return `${metric.verdict} when last evaluated, ${daysAgo(metric.age.days)}: ${why}`;
  }
  return metric.rule === "no-drift" ? `${why}: ${metric.verdict}` : `${metric.verdict}: ${why}`;
}

function better({ direction, direction_by: by }: MetricAssessment): string {
  if (direction === null || by === null) return "unknown";
  const source = {
    configuration: "configured",
    limit: "follows from its limit",
    name: "known by its name",
    range: "an error whose values are below zero is negated",
  };
  return `${direction}, ${source[by]}`;
}

function pointWords(metric: MetricAssessment): string {
  const { points_found: found, points_not_finite: none, points } = metric;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "none";
  const odd = none === 0 ? "" : `, ${none} not finite and excluded`;
  return `${found} from ${first.time.slice(0, 10)} to ${last.time.slice(0, 10)}${odd}`;
}

function judgedWords(metric: MetricAssessment) {
  const { judged, model_version: version, points_judged: points, points_merged: others } = metric;
  const whose = {
    all:
      version === null ? "all points, no version being known" : `all points, of version ${version}`,
    version: `those of version ${version ?? "unknown"}: a new version is not drift of the old`,
    retrainings: "one point per trained version: compares trainings, not one model over time",
  };
  const merged = others === 0 ? "" : `; ${others} more of the same instants are in their means`;
  return `${points}: ${whose[judged]}${merged}`;
}

function latestWords({ latest }: MetricAssessment): string | null {
  if (latest === null) return null;
  const value = latest.value === null ? "not a finite number" : figure(latest.value);
  const samples = latest.samples === null ? "" : ` of ${count(latest.samples, "sample")}`;
  return `${value}${range(latest.interval)}${samples} on ${latest.time}, by ${TIME_WORDS[latest.time_source]}, ${latest.path}`;
}

function agedWords({ age }: MetricAssessment): string | null {
  if (age === null) return null;
  const usual = age.usual_interval_days;
  const rhythm =
    usual === null ? "" : `, usually every ${usual === 1 ? "day" : `${figure(usual)} days`}`;
  return `${count(age.days, "day")}${rhythm}; stale after ${figure(age.max_days)}`;
}

function baselineWords({ baseline }: MetricAssessment): string | null {
  if (baseline === null) return null;
  const what =
    baseline.kind === "champion"
      ? "the champion's run"
      : baseline.points === 1
        ? "the first point"
        : `the first ${count(baseline.points, "point")}`;
  const samples = baseline.samples === null ? "" : ` of ${count(baseline.samples, "sample")}`;
  return `${figure(baseline.value)}${samples}, ${what}, ${baseline.from.slice(0, 10)} to ${baseline.to.slice(0, 10)}`;
}

function seasonWords({ season_removed, latest }: MetricAssessment): string | null {
  if (!season_removed) return null;
  const today = latest?.season == null ? "" : `, ${figure(latest.season)} of the latest value`;
  return `of the week, at least three of daily points: what its weekday adds is taken out of every point${today}; what follows is without it`;
}

const METHODS = {
  newcombe: "Newcombe, from the samples of both",
  wilson: "Wilson, from the samples of the latest",
  deviation: "from the deviation that the tool states",
  scatter: "from the scatter of the points",
};

function changeWords({ change }: MetricAssessment, { rules }: DriftAssessment): string | null {
  if (change === null) return null;
  const share = change.relative === null ? "" : ` (${figure(change.relative * 100)} %)`;
  const how =
    change.method === null || change.interval === null
      ? "; its noise is unknown"
      : `, ${figure(rules.confidence * 100)} % interval${range(change.interval)}, ${METHODS[change.method]}`;
  return `${figure(change.absolute)}${share}${how}`;
}

function trendWords({ trend }: MetricAssessment, { rules }: DriftAssessment): string | null {
  if (trend === null) return null;
  const corrected =
    trend.variance_correction === 1
      ? "no autocorrelation"
      : `Hamed-Rao: variance times ${figure(trend.variance_correction)}`;
  return (
    `Mann-Kendall tau ${figure(trend.tau)}, p ${probability(trend.p)} (${corrected}); ` +
    `Theil-Sen slope ${figure(trend.slope_per_day)} a day, ${figure(rules.confidence * 100)} % interval${range(trend.interval)}; ` +
    "for the record: the verdict rests on the drift test, which holds its level with few and autocorrelated points"
  );
}

function testWords({ test }: MetricAssessment): string | null {
  if (test === null) return null;
  const shape = test.since === null ? "a slope" : `a step on ${test.since.slice(0, 10)}`;
  return (
    `best explained by ${shape} of ${figure(test.change)}, t ${figure(test.t)}, over ${count(test.points, "point")}, ` +
    `assumed autocorrelation ${figure(test.autocorrelation)}, noise ${figure(test.noise)}; ` +
    `log likelihood ratio of a change over none ${figure(test.log_likelihood_ratio)}`
  );
}

const CHANCE = {
  drift: "of the drift test",
  "two-proportions": "of equal proportions of the samples",
};

function stepWords({ step_at }: MetricAssessment): string | null {
  return step_at === null
    ? null
    : `${step_at.slice(0, 10)}, first point after the step, by the drift test`;
}

function chanceWords({ significance, primary }: MetricAssessment, { rules }: DriftAssessment) {
  if (significance === null) return null;
  const { by, p, adjusted_p, metrics } = significance;
  const kind = primary ? "primary metric" : "metric";
  const corrected =
    metrics === 1
      ? `the only ${kind} tested, hence uncorrected`
      : `${probability(adjusted_p)} corrected for ${count(metrics, kind)} (Benjamini-Hochberg)`;
  const memory = by === "drift" ? `, for autocorrelation of at most ${rules.autocorrelation}` : "";
  return `p ${probability(p)} ${CHANCE[by]}${memory}; ${corrected}; ${adjusted_p <= rules.false_alarm_rate ? "significant" : "not significant"} (level ${rules.false_alarm_rate})`;
}

function sizeWords(metric: MetricAssessment, { rules }: DriftAssessment): string | null {
  const { test, change, baseline, min_change } = metric;
  const size = test?.change ?? change?.absolute;
  if (size === undefined || baseline === null || metric.significance === null) return null;
  const parts = [];
  if (test !== null) {
    const effect =
      test.effect === null ? "without noise" : `${figure(Math.abs(test.effect))} times the noise`;
    parts.push(`${effect} (${rules.min_effect} asked)`);
  }
  if (baseline.value !== 0) {
    const share = figure(Math.abs((size / baseline.value) * 100));
    parts.push(`${share} % of the baseline (${figure(min_change * 100)} % asked)`);
  }
  return parts.join(", ");
}

function outlierWords(
  { newest_outlier: outlier }: MetricAssessment,
  { rules }: DriftAssessment,
): string | null {
  if (outlier === null) return null;
  const { expected, size, distance, values, p, adjusted_p } = outlier;
  const far =
    distance === null
      ? "which are all the same"
      : `${figure(distance)} times their standard deviation`;
  const corrected = p === adjusted_p ? "" : `, ${probability(adjusted_p)} corrected`;
  return `${figure(Math.abs(size))} ${size < 0 ? "below" : "above"} the median of the ${count(values - 1, "value")} before, ${figure(expected)}: ${far}; p ${probability(p)}${corrected}; ${adjusted_p <= rules.outlier_rate ? "an outlier" : "no outlier"} (level ${rules.outlier_rate})`;
}

function limitWords({ limit }: MetricAssessment): string | null {
  if (limit === null) return null;
  const parts = [
    limit.floor === null ? [] : [`floor ${figure(limit.floor)}`],
    limit.ceiling === null ? [] : [`ceiling ${figure(limit.ceiling)}`],
    limit.max_drop === null
      ? []
      : [`at most ${figure(limit.max_drop * 100)} % worse than the baseline`],
  ].flat();
  const state = !limit.crossed
    ? "not crossed"
    : limit.certain
      ? "crossed"
      : "crossed, within the noise";
  return `${parts.join(", ")}: ${figure(limit.value)}, ${state}`;
}

function forecastWords({ forecast, limit, verdict }: MetricAssessment): string | null {
  if (forecast !== null) {
    const latest = forecast.latest === null ? "perhaps never" : `${forecast.latest} at the latest`;
    return `the limit is crossed on ${forecast.crosses_on} if the slope goes on, ${forecast.earliest} at the earliest, ${latest}; the interval is that of the slope`;
  }
  if (limit === null || limit.crossed) return null;
  return verdict === "degrading"
    ? "none: a step does not go on, or not within ten years"
    : "none: no slope towards the limit could be shown";
}

function range(interval: readonly [number, number] | null): string {
  return interval === null ? "" : ` (${figure(interval[0])} to ${figure(interval[1])})`;
}
