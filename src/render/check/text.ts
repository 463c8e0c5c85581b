import type { RuleResult } from "../../gate/rule.ts";
import { oneLine } from "../escape.ts";
import type { Colour, Palette } from "../palette.ts";

/** The gate's rules for a terminal, a block each: 80 columns hold no table of sentences. */
export function renderRules(rules: readonly RuleResult[], paint: Palette): string {
  return rules
    .map((result) => {
      const { rule, expected, actual, verdict, evidence } = result;
      const { word, colour } = saidOf(result);
      const files =
        verdict === "pass" || evidence.length === 0
          ? ""
          : `      evidence  ${evidence.slice(0, SHOWN).map(oneLine).join(", ")}${evidence.length > SHOWN ? ", …" : ""}\n`;
      return `${paint(colour, word)}  ${oneLine(rule)}\n      expected  ${oneLine(expected)}\n      actual    ${oneLine(actual)}\n${files}`;
    })
    .join("");
}

const SHOWN = 2;

function saidOf({ verdict, severity }: RuleResult): { word: string; colour: Colour } {
  if (verdict === "pass") return { word: "pass", colour: "green" };
  if (verdict === "unknown") return { word: "unknown", colour: "yellow" };
  return severity === "warning"
    ? { word: "warn", colour: "yellow" }
    : { word: "FAIL", colour: "red" };
}
