import type { RuleResult } from "../../gate/rule.ts";
import type { Plan } from "../../plan/schema.ts";
import { count, thousands } from "../../text/quantity.ts";
import { dateWords } from "../../time/date-words.ts";
import { oneLine } from "../escape.ts";
import type { Colour } from "../palette.ts";
import type { Screen } from "../screen.ts";
import { wrap } from "../wrap.ts";

/**
 * The decision and what the gate says, in one line.
 *
 * @example "Retrain early on 12 Dec 2026; 2 of 5 rules fail"
 */
export function decisionLine({ decision }: Plan, rules: readonly RuleResult[]): string {
  const { title, on } = decision;
  const failed = rules.filter(
    ({ verdict, severity }) => verdict === "fail" && severity === "error",
  );
  const said =
    rules.length === 0 ? "no rule is set" : describeFailures(failed.length, rules.length);
  return `${title}${on === null ? "" : ` on ${dateWords(on)}`}; ${said}\n`;
}

/** @example failing(1, 5) // "1 of 5 rules fails" */
function describeFailures(failed: number, all: number): string {
  if (failed === 0) return "no rule fails";
  return `${failed} of ${count(all, "rule")} ${failed === 1 ? "fails" : "fail"}`;
}

/** The gate's rules for a terminal, a block each: 80 columns hold no table of sentences. */
export function renderRules(rules: readonly RuleResult[], screen: Screen): string {
  return rules
    .map((result) => {
      const { rule, expected, actual, verdict, evidence } = result;
      const { word, colour } = describeVerdict(result);
      const rows = [
        ["expected", expected],
        ["actual", actual],
        ...(verdict === "pass" || evidence.length === 0
          ? []
          : [["evidence", formatFiles(evidence)]]),
      ] as [string, string][];
      const lines = rows.map(([label, text]) => labelled(label, text, screen));
      return `${screen.paint(colour, word)}  ${oneLine(rule)}\n${lines.join("")}`;
    })
    .join("");
}

const INDENT = 16;

function labelled(label: string, text: string, { columns }: Screen): string {
  return wrap(oneLine(text), columns - INDENT)
    .map(
      (line, i) => `${i === 0 ? `      ${label.padEnd(INDENT - 6)}` : " ".repeat(INDENT)}${line}\n`,
    )
    .join("");
}

function formatFiles(evidence: readonly string[]): string {
  const more = evidence.length - SHOWN;
  const shown = evidence.slice(0, SHOWN).join(", ");
  return more > 0 ? `${shown}, and ${thousands(more)} more` : shown;
}

const SHOWN = 2;

function describeVerdict({ verdict, severity }: RuleResult): { word: string; colour: Colour } {
  if (verdict === "pass") return { word: "pass", colour: "green" };
  if (verdict === "unknown") return { word: "unknown", colour: "yellow" };
  return severity === "warning"
    ? { word: "warn", colour: "yellow" }
    : { word: "FAIL", colour: "red" };
}
