import type { DriftFacts } from "../drift/known-findings.ts";
import { DRIFT_WORDINGS } from "../drift/wordings.ts";
import type { FindingOf, Wordings } from "../finding.ts";
import { POLICY_WORDINGS, type PolicyFacts } from "../policy/wordings.ts";
import type { Sufficiency, Supply } from "../schedule/schema.ts";
import { SCHEDULE_WORDINGS, type ScheduleFindingFacts } from "../schedule/wordings.ts";
import { count, sampleCount, sampleRange, thousands } from "../text/quantity.ts";
import { foldRecommendations } from "./fold-recommendations.ts";

/** Every kind of finding, with the facts that it rests on. */
export interface FindingFacts extends DriftFacts, ScheduleFindingFacts, PolicyFacts {
  "insufficient-data": Sufficiency &
    Pick<
      Supply,
      "usual_daily_samples" | "minimum_reached_on" | "newest_day" | "newest_age_days"
    > & {
      /** Samples in all files, of any day. */
      rows: number;
      /** Whether all days of the training set that are known are after the plan's. */
      isFuture?: true;
    };
  "sufficiency-unknown": Sufficiency;
  "sufficient-data": Sufficiency;
  "days-empty": { days: number; first: string; last: string };
  /** `is_asked` where what would decide sufficiency says it already. */
  "files-uncounted": {
    files: number;
    first: string;
    problem: string;
    /** Whether rows of the training data may be missing. */
    matters: boolean;
    is_asked: boolean;
  };
  "validations-left-out": { files: number; first: string; problem: string };
  "data-in-future": { latest: string; generated_at: string };
  "event-time-unknown": { sources: string };
}

export type FindingCode = keyof FindingFacts;

/** A typed fact about the plan's inputs, in words; other parts of the plan refer to it by its `id`. */
export type Finding<C extends FindingCode = FindingCode> = FindingOf<FindingFacts, C> & {
  id: string;
};

/** Where findings are worded, those of drift and schedule beside it: a new kind does not compile until it is. */
export const WORDINGS: Wordings<FindingFacts> = {
  ...DRIFT_WORDINGS,
  ...POLICY_WORDINGS,
  ...SCHEDULE_WORDINGS,
  "insufficient-data": {
    topic: "data",
    severity: "error",
    message: (s) => `Insufficient data: ${rowsAndMinimum(s)}`,
    recommend: (s) => [collect(s)],
    risk: "Insufficient training data may lead to overfitting",
    impact: 2,
    isOfAllData: true,
  },
  "sufficiency-unknown": {
    topic: "data",
    unknown: "whether the data suffices",
    severity: "warning",
    message: (s) => `Sufficiency unknown: ${rowsAndMinimum(s)}${because(s)}`,
    recommend: (s) => recommended(s).map(openTask),
    risk: "Whether the data suffices is not known",
    impact: 1,
    isOfAllData: true,
  },
  "sufficient-data": {
    topic: "data",
    severity: "notice",
    message: (s) => `Sufficient data: ${rowsAndMinimum(s)}`,
  },
  "days-empty": {
    topic: "data",
    severity: "warning",
    message: (f) =>
      f.days === 1
        ? `The data window has a day without samples: ${f.first}`
        : `The data window has ${count(f.days, "day")} without samples, from ${f.first} to ${f.last}`,
    recommend: (f) => [
      `Find out why ${f.days === 1 ? "a day has" : `${count(f.days, "day")} have`} no samples, first ${f.first}`,
    ],
  },
  "files-uncounted": {
    topic: "data",
    unknown: (f) => (f.matters ? `the rows of ${count(f.files, "unreadable file")}` : null),
    severity: (f) => (f.matters ? "warning" : "notice"),
    message: (f) => `${count(f.files, "problem")} in the data, first ${f.first}: ${f.problem}`,
    recommend: (f) =>
      f.is_asked || !f.matters
        ? []
        : [`Fix or exclude the unreadable files, starting with ${f.first}`],
    risk: (f) => (f.matters ? "Part of the training data cannot be read" : null),
    impact: 2,
  },
  "validations-left-out": {
    topic: "model",
    severity: "warning",
    message: (f) =>
      `${count(f.files, "source")} of validations or alerts skipped, first ${f.first}: ${f.problem}`,
    recommend: (f) => [
      `Fix ${f.first}: ${f.problem}${f.files === 1 ? "" : `; and ${count(f.files - 1, "other source")} of validations or alerts`}`,
    ],
  },
  "data-in-future": {
    topic: "data",
    severity: "warning",
    message: (f) => `Data is dated after this plan: ${f.latest}; check clocks and time zones`,
    recommend: () => [CHECK_CLOCKS],
  },
  "event-time-unknown": {
    topic: "data",
    unknown: (f) => `when the samples of ${f.sources} were recorded`,
    severity: "notice",
    message: (f) =>
      `The event time of ${f.sources} is unknown: set \`time_column\` in the configuration`,
  },
};

/** Why to retrain, in a few words after the model's name; undefined where no more than that it is getting worse. */
export function findReason<C extends FindingCode>({ code, facts }: Finding<C>): string | undefined {
  return WORDINGS[code].reason?.(facts);
}

/** The recommendations of the findings, without repetitions. */
export function listRecommendations(findings: readonly Finding[]): string[] {
  return foldRecommendations(findings as readonly FindingOf<FindingFacts>[], WORDINGS);
}

/**
 * The task that would settle an open question of sufficiency, and the question.
 *
 * @example "Fix or exclude the file: data/a.csv could not be counted"
 */
export function openTask({ what, do: task }: Sufficiency["open"][number]): string {
  return `${task.slice(0, 1).toUpperCase()}${task.slice(1)}: ${what}`;
}

/**
 * The tasks that the findings ask for besides retraining, each once.
 *
 * @param isTrainingToday whether what a training settles need not be asked for
 */
export function listTodos(findings: readonly Finding[], isTrainingToday: boolean): string[] {
  const asks = ({ urges, code }: Finding) =>
    !urges && !(isTrainingToday && WORDINGS[code].isSettledByTraining === true);
  return listRecommendations(findings.filter(asks));
}

/** The finding that there is too little data, if there is one. */
export function insufficiencyIn(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ code }) => code === "insufficient-data");
}

/** The code of every kind of finding. */
export const FINDING_CODES: readonly string[] = Object.keys(WORDINGS);

/** `24,631 samples from 2025-07-01 to 2025-07-30; minimum 25,000`, with whence a learned minimum comes. */
function rowsAndMinimum({ least, most, minimum, minimum_by: by, window }: Sufficiency): string {
  const rows = sampleRange(least, most);
  const where = window === null ? "" : ` from ${window.from} to ${window.to}`;
  if (minimum === null) return `${rows}${where}; no minimum is stated`;
  const learned = by === "configured" ? "" : ` (as many as ${by})`;
  return `${rows}${where}; minimum ${thousands(minimum)}${learned}`;
}

/** What would decide it, as far as it is recommended. */
export function recommended({ open }: Sufficiency): Sufficiency["open"] {
  return open.slice(0, 3);
}

/** The first thing that would decide it, beside a minimum. */
function because({ open, minimum }: Sufficiency): string {
  const first = open[minimum === null ? 1 : 0];
  return first === undefined ? "" : `; ${first.what}`;
}

/** How many are missing, and by when they may be there; a dead feed is a thing to look at first. */
function collect(s: FindingFacts["insufficient-data"]): string {
  const { minimum, most, newest_day: newest, newest_age_days: age, usual_daily_samples: usual } = s;
  if (usual === 0 && newest !== null && age !== null && age > 0) {
    const old =
      age > LONG_AGO ? "; if trainings use data this old, set `schedule.data_window_days`" : "";
    return `Check the data feed: no new data since ${newest} (${count(age, "day")})${old}`;
  }
  if (s.isFuture) return CHECK_CLOCKS;
  if (minimum === null) {
    return s.rows > 0 && s.window !== null
      ? `Check the data feed: no sample is from ${s.window.from} to ${s.window.to}`
      : "Put training data into the data folder: it has no rows";
  }
  const missing = minimum - (most ?? 0);
  const by = s.minimum_reached_on === null ? "" : `, expected by ${s.minimum_reached_on}`;
  const rate = usual === null || usual === 0 ? "" : ` (${sampleCount(usual)} a day)`;
  return `Collect ${count(missing, "more sample")}${by}${rate}`;
}

const CHECK_CLOCKS = "Check clocks and time zones: data is dated after this plan";

/** Days after which data may as well be a collection that never had a feed. */
const LONG_AGO = 365;
