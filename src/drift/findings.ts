import { bySeverity, wordFinding } from "../finding.ts";
import { MICROS_PER_SECOND } from "../time/instant.ts";
import { byImportance } from "./by-urgency.ts";
import { NEARLY_SIGNIFICANT, RUNS_JUDGED } from "./choices.ts";
import { deciding, isStale, staleOf } from "./metrics.ts";
import { runsOn } from "./runs.ts";
import type { DriftAssessment, MetricAssessment, ReportState } from "./schema.ts";
import { instantOf } from "./series.ts";
import {
  DRIFT_WORDINGS,
  type DriftFacts,
  type DriftFinding,
  type MetricFacts,
} from "./wordings.ts";

/** What the assessment says, in words, the most severe first; within a severity metrics before runs. */
export function driftFindings(drift: DriftAssessment): DriftFinding[] {
  const found: DriftFinding[] = [];
  const add = <C extends keyof DriftFacts>(code: C, facts: DriftFacts[C], files: string[] = []) => {
    found.push(wordFinding(DRIFT_WORDINGS, code, facts, files) as DriftFinding);
  };

  const decisive = new Set(deciding(drift.metrics));
  addAges();
  for (const metric of strongestFirst(drift.metrics)) {
    addMetric(metric, {
      metric: metric.name,
      source: metric.source,
      decides: decisive.has(metric),
      stale: isStale(metric),
    });
  }
  addExperiments();
  addRuns();
  const { recent, days, limit } = drift.alerts;
  if (recent.length > limit) {
    // Where retraining is urgent already, "soon" would take it back.
    const urgent = drift.recommendation === "retrain_immediately";
    add("alerts-many", { alerts: recent.length, days, limit, urgent }, paths(recent));
  }
  addReports();
  addMetricsTogether();
  return found.sort(bySeverity);

  function addAges() {
    const { evaluation_age: age, runs_age: runsAge } = drift;
    const stale = staleOf(drift.metrics);
    for (const { path, problem, time } of drift.failed_evaluations) {
      add("evaluation-failed", { path, problem, on: time.slice(0, 10) }, [path]);
    }
    if (age?.stale) add("model-stale", age, files([...decisive]));
    else {
      const [oldest] = stale.flatMap((metric) => metric.age ?? []).sort((a, b) => b.days - a.days);
      if (oldest !== undefined) {
        const metrics = [...new Set(stale.map(({ name, source }) => `${name} (${source})`))];
        add("metrics-stale-some", { age: oldest, metrics }, files(stale));
      }
      if (runsAge?.stale) add("runs-stale", runsAge, paths(runsOn(drift.runs, "model").slice(-1)));
    }
  }

  function addMetric(metric: MetricAssessment, own: MetricFacts) {
    const { latest, baseline, limit: bound, forecast } = metric;
    const files = latest === null ? [] : [latest.path];
    const earlier = metric.points_not_finite - (latest !== null && latest.value === null ? 1 : 0);
    if (earlier > 0) {
      add("metric-values-not-finite", { ...own, values: earlier }, files);
    }
    if (latest === null) return;
    const on = latest.time.slice(0, 10);
    if (metric.ended !== null) return add("metric-ended", { ...own, ...metric.ended, on }, files);
    if (metric.rule === "unit-changed" && metric.unit_change !== null) {
      return add("metric-unit-changed", { ...own, ...metric.unit_change }, files);
    }
    if (metric.rule === "not-finite") return add("metric-not-finite", { ...own, on }, files);
    if (metric.rule === "newest-outlier" && metric.newest_outlier !== null) {
      const outlier = metric.newest_outlier;
      const worse = metric.direction === "lower" ? outlier.size > 0 : outlier.size < 0;
      const facts = { ...own, on, value: latest.value as number, worse, outlier };
      return add("metric-newest-outlier", facts, files);
    }
    if (bound !== null && (metric.rule === "limit-crossed" || metric.rule === "limit-touched")) {
      const facts = { ...own, value: latest.value as number, on, limit: bound };
      return add(`metric-${metric.rule}`, { ...facts, interval: latest.interval }, files);
    }
    const code = changeCode(metric);
    if (code === null || baseline === null) return;
    const { test, change, significance, season_removed } = metric;
    add(code, { ...own, test, change, significance, baseline, latest, season_removed }, files);
    if (forecast !== null && bound !== null) {
      add("metric-forecast", { ...own, limit: bound.value, forecast }, files);
    }
  }

  function addMetricsTogether() {
    const by = (...rules: MetricAssessment["rule"][]) =>
      drift.metrics.filter(({ rule }) => rules.includes(rule));
    const names = (metrics: MetricAssessment[]) => [
      ...new Set(byImportance(metrics).map(({ name }) => name)),
    ];
    const unknown = byImportance(by("direction-unknown"));
    if (unknown.length > 0) {
      const metrics = new Map(
        unknown.map((metric) => [
          metric.name,
          { metric: metric.name, negative: metric.direction_doubt === "negative" },
        ]),
      );
      add("metric-direction-unknown", { metrics: [...metrics.values()] });
    }
    const negated = drift.metrics.filter((metric) => metric.direction_by === "range");
    if (negated.length > 0) add("metric-negated", { metrics: names(negated) }, files(negated));
    if (drift.metrics_missing.length > 0) {
      const metrics = drift.metrics_missing.map((metric, index) => ({
        metric,
        at: drift.metrics_missing_at?.[index] ?? null,
      }));
      add("metrics-missing", { metrics, read: drift.metrics.map(({ name }) => name) });
    }
    const few = byImportance(by("too-few-points"));
    if (few.length > 0) {
      add("metrics-too-few", {
        metrics: few.map(({ name, points_judged: points }) => ({ metric: name, points })),
        needed: drift.rules.min_points,
        silent: drift.validation_trend !== "unknown",
      });
    }
    const oneTime = names(by("one-time"));
    if (oneTime.length > 0) add("metrics-one-time", { metrics: oneTime });
    const stable = by("no-drift", "constant").filter((metric) => !isNearlySignificant(metric));
    if (stable.length > 0) {
      add("metrics-stable", { metrics: names(stable) }, files(stable));
    }
  }

  function addExperiments() {
    for (const { source, path, runs, unit, kinds, from, to } of drift.experiments) {
      const minutes = (instantOf(to) - instantOf(from)) / (60 * MICROS_PER_SECOND);
      const silent = drift.validation_trend !== "unknown";
      add("runs-experiment", { source, runs, unit, kinds, minutes, silent }, [path]);
    }
    for (const { path, experiments } of drift.unchosen) {
      add("experiments-unchosen", { path, experiments }, [path]);
    }
  }

  function addRuns() {
    const runs = runsOn(drift.runs, "model");
    const judged = runs.slice(-RUNS_JUDGED);
    const failed = judged.filter((run) => !run.passed);
    const counts = { passed: judged.length - failed.length, judged: judged.length };
    if (drift.validation_trend === "unknown") {
      if (drift.failed_evaluations.length + drift.unchosen.length > 0) return;
      const isKnown = drift.runs_trend !== "unknown" || drift.metrics_trend !== "unknown";
      const isOld = drift.evaluation_age?.stale || staleOf(drift.metrics).length > 0;
      // Why it is unknown is said of the metrics then.
      if (drift.newest_run_read && (isKnown || isOld)) return;
      if (isKnown) {
        add("validations-unread", { runs: judged.length }, paths(drift.problems));
      } else {
        const facts = { runs: runs.length, failed: failed.length, needed: RUNS_JUDGED };
        add("validations-too-few", facts, paths(judged));
      }
      return;
    }
    const firstFailure = failed[0]?.time ?? "";
    if (drift.runs_trend === "degrading") {
      add("validations-failing", { ...counts, since: firstFailure }, paths(failed));
    } else if (drift.runs_trend === "unstable") {
      add("validation-failed", { ...counts, failed_at: firstFailure }, paths(failed));
    } else if (drift.runs_trend === "stable") {
      add("validations-passing", { ...counts, last: judged.at(-1)?.time ?? "" }, paths(judged));
    }
  }

  function addReports() {
    for (const state of drift.quality_reports) {
      if (state.failed === "yes") add("data-quality-failed", reportFacts(state), [state.path]);
      if (state.failed === "unknown") {
        const { why } = state;
        add("data-quality-doubtful", { ...reportFacts(state), why, age: state.age }, [state.path]);
      }
    }
    for (const state of drift.shift_reports) {
      if (state.failed === "yes") add("distribution-shifted", reportFacts(state), [state.path]);
      if (state.failed === "unknown") {
        const { why } = state;
        add("distribution-doubtful", { ...reportFacts(state), why, age: state.age }, [state.path]);
      }
    }
    const stable = drift.shift_reports.filter(({ failed }) => failed === "no");
    for (const tool of new Set(stable.map((state) => state.tool))) {
      const [first, ...more] = stable.filter((state) => state.tool === tool);
      if (first === undefined) continue;
      const facts = { ...reportFacts(first), more: more.length };
      add("distribution-stable", facts, paths([first, ...more]));
    }
    if (drift.shift_reports.length === 0) add("distribution-unknown", {});
  }
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

function reportFacts({
  tool,
  path,
  time,
  checks,
}: ReportState): DriftFacts["distribution-shifted"] {
  const { evaluated = null, overall = null, failed = [] } = checks ?? {};
  // Beside the check that decides, what it rests on.
  const part = failed.filter(
    ({ name, column }) => name !== overall?.name || column !== overall.column,
  );
  return {
    tool,
    path,
    on: time.slice(0, 10),
    evaluated,
    overall,
    failed: part.filter(({ passed }) => passed === false).length,
    first: part[0] ?? null,
  };
}

function files(metrics: readonly MetricAssessment[]): string[] {
  return [...new Set(metrics.flatMap(({ latest }) => latest?.path ?? []))];
}

function paths(items: readonly { path: string }[]): string[] {
  return items.map((item) => item.path);
}
