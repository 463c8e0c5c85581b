import { ruleFor } from "../config/metric-rule.ts";
import type { MetricRule } from "../config/schema.ts";
import { canonicalName, isOfRunning } from "../metric-names/names.ts";
import { benjaminiHochberg } from "../stats/benjamini-hochberg.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { isConstantSetting } from "./constant.ts";
import { decide } from "./decide.ts";
import { endedSeries, FEWEST_POINTS } from "./ended.ts";
import { type Measured, type MeasureRules, measure } from "./measure.ts";
import { type Opinion, SUSPECT, UNKNOWN } from "./runs.ts";
import type { MetricAssessment, Significance } from "./schema.ts";
import { compare } from "./series.ts";

/** Every metric judged, those that decide first. */
export function judgeMetrics(
  series: readonly MetricSeries[],
  rules: MeasureRules,
): MetricAssessment[] {
  const asked = series
    .map((of) => ({ of, rule: ruleFor(of.metric, rules.metrics) }))
    .filter(
      ({ of, rule }) =>
        rule?.ignore !== true &&
        (rule !== undefined || !(isOfRunning(of.metric) || isConstantSetting(of))),
    )
    .sort((a, b) => compare(a.of.metric, b.of.metric) || compare(a.of.source, b.of.source));
  const ended = endedSeries(series);
  const measured = asked.map(({ of, rule }): Measured => {
    const { assessment, ...rest } = measure(of, rule, rules);
    return { ...rest, assessment: { ...assessment, ended: ended.get(of) ?? null } };
  });
  const corrected = correct(measured, ({ evidence }) => evidence?.p);
  const outliers = correct(measured, ({ outlier }) => outlier?.p);
  return measured
    .map((metric) => {
      const { evidence, outlier } = metric;
      const of = corrected.get(metric);
      const significance = evidence === null || of === undefined ? null : { ...evidence, ...of };
      const adjusted_p = outliers.get(metric)?.adjusted_p;
      const newest =
        outlier === null || adjusted_p === undefined ? null : { ...outlier, adjusted_p };
      return decide(metric, significance, newest, rules);
    })
    .sort((a, b) => Number(b.primary) - Number(a.primary));
}

/** The series that are settings by their values, but for those that are configured as metrics. */
export function settingsAmong(
  series: readonly MetricSeries[],
  configured: Readonly<Record<string, MetricRule>>,
): MetricSeries[] {
  return series.filter(
    (of) => isConstantSetting(of) && ruleFor(of.metric, configured) === undefined,
  );
}

/** Where metrics are primary they alone decide; else all do. */
export function deciding(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  const primary = metrics.filter((metric) => metric.primary);
  return primary.length > 0 ? primary : [...metrics];
}

/**
 * The metrics that were not evaluated for long, although the verdict rests on them: a metric of the same
 * name that another source still measures stands in for them.
 */
export function selectStale(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  const fresh = metrics.filter(({ age, ended }) => age !== null && !age.stale && ended === null);
  const measured = new Set(fresh.map(({ name }) => canonicalName(name)));
  const going = new Set(fresh.map(({ source }) => source));
  // Once or twice, beside metrics that are still measured: a trial, and nothing that was monitored.
  const isTrial = ({ source, points_found: points }: MetricAssessment) =>
    points < FEWEST_POINTS && going.has(source);
  return deciding(metrics).filter(
    (metric) => isStale(metric) && !measured.has(canonicalName(metric.name)) && !isTrial(metric),
  );
}

/** Whether it was not evaluated for long, while its source was not read on without it. */
export function isStale({ age, ended }: Pick<MetricAssessment, "age" | "ended">): boolean {
  return age?.stale === true && ended === null;
}

/**
 * The metrics together: the worst of those that decide and are fresh. Where these are well and another is
 * stale, that is unknown; if that one was bad when it was last evaluated, it is to be investigated.
 */
export function judgeModel(metrics: readonly MetricAssessment[]): Opinion {
  const judges = deciding(metrics).filter((metric) => !isStale(metric));
  const stale = selectStale(metrics);
  const unknown = stale.some(({ verdict }) => verdict !== "unknown") ? SUSPECT : UNKNOWN;
  const worst = (["degrading", "unstable", "improving", "stable"] as const).find((verdict) =>
    judges.some((metric) => metric.verdict === verdict),
  );
  switch (worst) {
    case "degrading": {
      const isOver = judges.some((metric) => metric.rule === "limit-crossed");
      const recommendation = isOver ? "retrain_immediately" : "retrain_soon";
      return { trend: worst, degradation: "yes", recommendation };
    }
    case "unstable":
      return { trend: worst, degradation: "unknown", recommendation: "investigate_and_retrain" };
    case undefined:
      return unknown;
    default:
      if (stale.length > 0) return unknown;
      return { trend: worst, degradation: "no", recommendation: "continue_monitoring" };
  }
}

/**
 * The p of each metric, corrected for how many there are: primary ones among themselves, since they
 * carry the verdict alone, the others among themselves. Those of unknown direction are not judged, and
 * so not counted.
 */
function correct(
  metrics: readonly Measured[],
  pOf: (metric: Measured) => number | undefined,
): Map<Measured, Pick<Significance, "adjusted_p" | "metrics">> {
  const result = new Map<Measured, Pick<Significance, "adjusted_p" | "metrics">>();
  for (const primary of [true, false]) {
    const family = metrics.flatMap((metric) => {
      const { assessment } = metric;
      const p = pOf(metric);
      const isOfIt = assessment.direction !== null && assessment.primary === primary;
      return p !== undefined && isOfIt ? [{ metric, p }] : [];
    });
    const adjusted = benjaminiHochberg(family.map(({ p }) => p));
    family.forEach(({ metric }, i) => {
      result.set(metric, { adjusted_p: adjusted[i] as number, metrics: family.length });
    });
  }
  return result;
}
