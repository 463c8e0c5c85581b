import { relative } from "node:path";
import type { FailOn } from "../config/choices.ts";
import { holds, judge, unjudged } from "../gate/judge.ts";
import type { Demands } from "../gate/limits.ts";
import type { Plan } from "../plan/schema.ts";
import type { CheckReport } from "../render/check/report.ts";
import type { Host } from "../runtime/host.ts";
import type { Project } from "./project.ts";

/** A plan, judged by rules. */
export function buildReport(
  plan: Plan,
  words: readonly FailOn[],
  demands: Demands | null,
  { cwd }: Project,
  host: Host,
): CheckReport {
  const rules = judge(plan, words, demands);
  const base = relative(host.env.GITHUB_WORKSPACE ?? host.cwd, cwd);
  return { plan, rules, holds: holds(rules), unjudged: unjudged(plan, rules), base };
}
