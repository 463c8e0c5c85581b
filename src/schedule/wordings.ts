import type { FindingOf, Wordings } from "../finding.ts";
import { count, sampleCount, thousands } from "../text/quantity.ts";
import { dateWords } from "../time/date-words.ts";
import type { Readiness } from "./schema.ts";

/** Every kind of finding about the schedule, with the facts that it rests on. */
export interface ScheduleFindingFacts {
  "cycles-short": {
    cycles: number;
    of: number;
    cycle: number;
    on: string;
    readiness: Readiness;
  };
  "cycles-doubtful": ScheduleFindingFacts["cycles-short"];
  "readiness-unknown": { cycles: number; of: number; why: string };
  "cycles-moved": { cycles: number; cycle: number; from: string; to: string; by: string };
  "cycles-left-out": { cycles: number; due: string; by: string };
  "no-cycle-fits": { cycles: number; by: string };
  "lead-time-short": { cycles: number; cycle: number; ends: string; live: string };
  "effort-extrapolated": {
    type: string;
    cycles: number;
    /** The fewest and the most samples that these cycles train on, and that past ones had. */
    expected: readonly [number, number];
    known: readonly [number, number];
  };
  "history-too-short": {
    type: string;
    runs: number;
    /** Others of the type, which say no samples or hours. */
    unusable: number;
    needed: number;
    hours: number;
  };
  "history-noted": { note: string };
  "history-left-out": { lines: number; first: string; problem: string };
}

export type ScheduleFinding = FindingOf<ScheduleFindingFacts>;

/** Where findings about the schedule are worded. */
export const SCHEDULE_WORDINGS: Wordings<ScheduleFindingFacts> = {
  "cycles-short": {
    topic: "schedule",
    severity: "warning",
    message: (f) =>
      `${describeCycles(f)} will probably have too few samples, first cycle ${f.cycle} on ${f.on}: ${expectation(f.readiness)}${f.readiness.enough_on === null ? "; at the present volume no later date has enough" : `; it would have enough on ${f.readiness.enough_on}, not before`}`,
    recommend: (f) => [
      f.readiness.enough_on === null
        ? `Widen the data window or collect more: cycle ${f.cycle} on ${f.on} will probably have too few samples`
        : `Move cycle ${f.cycle} from ${dateWords(f.on)} to ${dateWords(f.readiness.enough_on)}, or collect more samples before it`,
    ],
  },
  "cycles-doubtful": {
    topic: "schedule",
    severity: "notice",
    message: (f) =>
      `${describeCycles(f)} may have too few samples, first cycle ${f.cycle} on ${f.on}: ${expectation(f.readiness)}`,
  },
  "readiness-unknown": {
    topic: "schedule",
    unknown: "whether later cycles will have enough data",
    severity: "notice",
    message: (f) =>
      `Whether ${f.of === 1 ? "the planned cycle" : `${thousands(f.cycles)} of ${count(f.of, "cycle")}`} will have enough samples is unknown: ${f.why}`,
  },
  "cycles-moved": {
    topic: "schedule",
    severity: "notice",
    message: (f) =>
      `${count(f.cycles, "cycle")} moved, first cycle ${f.cycle} from ${f.from} to ${f.to}, because of ${f.by}`,
  },
  "cycles-left-out": {
    topic: "schedule",
    severity: "warning",
    message: (f) =>
      `${count(f.cycles, "retraining")} skipped, first that of ${dateWords(f.due)}, because of ${f.by}`,
    recommend: (f) => [`Decide whether skipping the ${dateWords(f.due)} retraining is acceptable`],
  },
  "no-cycle-fits": {
    topic: "schedule",
    severity: "error",
    message: (f) =>
      `No retraining can be scheduled: all ${thousands(f.cycles)} dates fall in ${f.by}`,
    recommend: () => ["Shorten the blackouts or the lead time: they leave room for no retraining"],
    risk: "No retraining is planned",
    impact: 2,
  },
  "lead-time-short": {
    topic: "schedule",
    severity: "warning",
    message: (f) =>
      `The lead time is shorter than training takes for ${count(f.cycles, "cycle")}: cycle ${f.cycle} is to be live at ${f.live} and trains until ${f.ends}`,
    recommend: () => ["Lengthen schedule.lead_time to what training and deployment take"],
  },
  "effort-extrapolated": {
    topic: "history",
    severity: "notice",
    message: (f) =>
      `The hours of ${count(f.cycles, `${f.type} cycle`)} are an extrapolation: ${samplesIn(f.expected)} expected, past trainings had ${samplesIn(f.known)}`,
  },
  "history-too-short": {
    topic: "history",
    severity: "notice",
    message: (f) =>
      `The history has ${count(f.runs, "usable run")} of type ${f.type}${f.unusable === 0 ? "" : ` (${thousands(f.unusable)} without samples or hours)`}, ${f.needed} needed: ${count(f.hours, "hour")} is the default, not learned`,
  },
  "history-noted": {
    topic: "history",
    severity: "notice",
    message: (f) => `Training history: ${f.note}`,
  },
  "history-left-out": {
    topic: "history",
    severity: "warning",
    message: (f) =>
      `${count(f.lines, "line")} of the training history skipped, first ${f.first}: ${f.problem}`,
    recommend: (f) => [`Fix the training history, starting with ${f.first}`],
  },
};

function describeCycles({ cycles, of }: ScheduleFindingFacts["cycles-short"]): string {
  return of === 1 ? "The planned cycle" : `${thousands(cycles)} of ${count(of, "cycle")}`;
}

function expectation({ expected_samples: expected, interval, need_samples: need }: Readiness) {
  const range =
    interval === null ? "" : ` (80 %: ${thousands(interval[0])} to ${thousands(interval[1])})`;
  return `${sampleCount(expected ?? 0)} expected${range} of ${thousands(need ?? 0)} needed`;
}

/** `1,900 to 2,100 samples` */
function samplesIn([from, to]: readonly [number, number]): string {
  return from === to ? sampleCount(to) : `${thousands(from)} to ${sampleCount(to)}`;
}
