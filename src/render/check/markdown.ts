import { count } from "../../text/quantity.ts";
import { escapeMarkdown, markdownCode } from "../escape.ts";
import type { CheckReport } from "./report.ts";

/** The verdict and the rules as GitHub-flavoured Markdown: for a comment, or a job's summary. */
export function renderCheckMarkdown(report: CheckReport): string {
  const { plan, rules } = report;
  const { title, headline, because } = plan.decision;
  const [next] = plan.schedule;
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
    `## Retraining: ${describeOutcome(report)}`,
    "",
    `**${escapeMarkdown(title)}**: ${escapeMarkdown(headline)}`,
    "",
    ...because.map(({ text }) => `- ${escapeMarkdown(text)}`),
    ...(because.length > 0 ? [""] : []),
    ...(rows.length > 0 ? [...HEAD, ...rows.map((row) => `| ${row} |`), ""] : []),
    next === undefined
      ? "Next cycle: none in the horizon."
      : `Next cycle: ${next.scheduled_date}, ${next.type.replaceAll("_", " ")}.`,
  ];
  return `${lines.join("\n")}\n`;
}

const HEAD = [
  "| Verdict | Rule | Expected | Actual | Evidence |",
  "| --- | --- | --- | --- | --- |",
];

/** That nothing fails is not that everything holds. */
function describeOutcome({ rules, holds }: CheckReport): string {
  if (!holds) return "a rule does not hold";
  if (rules.length === 0) return "judged by no rule";
  const [failing, unknown] = (["fail", "unknown"] as const).map(
    (wanted) => rules.filter(({ verdict }) => verdict === wanted).length,
  ) as [number, number];
  const but = [
    ...(failing > 0 ? [count(failing, "warning")] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  return but.length === 0 ? "every rule holds" : `no rule fails, with ${but.join(" and ")}`;
}

const SHOWN = 3;
const VERDICTS = { pass: "pass", fail: "**fail**", warn: "warning", unknown: "unknown" };
