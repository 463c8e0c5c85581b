import type { RuleResult } from "../../gate/rule.ts";
import { escapeHtml } from "../escape.ts";
import type { CheckReport } from "./report.ts";

/**
 * The rules as a JUnit report, a test case each, as the schema of Jenkins' xUnit plugin and GitLab have
 * it. An unknown rule is skipped; a warning that does not hold passes, and says so in its output.
 */
export function renderJunit({ plan, rules }: CheckReport): string {
  const failures = rules.filter(isFailure).length;
  const skipped = rules.filter(({ verdict }) => verdict === "unknown").length;
  const counts = `tests="${rules.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  // XML has no place for a zone in older readers' timestamps: those of the schema are without.
  const time = plan.metadata.generated_at.slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="retrain-plan" ${counts}>`,
    `  <testsuite name="retrain-plan check" ${counts} time="0" timestamp="${time}">`,
    ...rules.map(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function isFailure({ verdict, severity }: RuleResult): boolean {
  return verdict === "fail" && severity === "error";
}

function testCase(result: RuleResult): string {
  const { rule, expected, actual, verdict, evidence } = result;
  const open = `    <testcase classname="retrain-plan.check" name="${escapeHtml(rule)}" time="0"`;
  const message = escapeHtml(`expected ${expected}; found ${actual}`);
  const files = evidence.map((path) => `\n${escapeHtml(path)}`).join("");
  if (verdict === "unknown") return `${open}><skipped message="${message}"/></testcase>`;
  if (isFailure(result)) {
    return `${open}><failure message="${message}" type="rule">${message}${files}</failure></testcase>`;
  }
  const note = verdict === "fail" ? "warning: " : "";
  return `${open}><system-out>${note}${message}${files}</system-out></testcase>`;
}
