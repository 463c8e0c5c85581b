import { createHash } from "node:crypto";
import { join } from "node:path/posix";
import type { RuleResult } from "../../gate/rule.ts";
import { jsonText } from "../../text/json-text.ts";
import type { CheckReport } from "./report.ts";

/**
 * The rules that do not hold, or are unknown, as GitLab's code quality report. The fingerprint depends only on
 * the project and the rule, so that GitLab sees one that stays broken as the same.
 */
export function renderCodeQuality({ plan, rules, base }: CheckReport): string {
  const place = plan.metadata.config?.path ?? "retrain-plan.yaml";
  const issues = rules
    .filter(({ verdict }) => verdict !== "pass")
    .map((result) => ({
      description: `${result.rule}: expected ${result.expected}; found ${result.actual}`,
      check_name: `retrain-plan/${result.rule}`,
      fingerprint: createHash("sha256").update(`retrain-plan ${base} ${result.rule}`).digest("hex"),
      severity: gitlabSeverity(result),
      location: {
        path: join(base, result.evidence[0] ?? place),
        lines: { begin: 1 },
      },
    }));
  return jsonText(issues);
}

function gitlabSeverity({ verdict, severity }: RuleResult): string {
  if (verdict === "unknown") return "info";
  return severity === "error" ? "major" : "minor";
}
