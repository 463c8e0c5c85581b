import type { Wordings } from "../finding.ts";
import { count, figure } from "../text/quantity.ts";
import { dateWords, daysAgo } from "../time/date-words.ts";
import type { Age, Ended } from "./schema.ts";

/** Findings about the age of evaluations. */
export interface AgeFindingFacts {
  /** All evaluations of the model are stale. */
  "model-stale": Age;
  /** These metrics are stale, although others or the validation runs are not. */
  "metrics-stale-some": { age: Age; metrics: string[] };
  /** The validation runs are stale, although metrics are not. */
  "runs-stale": Age;
  "evaluation-failed": { path: string; problem: string; on: string };
  "metric-ended": Ended & { metric: string; source: string; decides: boolean; on: string };
}

export const AGE_WORDINGS: Wordings<AgeFindingFacts> = {
  "model-stale": {
    // Without an evaluation of today all else is beside the point.
    isFirst: true,
    topic: "model",
    unknown: (f) => `the performance today (last evaluated ${daysAgo(f.days)})`,
    severity: "error",
    message: (f) => `The model was last evaluated ${ageWords(f)}: its performance today is unknown`,
    recommend: (f) => [`Evaluate the model: it was last evaluated ${daysAgo(f.days)}`],
    risk: "The model's performance today is unknown",
    impact: 3,
  },
  "metrics-stale-some": {
    topic: "model",
    unknown: (f) => `${listed(f.metrics)} today`,
    severity: "error",
    message: (f) => `Last evaluated ${ageWords(f.age)}: ${listed(f.metrics)}`,
    recommend: (f) => [
      `Evaluate ${listed(f.metrics)} again: last evaluated ${daysAgo(f.age.days)}; or set \`ignore: true\` where it no longer matters`,
    ],
    risk: "The model's performance today is unknown in part",
    impact: 3,
  },
  "runs-stale": {
    topic: "model",
    severity: "warning",
    message: (f) => `The last validation run was ${ageWords(f)}: validation runs are not judged`,
    recommend: () => ["Run the validation of the model again"],
  },
  "evaluation-failed": {
    topic: "model",
    unknown: "the newest evaluation",
    severity: "error",
    message: (f) =>
      `The newest evaluation failed: no number could be read from ${f.path} (${dateWords(f.on)}): ${f.problem}`,
    recommend: (f) => [`Find out why ${f.path} has no number, and evaluate the model again`],
    risk: "The model's latest performance is unknown: an evaluation failed",
    impact: 3,
  },
  "metric-ended": {
    topic: "model",
    unknown: (f) => `${f.metric} today`,
    severity: ({ decides }) => (decides ? "error" : "warning"),
    message: (f) =>
      `${f.metric} (${f.source}) has ended: no value since ${dateWords(f.on)}, in ${count(f.missed, "later evaluation")}` +
      (f.continuing === null ? "" : `, while ${f.continuing} continues`) +
      (f.successor === null ? "" : `; ${f.successor} began then and is probably its successor`),
    recommend: (f) => [
      f.successor === null
        ? `Find out why there are no more values of ${f.metric}, or set \`ignore: true\` for it`
        : `Confirm that ${f.successor} replaces ${f.metric}, then set \`ignore: true\` for the old name`,
    ],
    risk: "A metric that was monitored is no longer measured",
    impact: 2,
  },
};

/** `453 days ago (19 May 2025; usually every 7 days)`. */
function ageWords({ days, newest, usual_interval_days: usual, max_days: most }: Age): string {
  const rhythm =
    usual === null || usual <= 0
      ? `at most ${inDays(most)} allowed`
      : `usually every ${usual === 1 ? "day" : inDays(usual)}`;
  return `${daysAgo(days)} (${dateWords(newest)}; ${rhythm})`;
}

function inDays(days: number): string {
  return `${figure(days)} ${days === 1 ? "day" : "days"}`;
}

/** The first three, and how many more. */
function listed(names: readonly string[]): string {
  const more = names.length - 3;
  return `${names.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
