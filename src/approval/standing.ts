import type { Approval } from "./schema.ts";

/** A decision, and whether it holds today. */
export interface Standing {
  readonly approval: Approval;
  readonly holds: boolean;
  /** Why it does not. */
  readonly why: string | null;
}

export interface Verdict {
  readonly decisions: readonly Standing[];
  /** Why the plan is not approved; empty where it is. */
  readonly missing: readonly string[];
}

/**
 * Whether a plan is approved: by every role that it asks for, or where it asks for none by anybody; and
 * rejected by nobody. Of a person in a role the last decision holds, until its last day.
 *
 * @param today in the plan's zone: 2025-08-31
 */
export function verdictOf(
  approvals: readonly Approval[],
  approvers: readonly string[],
  today: string,
): Verdict {
  const decisions = approvals.map((approval, index): Standing => {
    const isLast = !approvals
      .slice(index + 1)
      .some(({ by, role }) => by === approval.by && role === approval.role);
    const isOver = approval.until !== null && approval.until < today;
    const why = !isLast ? "decided anew later" : isOver ? `expired on ${approval.until}` : null;
    return { approval, holds: why === null, why };
  });
  const holding = decisions.filter(({ holds }) => holds).map(({ approval }) => approval);
  const rejected = holding.filter(({ decision }) => decision === "reject");
  const roles = new Set(
    holding.filter(({ decision }) => decision === "approve").map(({ role }) => role),
  );
  const absent =
    approvers.length === 0
      ? roles.size === 0
        ? ["no approval holds"]
        : []
      : approvers.filter((role) => !roles.has(role)).map((role) => `no approval by ${role} holds`);
  return {
    decisions,
    missing: [...rejected.map(({ by, role }) => `rejected by ${by}, ${role}`), ...absent],
  };
}
