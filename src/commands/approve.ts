import { join, relative } from "node:path";
import { judgeApprovals } from "../approval/approval-state.ts";
import { planHash, recordDecision } from "../approval/record.ts";
import { APPROVALS } from "../approval/written-plan.ts";
import type { Decision } from "../config/choices.ts";
import { UserError } from "../errors.ts";
import { oneLine } from "../render/escape.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { createZone, formatDay, formatInstant, parseDay, UTC } from "../time/instant.ts";
import { findPlan, type WrittenPlanOptions } from "./find-plan.ts";

interface ApproveOptions extends WrittenPlanOptions {
  as: string;
  role: string;
  until?: string;
  note?: string;
  decision: Decision;
}

/** `retrain-plan approve PLAN`: records a decision beside a plan. */
export async function approve(
  host: Host,
  name: string,
  { as: by, role, until, note, decision, ...options }: ApproveOptions,
): Promise<ExitStatus> {
  const { project, path, said } = await findPlan(name, options, host);
  const written = await recordDecision(path, said, {
    decision,
    by: named("--as", by),
    role: named("--role", role),
    at: formatInstant(project.now, UTC),
    until: until === undefined ? null : parseValidUntil(until, decision),
    note: note === undefined ? null : named("--note", note),
  });
  const { plan, directory } = written;
  const zone = createZone(plan.metadata.timezone);
  const { approvers } = plan.review;
  const { decisions, missing } = judgeApprovals(written.approvals, approvers, project.now, zone);
  const last = decisions.at(-1);
  if (options.quiet || last === undefined) return 0;
  const place = relative(host.cwd, directory);
  const lines = [
    `${decision === "approve" ? "Approved" : "Rejected"}: ${place}, SHA-256 ${planHash(written)}`,
    `  by ${by.trim()}, ${role.trim()}, on ${last.approval.at}${until === undefined ? "" : `, until ${until}`}`,
    ...(last.why === null ? [] : [`  It does not hold: ${last.why}`]),
    ...missing.map((why) => `Not yet approved: ${why}`),
    join(place, APPROVALS),
  ];
  host.stdout.write(lines.map((line) => `${oneLine(line)}\n`).join(""));
  return 0;
}

function named(flag: string, text: string): string {
  const name = text.trim();
  if (name !== "") return name;
  throw new UserError(`${flag}: found nothing, expected text`);
}

function parseValidUntil(text: string, decision: Decision): string {
  if (decision === "reject") {
    throw new UserError("--until: a rejection does not expire", {
      hint: "leave it out; approve later to take it back",
    });
  }
  if (/^\d{4}-\d\d-\d\d$/.test(text) && formatDay(parseDay(text)) === text) return text;
  throw new UserError(`--until: "${text}" is not a date`, { hint: "write it as 2025-08-31" });
}
