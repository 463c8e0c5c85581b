import type { RuleResult } from "../gate/judge.ts";
import { oneLine } from "./escape.ts";
import type { Colour, Palette } from "./palette.ts";

/** The gate's rules for a terminal, a block each: 80 columns hold no table of sentences. */
export function renderRules(rules: readonly RuleResult[], paint: Palette): string {
  return rules
    .map(({ rule, expected, actual, verdict }) => {
      const said = paint(COLOURS[verdict], verdict === "fail" ? "FAIL" : verdict);
      return `${said}  ${rule}\n      expected  ${oneLine(expected)}\n      actual    ${oneLine(actual)}\n`;
    })
    .join("");
}

const COLOURS: Record<RuleResult["verdict"], Colour> = {
  pass: "green",
  fail: "red",
  unknown: "yellow",
};
