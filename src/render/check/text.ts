import type { RuleResult } from "../../gate/rule.ts";
import { thousands } from "../../quantity.ts";
import { oneLine } from "../escape.ts";
import type { Colour } from "../palette.ts";
import type { Screen } from "../screen.ts";
import { wrap } from "../wrap.ts";

/** The gate's rules for a terminal, a block each: 80 columns hold no table of sentences. */
export function renderRules(rules: readonly RuleResult[], screen: Screen): string {
  return rules
    .map((result) => {
      const { rule, expected, actual, verdict, evidence } = result;
      const { word, colour } = saidOf(result);
      const rows = [
        ["expected", expected],
        ["actual", actual],
        ...(verdict === "pass" || evidence.length === 0 ? [] : [["evidence", filesOf(evidence)]]),
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

function filesOf(evidence: readonly string[]): string {
  const more = evidence.length - SHOWN;
  const shown = evidence.slice(0, SHOWN).join(", ");
  return more > 0 ? `${shown}, and ${thousands(more)} more` : shown;
}

const SHOWN = 2;

function saidOf({ verdict, severity }: RuleResult): { word: string; colour: Colour } {
  if (verdict === "pass") return { word: "pass", colour: "green" };
  if (verdict === "unknown") return { word: "unknown", colour: "yellow" };
  return severity === "warning"
    ? { word: "warn", colour: "yellow" }
    : { word: "FAIL", colour: "red" };
}
