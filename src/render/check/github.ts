import { join } from "node:path/posix";
import type { RuleResult } from "../../gate/rule.ts";
import { oneLine } from "../escape.ts";
import type { CheckReport } from "./report.ts";

/**
 * GitHub shows ten annotations of a kind for a step, and fifty for a job; later ones are dropped. Of notices
 * there are five, so that a job has room for two such steps.
 */
const SHOWN = { error: 10, warning: 10, notice: 5 };

/**
 * The rules that do not hold, or are unknown, as GitHub's workflow commands: annotations of the job. The last that
 * would be shown says how many are not.
 */
export function renderAnnotations({ rules, base }: CheckReport): string {
  return KINDS.flatMap(({ kind, has }) => {
    const meant = rules.filter(has);
    const shown = meant.length > SHOWN[kind] ? meant.slice(0, SHOWN[kind] - 1) : meant;
    const more = meant.length - shown.length;
    return [
      ...shown.map((result) => annotation(kind, result, base)),
      ...(more > 0 ? [`::${kind} title=retrain-plan::${more} more; see the job's summary`] : []),
    ];
  })
    .map((line) => `${line}\n`)
    .join("");
}

const KINDS: { kind: keyof typeof SHOWN; has: (result: RuleResult) => boolean }[] = [
  { kind: "error", has: ({ verdict, severity }) => verdict === "fail" && severity === "error" },
  { kind: "warning", has: ({ verdict, severity }) => verdict === "fail" && severity === "warning" },
  { kind: "notice", has: ({ verdict }) => verdict === "unknown" },
];

function annotation(
  kind: string,
  { rule, expected, actual, evidence }: RuleResult,
  base: string,
): string {
  const [file] = evidence;
  const place = file === undefined ? "" : `file=${property(join(base, file))},`;
  const text = data(`expected ${expected}; found ${actual}`);
  return `::${kind} ${place}title=${property(`retrain-plan: ${rule}`)}::${text}`;
}

function data(text: string): string {
  return oneLine(text).replaceAll("%", "%25");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
