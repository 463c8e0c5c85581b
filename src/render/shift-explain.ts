import type { DriftAssessment, ReportState } from "../drift/schema.ts";
import { checkWords, toolName } from "../text/check-words.ts";
import { count, figure } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import { TIME_WORDS } from "./time-words.ts";
import { paragraph } from "./wrap.ts";

/** Which report says what of the distribution, by which test and threshold, and why the whole says so. */
export function explainShift(drift: DriftAssessment): string {
  const { data_distribution_shift: shift, shift_reports: reports } = drift;
  const rows: [string, string][] = [
    ["Verdict", `${shift}: ${RULES[shift](reports)}`],
    ["Counts", "the newest report of each suite, until it is stale"],
    ...reports.flatMap((report) => reportRows(report)),
  ];
  const lines = rows.flatMap(([title, text]) =>
    paragraph(`${title.padEnd(WIDTH)}${oneLine(text)}`, WIDTH),
  );
  // A long path stands in a line of its own.
  const text = lines.join("\n").replace(/(?<! ) +$/gm, "");
  return `data_distribution_shift\n${text}\n`;
}

const WIDTH = 14;

const RULES: Record<
  DriftAssessment["data_distribution_shift"],
  (reports: readonly ReportState[]) => string
> = {
  yes: (reports) =>
    reports.length > 1
      ? "a report says so; where several disagree the more severe holds"
      : "the report says so",
  no: () => "every report says so",
  unknown: (reports) =>
    reports.length === 0
      ? "no report of a drift monitor was read; Evidently writes one, and Great Expectations can compare distributions"
      : "no report finds a shift, but not every one is known",
};

function reportRows(report: ReportState): [string, string][] {
  const { tool, suite, path, time, time_source, checks, why, failed, age } = report;
  const says = {
    reported: failed === "yes" ? "shifted" : "not shifted",
    not_computed: "unknown, it could not be computed",
    outdated: `unknown, it is ${count(age.days, "day")} old, and at most ${figure(age.max_days)} count`,
    unread: "unknown, it could not be read",
  };
  const found = checks?.failed ?? [];
  const rest = found.length - MOST_CHECKS;
  const rows: [string, string | null][] = [
    ["Report", `${toolName({ tool })}: ${says[why]}`],
    ["  File", path],
    ["  Time", `${time}, by ${TIME_WORDS[time_source]}`],
    ["  Suite", suite === path ? null : suite],
    ["  Decides", checks?.overall == null ? null : checkWords(checks.overall)],
    [
      "  Checks",
      checks?.evaluated == null
        ? null
        : `${count(checks.evaluated, "check")}, ${found.length} not passed`,
    ],
    ...found
      .slice(0, MOST_CHECKS)
      .map((check): [string, string] => ["  Not passed", checkWords(check)]),
    ["", rest > 0 ? `and ${rest} more in \`--format json\`` : null],
  ];
  return rows.flatMap(([title, text]): [string, string][] =>
    text === null ? [] : [[title, text]],
  );
}

const MOST_CHECKS = 20;
