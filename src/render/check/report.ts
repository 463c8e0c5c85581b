import type { RuleResult } from "../../gate/rule.ts";
import type { Plan } from "../../plan/schema.ts";

/** What `check` found. */
export interface CheckReport {
  readonly plan: Plan;
  readonly rules: readonly RuleResult[];
  /** Whether the gate is open. */
  readonly holds: boolean;
  /** Why the gate could not be judged, although no rule fails, and what to do; null where it was. */
  readonly unjudged: string | null;
  /** The project's directory, relative to that of the repository. */
  readonly base: string;
}

/** Turns a check's report into text for a machine. Pure. */
export type CheckRenderer = (report: CheckReport) => string;
