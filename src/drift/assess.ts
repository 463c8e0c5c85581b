import { type Instant, MICROS_PER_DAY, parseInstant, zoneOf } from "../instant.ts";
import type { Alert, SourceProblem, ValidationRun } from "../validation/schema.ts";
import type { DriftAssessment, Recommendation } from "./schema.ts";

/** How many of the newest validation runs are judged. Fewer than these are no evidence. */
export const RUNS_JUDGED = 3;

export interface DriftEvidence {
  /** Oldest first. */
  readonly runs: readonly ValidationRun[];
  readonly alerts: readonly Alert[];
  readonly problems: readonly SourceProblem[];
  /** When the newest run that could not be read was written; null where every one was read. */
  readonly newestUnreadRun: Instant | null;
}

export interface DriftRules {
  readonly now: Instant;
  /** Alerts of so many last days count … */
  readonly alertDays: number;
  /** … and more of them than this mean degradation. */
  readonly alertLimit: number;
}

/**
 * Judges validation runs and alerts. Of the last three runs: all passed, stable; two passed,
 * unstable; one or none, degrading. Fewer than three runs: unknown. Alerts above the limit:
 * degradation. Where both speak, the more severe recommendation holds. Runs are not stable while one
 * that may be newer could not be read: that is unknown, too.
 *
 * @example three runs PASS, PASS, FAIL and no alerts → unstable, investigate_and_retrain
 */
export function assessDrift(evidence: DriftEvidence, rules: DriftRules): DriftAssessment {
  const since = rules.now - rules.alertDays * MICROS_PER_DAY;
  const recent = evidence.alerts.filter((alert) => instantOf(alert) >= since);
  const alarming = recent.length > rules.alertLimit;
  const newest = evidence.runs.at(-1);
  const { newestUnreadRun: unread } = evidence;
  const newestIsRead = unread === null || (newest !== undefined && instantOf(newest) > unread);
  const validation = judgeRuns(evidence.runs.slice(-RUNS_JUDGED), newestIsRead);
  return {
    validation_trend: validation.trend,
    performance_degradation: alarming ? "yes" : validation.degradation,
    // Nothing here has looked at distributions: that takes a monitoring tool's own report.
    data_distribution_shift: "unknown",
    recommendation: alarming
      ? moreSevere(validation.recommendation, "retrain_soon")
      : validation.recommendation,
    runs: [...evidence.runs],
    newest_run_read: newestIsRead,
    alerts: { recent, days: rules.alertDays, limit: rules.alertLimit },
    problems: [...evidence.problems],
  };
}

interface RunVerdict {
  trend: DriftAssessment["validation_trend"];
  degradation: DriftAssessment["performance_degradation"];
  recommendation: Recommendation;
}

function judgeRuns(runs: readonly ValidationRun[], newestIsRead: boolean): RunVerdict {
  const passes = runs.filter((run) => run.passed).length;
  if (runs.length < RUNS_JUDGED || (passes === RUNS_JUDGED && !newestIsRead)) {
    return { trend: "unknown", degradation: "unknown", recommendation: "monitor" };
  }
  if (passes === RUNS_JUDGED) {
    return { trend: "stable", degradation: "no", recommendation: "continue_monitoring" };
  }
  // One failure of three is a doubt, not a decline: neither yes nor no would be honest.
  return passes === RUNS_JUDGED - 1
    ? { trend: "unstable", degradation: "unknown", recommendation: "investigate_and_retrain" }
    : { trend: "degrading", degradation: "yes", recommendation: "retrain_immediately" };
}

const SEVERITY: Record<Recommendation, number> = {
  monitor: 0,
  continue_monitoring: 0,
  investigate_and_retrain: 1,
  retrain_soon: 2,
  retrain_immediately: 3,
};

function moreSevere(a: Recommendation, b: Recommendation): Recommendation {
  return SEVERITY[a] >= SEVERITY[b] ? a : b;
}

function instantOf({ time }: Pick<Alert, "time">): Instant {
  // Written by formatInstant, hence always readable, and with its offset.
  return parseInstant(time, zoneOf("UTC")) as Instant;
}
