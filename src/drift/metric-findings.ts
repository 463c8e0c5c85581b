import { byImportance } from "./by-urgency.ts";
import { NEARLY_SIGNIFICANT } from "./choices.ts";
import { driftFinding } from "./finding.ts";
import type { DriftFinding, MetricFacts } from "./known-findings.ts";
import { deciding, isStale } from "./metrics.ts";
import type { DriftAssessment, MetricAssessment } from "./schema.ts";

/** What each metric says by itself, the strongest first. */
export function eachMetricFindings({ metrics }: DriftAssessment): DriftFinding[] {
  const decisive = new Set(deciding(metrics));
  return strongestFirst(metrics).flatMap((metric) => {
    const own = {
      metric: metric.name,
      source: metric.source,
      decides: decisive.has(metric),
      stale: isStale(metric),
    };
    return [...lostValueFindings(metric, own), ...judgedFindings(metric, own)];
  });
}

/** Findings about several metrics at once. */
export function jointMetricFindings(drift: DriftAssessment): DriftFinding[] {
  return [
    ...unknownDirectionFindings(drift.metrics),
    ...negatedFindings(drift.metrics),
    ...missingFindings(drift),
    ...shortSeriesFindings(drift),
    ...quietFindings(drift.metrics),
  ];
}

/** The files of the latest points, each once. */
export function latestFiles(metrics: readonly MetricAssessment[]): string[] {
  return [...new Set(metrics.flatMap(({ latest }) => latest?.path ?? []))];
}

/** Values before the latest that are no finite numbers. */
function lostValueFindings(metric: MetricAssessment, own: MetricFacts): DriftFinding[] {
  const { latest, points_not_finite: all } = metric;
  const values = all - (latest !== null && latest.value === null ? 1 : 0);
  if (values <= 0) return [];
  return [driftFinding("metric-values-not-finite", { ...own, values }, latestFiles([metric]))];
}

function judgedFindings(metric: MetricAssessment, own: MetricFacts): DriftFinding[] {
  const { latest, limit, rule, ended, unit_change: unitChange } = metric;
  if (latest === null) return [];
  const files = [latest.path];
  const on = latest.time.slice(0, 10);
  if (ended !== null) return [driftFinding("metric-ended", { ...own, ...ended, on }, files)];
  if (rule === "unit-changed" && unitChange !== null) {
    return [driftFinding("metric-unit-changed", { ...own, ...unitChange }, files)];
  }
  if (rule === "not-finite") return [driftFinding("metric-not-finite", { ...own, on }, files)];
  const value = latest.value as number;
  if (rule === "newest-outlier" && metric.newest_outlier !== null) {
    const outlier = metric.newest_outlier;
    const worse = metric.direction === "lower" ? outlier.size > 0 : outlier.size < 0;
    return [driftFinding("metric-newest-outlier", { ...own, on, value, worse, outlier }, files)];
  }
  if (limit !== null && (rule === "limit-crossed" || rule === "limit-touched")) {
    const facts = { ...own, value, on, limit, interval: latest.interval };
    return [driftFinding(`metric-${rule}`, facts, files)];
  }
  return changeFindings(metric, own);
}

/** How a metric changed, and when that will cross its limit. */
function changeFindings(metric: MetricAssessment, own: MetricFacts): DriftFinding[] {
  const { latest, baseline, limit, forecast, test, change, significance, season_removed } = metric;
  const code = changeCode(metric);
  if (code === null || baseline === null || latest === null) return [];
  const files = [latest.path];
  const facts = { ...own, test, change, significance, baseline, latest, season_removed };
  const changed = driftFinding(code, facts, files);
  if (forecast === null || limit === null) return [changed];
  const crossing = { ...own, limit: limit.value, forecast };
  return [changed, driftFinding("metric-forecast", crossing, files)];
}

function unknownDirectionFindings(metrics: readonly MetricAssessment[]): DriftFinding[] {
  const unknown = byImportance(metrics.filter(({ rule }) => rule === "direction-unknown"));
  if (unknown.length === 0) return [];
  const facts = new Map(
    unknown.map(({ name, direction_doubt: doubt }) => [
      name,
      { metric: name, negative: doubt === "negative" },
    ]),
  );
  return [driftFinding("metric-direction-unknown", { metrics: [...facts.values()] })];
}

function negatedFindings(metrics: readonly MetricAssessment[]): DriftFinding[] {
  const negated = metrics.filter((metric) => metric.direction_by === "range");
  if (negated.length === 0) return [];
  const facts = { metrics: namesByImportance(negated) };
  return [driftFinding("metric-negated", facts, latestFiles(negated))];
}

function missingFindings(drift: DriftAssessment): DriftFinding[] {
  if (drift.metrics_missing.length === 0) return [];
  const metrics = drift.metrics_missing.map((metric, index) => ({
    metric,
    at: drift.metrics_missing_at?.[index] ?? null,
  }));
  const read = drift.metrics.map(({ name }) => name);
  return [driftFinding("metrics-missing", { metrics, read })];
}

/** Metrics with too few points to be judged. */
function shortSeriesFindings(drift: DriftAssessment): DriftFinding[] {
  const few = byImportance(drift.metrics.filter(({ rule }) => rule === "too-few-points"));
  if (few.length === 0) return [];
  return [
    driftFinding("metrics-too-few", {
      metrics: few.map(({ name, points_judged: points }) => ({ metric: name, points })),
      needed: drift.rules.min_points,
      silent: drift.validation_trend !== "unknown",
    }),
  ];
}

/** Metrics of one time, and those without a change. */
function quietFindings(metrics: readonly MetricAssessment[]): DriftFinding[] {
  const oneTime = metrics.filter(({ rule }) => rule === "one-time");
  const stable = metrics.filter(
    (metric) =>
      (metric.rule === "no-drift" || metric.rule === "constant") && !isNearlySignificant(metric),
  );
  const found: DriftFinding[] = [];
  if (oneTime.length > 0) {
    found.push(driftFinding("metrics-one-time", { metrics: namesByImportance(oneTime) }));
  }
  if (stable.length > 0) {
    const facts = { metrics: namesByImportance(stable) };
    found.push(driftFinding("metrics-stable", facts, latestFiles(stable)));
  }
  return found;
}

function namesByImportance(metrics: readonly MetricAssessment[]): string[] {
  return [...new Set(byImportance(metrics).map(({ name }) => name))];
}

/** Chance explains its change badly, though not badly enough. */
function isNearlySignificant({ significance }: MetricAssessment): boolean {
  return significance !== null && significance.adjusted_p <= NEARLY_SIGNIFICANT;
}

function changeCode(
  metric: MetricAssessment,
):
  | "metric-degrading"
  | "metric-improving"
  | "metric-recovered"
  | "metric-change-small"
  | "metric-unstable"
  | "metric-change-uncertain"
  | null {
  const { verdict, rule } = metric;
  if (rule === "recovered") return "metric-recovered";
  if (rule === "too-small") return "metric-change-small";
  if (rule === "no-drift" && isNearlySignificant(metric)) return "metric-change-uncertain";
  if (rule === "fell-back") return "metric-unstable";
  if (rule !== "drift" && rule !== "two-proportions") return null;
  return verdict === "improving" ? "metric-improving" : "metric-degrading";
}

/** Primary ones first, then those beyond their limit, then by how unlikely chance is. */
function strongestFirst(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  const p = ({ rule, significance }: MetricAssessment) =>
    rule === "limit-crossed" ? -1 : (significance?.adjusted_p ?? 1);
  return [...metrics].sort((a, b) => Number(b.primary) - Number(a.primary) || p(a) - p(b));
}
