import { bySeverity } from "../finding.ts";
import { MICROS_PER_SECOND } from "../time/instant.ts";
import { RUNS_JUDGED } from "./choices.ts";
import { driftFinding } from "./finding.ts";
import type { DriftFinding } from "./known-findings.ts";
import { eachMetricFindings, jointMetricFindings, latestFiles } from "./metric-findings.ts";
import { deciding, selectStale } from "./metrics.ts";
import { reportFindings } from "./report-findings.ts";
import { runsOn } from "./runs.ts";
import type { DriftAssessment } from "./schema.ts";
import { toInstant } from "./series.ts";

/** The assessment in words, the most severe first; within a severity metrics before runs. */
export function driftFindings(drift: DriftAssessment): DriftFinding[] {
  return [
    ...drift.failed_evaluations.map(failedEvaluation),
    ...ageFindings(drift),
    ...eachMetricFindings(drift),
    ...experimentFindings(drift),
    ...runFindings(drift),
    ...alertFindings(drift),
    ...reportFindings(drift),
    ...jointMetricFindings(drift),
  ].sort(bySeverity);
}

function failedEvaluation({
  path,
  problem,
  time,
}: DriftAssessment["failed_evaluations"][number]): DriftFinding {
  return driftFinding("evaluation-failed", { path, problem, on: time.slice(0, 10) }, [path]);
}

function ageFindings(drift: DriftAssessment): DriftFinding[] {
  const { evaluation_age: age, runs_age: runsAge } = drift;
  if (age?.stale) return [driftFinding("model-stale", age, latestFiles(deciding(drift.metrics)))];
  const found: DriftFinding[] = [];
  const stale = selectStale(drift.metrics);
  const [oldest] = stale.flatMap((metric) => metric.age ?? []).sort((a, b) => b.days - a.days);
  if (oldest !== undefined) {
    const metrics = [...new Set(stale.map(({ name, source }) => `${name} (${source})`))];
    found.push(driftFinding("metrics-stale-some", { age: oldest, metrics }, latestFiles(stale)));
  }
  if (runsAge?.stale) {
    const newest = runsOn(drift.runs, "model").slice(-1);
    found.push(driftFinding("runs-stale", runsAge, paths(newest)));
  }
  return found;
}

function experimentFindings(drift: DriftAssessment): DriftFinding[] {
  const silent = drift.validation_trend !== "unknown";
  return [
    ...drift.experiments.map(({ source, path, runs, unit, kinds, from, to }) => {
      const minutes = (toInstant(to) - toInstant(from)) / (60 * MICROS_PER_SECOND);
      return driftFinding("runs-experiment", { source, runs, unit, kinds, minutes, silent }, [
        path,
      ]);
    }),
    ...drift.unchosen.map(({ path, experiments }) =>
      driftFinding("experiments-unchosen", { path, experiments }, [path]),
    ),
  ];
}

function runFindings(drift: DriftAssessment): DriftFinding[] {
  if (drift.validation_trend === "unknown") return unknownTrend(drift);
  const judged = runsOn(drift.runs, "model").slice(-RUNS_JUDGED);
  const failed = judged.filter((run) => !run.passed);
  const counts = { passed: judged.length - failed.length, judged: judged.length };
  const firstFailure = failed[0]?.time ?? "";
  switch (drift.runs_trend) {
    case "degrading": {
      const facts = { ...counts, since: firstFailure };
      return [driftFinding("validations-failing", facts, paths(failed))];
    }
    case "unstable": {
      const facts = { ...counts, failed_at: firstFailure };
      return [driftFinding("validation-failed", facts, paths(failed))];
    }
    case "stable": {
      const facts = { ...counts, last: judged.at(-1)?.time ?? "" };
      return [driftFinding("validations-passing", facts, paths(judged))];
    }
    default:
      return [];
  }
}

function unknownTrend(drift: DriftAssessment): DriftFinding[] {
  if (drift.failed_evaluations.length + drift.unchosen.length > 0) return [];
  const isKnown = drift.runs_trend !== "unknown" || drift.metrics_trend !== "unknown";
  const isOld = drift.evaluation_age?.stale || selectStale(drift.metrics).length > 0;
  // Why it is unknown is said of the metrics then.
  if (drift.newest_run_read && (isKnown || isOld)) return [];
  const runs = runsOn(drift.runs, "model");
  const judged = runs.slice(-RUNS_JUDGED);
  if (isKnown) {
    return [driftFinding("validations-unread", { runs: judged.length }, paths(drift.problems))];
  }
  const failed = judged.filter((run) => !run.passed).length;
  const { result_elsewhere: elsewhere } = drift;
  const facts = { runs: runs.length, failed, needed: RUNS_JUDGED, ...(elsewhere && { elsewhere }) };
  return [driftFinding("validations-too-few", facts, paths(judged))];
}

function alertFindings({ alerts, recommendation }: DriftAssessment): DriftFinding[] {
  const { recent, days, limit } = alerts;
  if (recent.length <= limit) return [];
  // Where retraining is urgent already, "soon" would take it back.
  const urgent = recommendation === "retrain_immediately";
  return [
    driftFinding("alerts-many", { alerts: recent.length, days, limit, urgent }, paths(recent)),
  ];
}

function paths(items: readonly { path: string }[]): string[] {
  return items.map((item) => item.path);
}
