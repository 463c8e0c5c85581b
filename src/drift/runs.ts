import type { ValidationRun } from "../validation/schema.ts";
import { RUNS_JUDGED } from "./choices.ts";
import type { DriftAssessment, Recommendation } from "./schema.ts";

/** The opinion of one kind of evidence on the model. */
export interface Opinion {
  readonly trend: DriftAssessment["validation_trend"];
  readonly degradation: DriftAssessment["performance_degradation"];
  readonly recommendation: Recommendation;
}

export const UNKNOWN: Opinion = {
  trend: "unknown",
  degradation: "unknown",
  recommendation: "monitor",
};

/** Nothing is known of today, but the model was not well when it was last evaluated. */
export const SUSPECT: Opinion = { ...UNKNOWN, recommendation: "investigate_and_retrain" };

/**
 * Of the last three runs: all passed, stable; two passed, unstable; one or none, degrading. Fewer than
 * three: unknown.
 */
export function judgeRuns(runs: readonly ValidationRun[]): Opinion {
  const judged = runs.slice(-RUNS_JUDGED);
  if (judged.length < RUNS_JUDGED) return UNKNOWN;
  const passes = judged.filter((run) => run.passed).length;
  if (passes === RUNS_JUDGED) {
    return { trend: "stable", degradation: "no", recommendation: "continue_monitoring" };
  }
  // One failure of three is a doubt, not a decline: neither yes nor no would be honest.
  return passes === RUNS_JUDGED - 1
    ? { trend: "unstable", degradation: "unknown", recommendation: "investigate_and_retrain" }
    : { trend: "degrading", degradation: "yes", recommendation: "retrain_immediately" };
}

export function runsOn(
  runs: readonly ValidationRun[],
  subject: ValidationRun["subject"],
): ValidationRun[] {
  return runs.filter((run) => run.subject === subject);
}
