import type { RuleResult } from "../../gate/rule.ts";
import { oneLine } from "../escape.ts";

/**
 * The failures, in one line for a mail of cron or a log: the results of three rules, and how many more
 * there are.
 *
 * @returns null where nothing fails
 * @example "retrain-plan: 2 rules do not hold: insufficient-data: 12 samples: insufficient; urgent: …"
 */
export function failureLine(rules: readonly RuleResult[]): string | null {
  const failed = rules.filter(({ verdict }) => verdict === "fail");
  if (failed.length === 0) return null;
  const shown = failed.slice(0, SHOWN).map(said).join("; ");
  const more = failed.length > SHOWN ? `; and ${failed.length - SHOWN} more` : "";
  const head = failed.length > 1 ? `${failed.length} rules do not hold: ` : "";
  return `retrain-plan: ${head}${shown}${more}`;
}

const SHOWN = 3;
/** Of a rule; three of them are as much as a mail shows at a glance. */
const MOST_CHARACTERS = 200;

function said({ rule, severity, actual }: RuleResult): string {
  const text = `${severity === "warning" ? "warning: " : ""}${oneLine(rule)}: ${oneLine(actual)}`;
  const characters = [...text];
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS - 1).join("")}…`
    : text;
}
