import { newestAt } from "../collections/point-columns.ts";
import type { DriftConfig, MetricRules } from "../config/schema.ts";
import { isOfSource } from "../metric-names/names.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { Evidence } from "../validation/evidence.ts";
import type { Alert, ValidationRun } from "../validation/schema.ts";
import { judgeAge } from "./age.ts";
import { constantNotes } from "./constant.ts";
import { type InputDrift, NOT_COMPARED } from "./data/input-schema.ts";
import { driftFindings } from "./findings.ts";
import { deciding, judgeMetrics, judgeModel, settingsAmong } from "./metrics.ts";
import { findMissing, namesRead } from "./missing-metrics.ts";
import { OUTLIER_RATE } from "./outlier.ts";
import { judgeShift, reportStates } from "./reports.ts";
import { judgeRuns, type Opinion, runsOn, SUSPECT, UNKNOWN } from "./runs.ts";
import type { Age, DriftAssessment, MetricAssessment, Recommendation } from "./schema.ts";
import { toInstant } from "./series.ts";

export interface DriftRules {
  readonly now: Instant;
  readonly zone: Zone;
  /** Alerts of so many last days count … */
  readonly alertDays: number;
  /** … and more of them than this mean degradation. */
  readonly alertLimit: number;
  /** Days between two retrainings: what a lone evaluation is held against. */
  readonly cadenceDays: number;
  /** Older evidence is stale; null where it is held against its own interval. */
  readonly maxAgeDays: number | null;
  /** How changes of metrics are judged. */
  readonly config: DriftConfig;
  /** Limits, directions and the like, by the names of metrics. */
  readonly metrics: MetricRules;
  /** Where a metric stands in the configuration file: `retrain-plan.yaml:5`; undefined without a file. */
  readonly placeOf?: ((metric: string) => string) | undefined;
  /** The version in production that the configuration names. */
  readonly champion: string | null;
  /** The comparison of the data; by default nothing was compared. */
  readonly input?: InputDrift | undefined;
}

/**
 * Judges metrics, validation runs and alerts. Each says what it can: the metrics by their limits and by
 * a test for drift (decide.ts), the last three runs of the model by how many passed (runs.ts), the
 * alerts of the last days by their number, reports on distributions by their own thresholds. Where
 * several speak the more severe holds, and what is unknown to one may be known to another. Evidence that
 * is stale (age.ts) says nothing of today; if all is, and it was bad, that asks for investigation. Nothing is stable while a result that may be newer could not
 * be read, or a metric is measured no more: that is unknown.
 *
 * @example three runs PASS, PASS, FAIL, no metrics and no alerts → unstable, investigate_and_retrain
 */
export function assessDrift(evidence: Evidence, rules: DriftRules): DriftAssessment {
  const alerts = judgeAlerts(evidence, rules);
  const metrics = judgeMetrics(evidence.series, rules);
  const judged = judgeTrend(evidence, metrics, rules);
  const { opinion, byRuns, byMetrics } = judged;
  const reportsOn = (subject: "data" | "distribution") =>
    reportStates(evidence.runs, evidence.unread ?? [], subject, rules);
  const input = rules.input ?? { ...NOT_COMPARED, predictions: null };
  const shiftReports = reportsOn("distribution");
  const shift = judgeShift(shiftReports, input);
  const alarming = alerts.recent.length > alerts.limit;
  const assessment: DriftAssessment = {
    validation_trend: opinion.trend,
    performance_degradation: alarming ? "yes" : opinion.degradation,
    data_distribution_shift: shift,
    recommendation: [
      opinion.recommendation,
      ...(alarming ? (["retrain_soon"] as const) : []),
      ...(shift === "yes" ? (["investigate_and_retrain"] as const) : []),
    ].reduce(moreSevere),
    shift_reports: shiftReports,
    input_drift: input,
    quality_reports: reportsOn("data"),
    reasons: [],
    runs: [...evidence.runs],
    newest_run_read: judged.newestIsRead,
    evaluation_age: judged.evaluationAge,
    runs_age: judged.runsAge,
    failed_evaluations: failedEvaluations(evidence, rules),
    runs_trend: byRuns.trend,
    metrics,
    metrics_trend: byMetrics.trend,
    ...experimentFacts(evidence, rules),
    ...(evidence.elsewhere && { result_elsewhere: { ...evidence.elsewhere } }),
    ...missingFacts(evidence, rules),
    rules: ruleFacts(rules),
    alerts,
    problems: [...evidence.problems],
    notes: [
      ...(evidence.notes ?? []),
      ...constantNotes(settingsAmong(evidence.series, rules.metrics)),
    ],
  };
  const reasons = driftFindings(assessment).map(({ code, severity, message, evidence: files }) => ({
    code,
    severity,
    message,
    evidence: files,
  }));
  return { ...assessment, reasons };
}

/** What runs and metrics say together, and of when they are. */
interface JudgedTrend {
  readonly opinion: Opinion;
  readonly byRuns: Opinion;
  readonly byMetrics: Opinion;
  readonly runsAge: Age | null;
  readonly evaluationAge: Age | null;
  readonly newestIsRead: boolean;
}

function judgeTrend(
  evidence: Evidence,
  metrics: MetricAssessment[],
  rules: DriftRules,
): JudgedTrend {
  const decisive = deciding(metrics);
  const modelRuns = runsOn(evidence.runs, "model");
  const runsAge = judgeAge(
    modelRuns.map(({ time }) => toInstant(time)),
    rules,
  );
  const evaluationAge = newestAge([...decisive.map(({ age }) => age), runsAge]);
  const byRuns = opinionOfRuns(modelRuns, runsAge, evaluationAge);
  const byMetrics = judgeModel(metrics);
  const together = combine(byRuns, byMetrics);
  const isFine = together.trend === "stable" || together.trend === "improving";
  const newestIsRead = isNewestRead(evidence);
  const isEnded = decisive.some(({ rule }) => rule === "ended");
  const isInDoubt = isFine && (!newestIsRead || isEnded || hasFailed(decisive, evidence));
  const opinion = isInDoubt ? UNKNOWN : together;
  return { opinion, byRuns, byMetrics, runsAge, evaluationAge, newestIsRead };
}

function judgeAlerts(
  { alerts, alertFiles }: Evidence,
  { now, alertDays, alertLimit }: DriftRules,
): DriftAssessment["alerts"] {
  const since = now - alertDays * MICROS_PER_DAY;
  const recent = alerts.filter((alert) => toInstant(alert.time) >= since);
  return { recent, files: alertFiles ?? alerts.length, days: alertDays, limit: alertLimit };
}

function failedEvaluations(
  { failed = [] }: Evidence,
  { zone }: DriftRules,
): DriftAssessment["failed_evaluations"] {
  return failed.map(({ at, timeSource, path, problem, source }) => ({
    path,
    problem,
    time: formatInstant(at, zone),
    time_source: timeSource,
    source,
  }));
}

function experimentFacts(
  { experiments = [], unchosen = [] }: Evidence,
  { zone }: DriftRules,
): Pick<DriftAssessment, "experiments" | "unchosen"> {
  return {
    experiments: experiments.map(({ from, to, metrics, ...each }) => ({
      ...each,
      from: formatInstant(from, zone),
      to: formatInstant(to, zone),
      metrics: [...metrics],
    })),
    unchosen: unchosen.map(({ path, experiments: offered }) => ({
      path,
      experiments: offered.map(({ name, runs }) => ({ name, runs })),
    })),
  };
}

/** The configured metrics that no file has, and where they are configured. */
function missingFacts(
  evidence: Evidence,
  { metrics, placeOf }: DriftRules,
): Pick<DriftAssessment, "metrics_missing" | "metrics_missing_at"> {
  const missing = findMissing(namesRead(evidence), metrics);
  return {
    metrics_missing: missing,
    ...(placeOf && missing.length > 0 && { metrics_missing_at: missing.map(placeOf) }),
  };
}

function ruleFacts({ config }: DriftRules): DriftAssessment["rules"] {
  return {
    false_alarm_rate: config.false_alarm_rate,
    outlier_rate: OUTLIER_RATE,
    confidence: config.confidence,
    min_points: config.min_points,
    min_effect: config.min_effect,
    min_change: config.min_change,
    autocorrelation: config.autocorrelation,
  };
}

/** The verdict of the validation runs that are not stale. */
function opinionOfRuns(runs: ValidationRun[], age: Age | null, newest: Age | null): Opinion {
  const judged = judgeRuns(runs);
  if (!age?.stale) return judged;
  const wasBad = judged.trend === "degrading" || judged.trend === "unstable";
  return wasBad && newest?.stale ? SUSPECT : UNKNOWN;
}

/** Two kinds of evidence: the worse trend, and what either knows. */
function combine(a: Opinion, b: Opinion): Opinion {
  const trend = (["degrading", "unstable", "improving", "stable", "unknown"] as const).find(
    (each) => a.trend === each || b.trend === each,
  );
  const says = [a.degradation, b.degradation];
  const isDoubtful = a.trend === "unstable" || b.trend === "unstable";
  return {
    trend: trend ?? "unknown",
    degradation: says.includes("yes")
      ? "yes"
      : says.includes("no") && !isDoubtful
        ? "no"
        : "unknown",
    recommendation: moreSevere(a.recommendation, b.recommendation),
  };
}

const SEVERITY: Record<Recommendation, number> = {
  monitor: 0,
  continue_monitoring: 1,
  investigate_and_retrain: 2,
  retrain_soon: 3,
  retrain_immediately: 4,
};

function moreSevere(a: Recommendation, b: Recommendation): Recommendation {
  return SEVERITY[a] >= SEVERITY[b] ? a : b;
}

/** Whether the newest evaluation failed of a source on whose metrics the verdict rests. */
function hasFailed(metrics: readonly MetricAssessment[], { failed = [] }: Evidence): boolean {
  return failed.some((each) => metrics.some((metric) => isOfSource(metric, each.source)));
}

/** The age of the newest evidence. */
function newestAge(ages: readonly (Age | null)[]): Age | null {
  const known = ages.filter((age) => age !== null);
  const [first, ...others] = known;
  if (first === undefined) return null;
  return others.reduce((a, b) => (toInstant(b.newest) > toInstant(a.newest) ? b : a), first);
}

/** Whether nothing that may be newer than all that was read could not be read. */
function isNewestRead({ runs, series, newestUnread }: Evidence): boolean {
  if (newestUnread === null) return true;
  return Math.max(newestRun(runs), ...series.map(newestAt)) > newestUnread;
}

function newestRun(runs: readonly ValidationRun[]): Instant {
  return newestTime(runsOn(runs, "model"));
}

function newestTime(items: readonly Pick<Alert, "time">[]): Instant {
  return items.reduce((newest, { time }) => Math.max(newest, toInstant(time)), -Infinity);
}
