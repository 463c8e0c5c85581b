import { randomUUID } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import { synchronise, writeDurably } from "../publish/durable.ts";
import { takeLock } from "../publish/lock.ts";
import { sweep } from "../publish/retention.ts";
import { SUMS } from "../publish/sums.ts";
import { jsonText } from "../text/json-text.ts";
import { similarTo } from "../text/similar.ts";
import { type Approval, approvalsSchema, PLAN_JSON } from "./schema.ts";
import {
  APPROVALS,
  describeChange,
  firstIssue,
  readWrittenPlan,
  unlistedDocuments,
  type WrittenPlan,
} from "./written-plan.ts";

/** Others that decide about the same plan need no longer. */
const WAIT_MS = 10_000;

/**
 * Records a decision beside a plan, bound to the SHA-256 of its documents. One at a time; as a whole or not
 * at all.
 *
 * @param path a plan's directory, or the JSON in it; absolute
 * @param name how the user named it
 * @returns the plan, with the decision
 * @throws UserError if a document is not as it was written, the plan does not require the role,
 * it cannot be written, or the decision is faulty: `until` is not a date
 */
export async function recordDecision(
  path: string,
  name: string,
  decision: Omit<Approval, "documents">,
): Promise<WrittenPlan> {
  const { directory } = readWrittenPlan(path, name);
  try {
    const lock = await takeLock(directory, WAIT_MS);
    try {
      sweep(directory);
      const written = readWrittenPlan(path, name);
      refuseAltered(written, name);
      refuseOtherRole(written, decision.role);
      const { sums: documents, approvals } = written;
      const all = [...approvals, { ...decision, documents: [...documents] }];
      refuseUnreadable(all, name);
      replace(directory, jsonText({ approvals: all }));
      return { ...written, approvals: all };
    } finally {
      lock.release();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name}: the decision cannot be written: ${errorMessage(error)}`, {
      hint: "make the plan's directory writable",
      cause: error,
    });
  }
}

function refuseAltered({ directory, sums }: WrittenPlan, name: string): void {
  for (const sum of sums) {
    const found = describeChange(directory, sum);
    if (found !== null) {
      throw new UserError(
        `${name}: ${sum.name} was altered after it was written: recorded SHA-256 ${sum.sha256}, found ${found}`,
        { hint: "generate the plan again, then decide on it" },
      );
    }
  }
  const [unlisted] = unlistedDocuments({ directory, sums });
  if (unlisted === undefined) return;
  throw new UserError(
    `${name}: ${unlisted} was not written with the plan: ${SUMS} does not list it`,
    {
      hint: "remove it",
    },
  );
}

function refuseOtherRole({ plan }: WrittenPlan, role: string): void {
  const { approvers } = plan.review;
  if (approvers.length === 0 || approvers.includes(role)) return;
  const meant = similarTo(role, approvers);
  throw new UserError(`--role: "${role}" is not a role that the plan requires`, {
    hint: meant === undefined ? `they are ${approvers.join(", ")}` : `did you mean "${meant}"?`,
  });
}

/** A decision that cannot be read again would make every decision about the plan unreadable. */
function refuseUnreadable(approvals: readonly Approval[], name: string): void {
  const { error } = approvalsSchema.safeParse({ approvals }, { jitless: true });
  if (error !== undefined) {
    throw new UserError(`${name}: no decision can be like that: ${firstIssue(error)}`);
  }
}

function replace(directory: string, text: string): void {
  const temporary = join(directory, `.writing-${randomUUID()}`);
  try {
    writeDurably(temporary, text);
    renameSync(temporary, join(directory, APPROVALS));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  synchronise(directory);
}

/** The SHA-256 of a plan's JSON, as it was written. */
export function planHash({ sums }: WrittenPlan): string {
  return sums.find(({ name }) => name === PLAN_JSON)?.sha256 ?? "";
}
