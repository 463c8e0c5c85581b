import { escapeMarkdown, markdownCode } from "../escape.ts";
import type { CheckReport } from "./report.ts";

/** The verdict and the rules as GitHub-flavoured Markdown: for a comment, or a job's summary. */
export function renderCheckMarkdown({ plan, rules, holds }: CheckReport): string {
  const { headline, reasons, next_cycle: next } = plan.summary;
  const rows = rules.map(({ rule, severity, expected, actual, verdict, evidence }) =>
    [
      VERDICTS[verdict === "fail" && severity === "warning" ? "warn" : verdict],
      markdownCode(rule),
      escapeMarkdown(expected),
      escapeMarkdown(actual),
      evidence.slice(0, SHOWN).map(markdownCode).join(", ") +
        (evidence.length > SHOWN ? `, and ${evidence.length - SHOWN} more` : ""),
    ].join(" | "),
  );
  const lines = [
    `## Retraining: ${holds ? "every rule holds" : "a rule does not hold"}`,
    "",
    escapeMarkdown(headline),
    "",
    ...reasons.map((reason) => `- ${escapeMarkdown(reason)}`),
    ...(reasons.length > 0 ? [""] : []),
    "| Verdict | Rule | Expected | Actual | Evidence |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
    "",
    next === null
      ? "Next cycle: none in the horizon."
      : `Next cycle: ${next.scheduled_date}, ${next.type.replaceAll("_", " ")}.`,
  ];
  return `${lines.join("\n")}\n`;
}

const SHOWN = 3;
const VERDICTS = { pass: "pass", fail: "**fail**", warn: "warning", unknown: "unknown" };
