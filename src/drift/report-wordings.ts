import type { Wordings } from "../finding.ts";
import { checkWords, toolName } from "../text/check-words.ts";
import { count, figure } from "../text/quantity.ts";
import { dateWords } from "../time/date-words.ts";
import type { Check } from "../validation/schema.ts";
import type { Age, ReportState } from "./schema.ts";

interface ReportFacts {
  tool: string;
  path: string;
  on: string;
  evaluated: number | null;
  /** The check that decides, where one does. */
  overall: Check | null;
  /** How many others failed. */
  failed: number;
  first: Check | null;
}

interface DoubtFacts extends ReportFacts {
  why: ReportState["why"];
  age: Age;
}

/** The findings in the reports of monitors. */
export interface ReportFindingFacts {
  "distribution-shifted": ReportFacts;
  /** `more` reports of the tool say so. */
  "distribution-stable": ReportFacts & { more: number };
  "distribution-doubtful": DoubtFacts;
  "data-quality-failed": ReportFacts;
  "data-quality-doubtful": DoubtFacts;
}

/** Where it is worded: the tool's verdict in its name, with its own threshold. */
export const REPORT_WORDINGS: Wordings<ReportFindingFacts> = {
  "distribution-shifted": {
    topic: "inputs",
    severity: "warning",
    message: (f) =>
      `The distribution of the data has shifted, says ${toolName(f)} on ${f.on} in ${f.path}${checks(f)}`,
    recommend: (f) => [`Find out what has shifted in the data (${f.path}), then retrain`],
    risk: "The model meets other data than it was trained on",
    impact: 3,
  },
  "distribution-stable": {
    topic: "inputs",
    severity: "notice",
    message: (f) =>
      `The distribution of the data has not shifted, says ${toolName(f)} on ${f.on} in ${f.path}${checks(f)}${f.more > 0 ? `; and so say ${count(f.more, "more report")}` : ""}`,
  },
  "distribution-doubtful": {
    topic: "inputs",
    unknown: "input drift",
    severity: "warning",
    message: (f) => `Input drift unknown: ${doubt(f)}`,
    recommend: (f) => [remedy(f)],
  },
  "data-quality-failed": {
    topic: "inputs",
    severity: "warning",
    message: (f) =>
      `The data failed its checks, says ${toolName(f)} on ${f.on} in ${f.path}${checks(f)}`,
    recommend: (f) => [`Fix the data that failed its checks (${f.path}) before training on it`],
    risk: "The training data may be faulty",
    impact: 2,
  },
  "data-quality-doubtful": {
    topic: "inputs",
    unknown: "the data quality checks",
    severity: "warning",
    message: (f) => `Data checks could not be evaluated: ${doubt(f)}`,
    recommend: (f) => [remedy(f)],
  },
};

function checks({ evaluated, overall, failed, first }: ReportFacts): string {
  if (overall !== null) {
    const part = first === null ? "" : `; ${partWords(failed, first)}`;
    return `: ${checkWords(overall)}${part}`;
  }
  if (first === null) return evaluated === null ? "" : `: ${count(evaluated, "check")} passed`;
  const of =
    evaluated === null ? count(failed, "check") : `${failed} of ${count(evaluated, "check")}`;
  return `: ${of} failed, first ${checkWords(first)}`;
}

function partWords(failed: number, first: Check): string {
  if (failed === 0) return checkWords(first);
  return `${count(failed, "column")} drifted, first ${checkWords(first)}`;
}

function doubt({ why, on, path, age, overall, first, ...f }: DoubtFacts): string {
  const tool = toolName(f);
  switch (why) {
    case "unread":
      return `the newest report of ${tool}, ${path}, could not be read`;
    case "outdated":
      return `the newest report of ${tool}, ${path}, is ${count(age.days, "day")} old (${dateWords(age.newest)}); at most ${figure(age.max_days)} ${age.max_days === 1 ? "day" : "days"} count`;
    default: {
      const check = overall ?? first;
      const what = check === null ? "" : `: ${checkWords(check)}`;
      return `${tool} could not compute it on ${on} in ${path}${what}`;
    }
  }
}

function remedy({ why, path, age, ...f }: DoubtFacts): string {
  const tool = toolName(f);
  if (why === "unread") return `Fix ${path}, remove it, or run the ${tool} report again`;
  if (why === "outdated") return `Run ${tool} again: ${path} is ${count(age.days, "day")} old`;
  return `Find out why ${tool} could not compute what it was asked (${path})`;
}
