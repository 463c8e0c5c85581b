import type { RuleResult } from "../gate/judge.ts";
import { oneLine } from "./escape.ts";
import type { Palette } from "./palette.ts";

/** The gate's rules for a terminal, a block each: 80 columns hold no table of sentences. */
export function renderRules(rules: readonly RuleResult[], paint: Palette): string {
  return rules
    .map(({ rule, expected, actual, holds }) => {
      const verdict = holds ? paint("green", "pass") : paint("red", "FAIL");
      return `${verdict}  ${rule}\n      expected  ${oneLine(expected)}\n      actual    ${oneLine(actual)}\n`;
    })
    .join("");
}
