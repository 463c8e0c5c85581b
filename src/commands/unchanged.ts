import { readdirSync } from "node:fs";
import { join } from "node:path";
import { changesSchema } from "../plan/changes/schema.ts";
import { planDay } from "../plan/plan-day.ts";
import type { Plan } from "../plan/schema.ts";
import type { GitFacts } from "../provenance/schema.ts";
import type { PlanFile } from "../publish/publish.ts";
import { parseInstant, UTC } from "../time/instant.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { readNamed } from "../trust/named-text.ts";
import { parseUniqueJson } from "../trust/unique-json.ts";

/** The last plan that was written: its instant, what it said of the one before, and its documents. */
export interface LastPlan {
  readonly now: number;
  readonly changes: Plan["changes"];
  /** The commit it was made at: a commit alone is no change. */
  readonly git: GitFacts | undefined;
  readonly files: readonly PlanFile[];
}

/**
 * The plan that `latest` leads to.
 *
 * @param directory of the plans
 * @param root what `latest` may lead to: a pull request may have brought it
 * @returns null if it does not exist, or its JSON cannot be read: then nothing can be compared
 */
export function readLast(directory: string, root: Root): LastPlan | null {
  try {
    const latest = locate(join(directory, "latest"), root, "text");
    const files = readdirSync(latest)
      .filter((name) => name.startsWith("retrain_plan."))
      .map(
        (name): PlanFile => ({
          name,
          text: readNamed(join(latest, name), root, "text").toString("utf8"),
        }),
      );
    const json = files.find(({ name }) => name === "retrain_plan.json");
    const plan = parseUniqueJson(json?.text ?? "") as Partial<Plan> | null;
    const now = parseInstant(plan?.metadata?.generated_at ?? "", UTC);
    const changes = changesSchema.nullable().parse(plan?.changes ?? null);
    return now === undefined ? null : { now, changes, git: plan?.provenance?.git, files };
  } catch {
    return null;
  }
}

/**
 * Whether nothing but the clock has changed. The same inputs and the same instant give the same bytes:
 * so the documents as of the last plan's instant are the last ones, or something has changed. And
 * time alone may change what a plan says: a proof grows old, a cycle comes due.
 *
 * @param remade the plan made today, as of the last plan's instant
 * @param documents its documents
 * @param plan as of now
 */
export function isUnchanged(
  last: LastPlan,
  remade: Plan,
  documents: readonly PlanFile[],
  plan: Plan,
): boolean {
  return (
    documents.length === last.files.length &&
    documents.every(({ name, text }) =>
      last.files.some((f) => f.name === name && f.text === text),
    ) &&
    serializeConclusions(remade) === serializeConclusions(plan) &&
    !comesDue(remade, plan)
  );
}

/** Whether the day has come for which the last plan waited; said once, however often that day is asked. */
function comesDue(remade: Plan, plan: Plan): boolean {
  const due = remade.schedule[0]?.scheduled_date ?? null;
  const [before, today] = [planDay(remade), planDay(plan)];
  if (due === null || due > today) return false;
  return before !== today || plan.schedule[0]?.scheduled_date !== due;
}

/** The conclusions of a plan, without the numbers that move with the clock. */
function serializeConclusions({ decision, current_state, checklist, findings }: Plan): string {
  const { sufficiency } = current_state.data_availability;
  const drift = current_state.drift_assessment;
  return JSON.stringify([
    decision.action,
    sufficiency.status,
    drift.validation_trend,
    drift.performance_degradation,
    drift.data_distribution_shift,
    drift.recommendation,
    checklist.map(({ done }) => done),
    findings.map(({ code, severity }) => `${severity} ${code}`),
  ]);
}
