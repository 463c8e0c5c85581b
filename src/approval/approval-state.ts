import {
  formatDay,
  type Instant,
  MICROS_PER_SECOND,
  parseInstant,
  UTC,
  type Zone,
} from "../time/instant.ts";
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
 * Whether a plan is approved: by every role that it requires, or if it requires no role by anybody; and
 * not rejected. The last decision of a person in a role holds, until its last day.
 *
 * @param zone the plan's, by whose days decisions expire
 */
export function judgeApprovals(
  approvals: readonly Approval[],
  approvers: readonly string[],
  now: Instant,
  zone: Zone,
): Verdict {
  const last = new Map(approvals.map((approval) => [decider(approval), approval]));
  const decisions = approvals.map((approval): Standing => {
    const why = whyNot(approval, last.get(decider(approval)) === approval, now, zone);
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

/** Five minutes: clocks of two machines are not quite alike. */
const CLOCK_SKEW = 300 * MICROS_PER_SECOND;

function decider({ by, role }: Approval): string {
  return JSON.stringify([by, role]);
}

function whyNot({ at, until }: Approval, isLast: boolean, now: Instant, zone: Zone): string | null {
  if (!isLast) return "superseded by a later decision";
  if ((parseInstant(at, UTC) ?? now) > now + CLOCK_SKEW) return "dated after now";
  return until !== null && until < formatDay(zone.dayOf(now)) ? `expired on ${until}` : null;
}
