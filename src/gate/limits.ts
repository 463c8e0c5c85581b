import { RECOMMENDATIONS } from "../config/choices.ts";

import type { Config } from "../config/schema.ts";
import type { Plan } from "../plan/schema.ts";
import { shortList } from "../text/list-words.ts";
import { count, figure, sampleCount, sampleRange, thousands } from "../text/quantity.ts";
import { daysAgo } from "../time/date-words.ts";
import { judgeMetrics } from "./metrics.ts";
import { type Judgement, type RuleResult, selectFirst } from "./rule.ts";

/**
 * Judges a plan by the rules of the configuration, in their stated order, then by the limits of its metrics.
 * Those that `warn_on` names, as they are called here, only warn.
 */
export function judgeLimits(plan: Plan, { gate, metrics }: Demands): RuleResult[] {
  const limits = NAMES.flatMap((name) => {
    const limit = gate.rules?.[name];
    if (limit === undefined) return [];
    const judge = LIMITS[name] as (plan: Plan, limit: unknown) => Judgement;
    return [{ rule: name as string, ...judge(plan, limit) }];
  });
  return [...limits, ...judgeMetrics(plan, metrics)].map((result) => ({
    ...result,
    severity: gate.warn_on.includes(result.rule) ? "warning" : "error",
  }));
}

/** The parts of the configuration with rules and limits. */
export type Demands = Pick<Config, "gate" | "metrics">;

type Limits = Required<NonNullable<Config["gate"]["rules"]>>;

const LIMITS: {
  [Name in keyof Limits]: (plan: Plan, limit: NonNullable<Limits[Name]>) => Judgement;
} = {
  min_samples: (plan, limit) => {
    const { least, most } = plan.current_state.data_availability.training_set.samples;
    return {
      expected: `at least ${sampleCount(limit)} of training data`,
      actual: sampleRange(least, most),
      verdict: atLeast(least, most, limit),
      evidence: selectFirst(selectInventory(plan).sources.map(({ path }) => path)),
    };
  },
  min_per_class: (plan, limit) => {
    const { smallest, why } = plan.current_state.data_availability.training_set.classes;
    const expected = `at least ${sampleCount(limit)} of each class`;
    if (smallest === null) {
      return { expected, actual: why ?? "classes are unknown", verdict: "unknown", evidence: [] };
    }
    const { label, samples } = smallest;
    return {
      expected,
      actual: `the smallest, ${JSON.stringify(label)}, has ${thousands(samples)}`,
      verdict: samples >= limit ? "pass" : "fail",
      evidence: selectFirst(selectInventory(plan).sources.map(({ path }) => path)),
    };
  },
  max_age_days: (plan, limit) => {
    const { supply } = plan.current_state.data_availability;
    const { newest_age_days: age = null, newest_day: newest = null } = supply ?? {};
    const expected = `a sample of the last ${count(limit, "day")}`;
    if (supply === null || age === null || newest === null) return undated(expected);
    const perhaps = supply.uncounted_days.at(-1) ?? newest;
    const isUnknown = age > limit && perhaps > newest;
    const found = `the newest is of ${newest}, ${count(age, "day")} old`;
    return {
      expected,
      actual: isUnknown ? `${found}; files of ${perhaps} could not be counted` : found,
      verdict: isUnknown ? "unknown" : age <= limit ? "pass" : "fail",
      evidence: selectFirst(selectInventory(plan).sources.map(({ path }) => path)),
    };
  },
  max_evaluation_age_days: (plan, limit) => {
    const { evaluation_age: age, metrics } = plan.current_state.drift_assessment;
    const expected = `an evaluation of the last ${count(limit, "day")}`;
    if (age === null) {
      return { expected, actual: "no evaluation was read", verdict: "unknown", evidence: [] };
    }
    const newest = metrics.filter((metric) => metric.age?.newest === age.newest);
    return {
      expected,
      actual: `last evaluated ${daysAgo(age.days)}, on ${age.newest.slice(0, 10)}`,
      verdict: age.days <= limit ? "pass" : "fail",
      evidence: selectFirst(newest.flatMap(({ latest }) => latest?.path ?? [])),
    };
  },
  max_gap_days: (plan, limit) => {
    const { supply } = plan.current_state.data_availability;
    const expected = `at most ${count(limit, "day")} in a row without samples`;
    if (supply === null) return undated(expected);
    const { days, from } = longestRun(supply.empty_days);
    const perhaps = longestRun([...supply.empty_days, ...supply.uncounted_days].sort());
    const found = days === 0 ? "no day without samples" : `${count(days, "day")} from ${from}`;
    const isUnknown = days <= limit && perhaps.days > limit;
    return {
      expected,
      actual: isUnknown
        ? `${found}; perhaps ${thousands(perhaps.days)} from ${perhaps.from}, for not all files could be counted`
        : found,
      verdict: isUnknown ? "unknown" : days <= limit ? "pass" : "fail",
      evidence: selectFirst(selectInventory(plan).sources.map(({ path }) => path)),
    };
  },
  max_unreadable: (plan, limit) => {
    const { problems, samples } = selectInventory(plan);
    const evaluations = plan.current_state.drift_assessment.problems;
    const paths = [...problems, ...evaluations].map(({ path }) => path);
    // One problem may be that of thousands of files.
    const files = samples.uncounted_files + evaluations.length;
    return {
      expected: `at most ${count(limit, "file")} that cannot be read`,
      actual: count(files, "file"),
      verdict: files <= limit ? "pass" : "fail",
      evidence: selectFirst(paths),
    };
  },
  recommendation_at_most: (plan, limit) => {
    const { recommendation, reasons } = plan.current_state.drift_assessment;
    const isMild = RECOMMENDATIONS.indexOf(recommendation) <= RECOMMENDATIONS.indexOf(limit);
    return {
      expected: `${limit.replaceAll("_", " ")}, or milder`,
      actual: recommendation.replaceAll("_", " "),
      verdict: isMild ? "pass" : "fail",
      evidence: selectFirst(reasons.flatMap(({ evidence }) => evidence)),
    };
  },
  drifted_columns: (plan, limit) => {
    const { input_drift: input } = plan.current_state.drift_assessment;
    const expected = `at most ${count(limit, "column")} drifted`;
    if (input.verdict === "unknown" || input.comparison === null)
      return notCompared(expected, input);
    const { drifted } = input.comparison;
    return {
      expected,
      actual:
        drifted.length === 0 ? "none" : `${drifted.length}: ${shortList(drifted, MOST_NAMES)}`,
      verdict: drifted.length <= limit ? "pass" : "fail",
      evidence: selectFirst(input.data_sets),
    };
  },
  column: (plan, limits) => {
    const { input_drift: input } = plan.current_state.drift_assessment;
    const limited = Object.entries(limits);
    const expected = limited
      .map(([name, { max_js: most }]) => `${name} at most ${most}`)
      .join(", ");
    const columns = new Map(
      [input.predictions, input]
        .flatMap((each) => each?.comparison?.columns ?? [])
        .map((column) => [column.name, column]),
    );
    const found = limited.map(([name, { max_js: most }]) => {
      const js = columns.get(name)?.effect?.js ?? null;
      return { name, js, isOver: js === null ? null : js > most };
    });
    if (columns.size === 0) return notCompared(expected, input);
    return {
      expected,
      actual: found
        .map(({ name, js }) => `${name} ${js === null ? "not compared" : figure(js)}`)
        .join(", "),
      verdict: found.some(({ isOver }) => isOver === true)
        ? "fail"
        : found.some(({ isOver }) => isOver === null)
          ? "unknown"
          : "pass",
      evidence: selectFirst(input.data_sets),
    };
  },
  schema_unchanged: (plan) => {
    const { differing_files: differing } = selectInventory(plan);
    return {
      expected: "the same columns in every file of a data set",
      actual:
        differing.length === 0 ? "the same" : `${count(differing.length, "file")} with others`,
      verdict: differing.length === 0 ? "pass" : "fail",
      evidence: selectFirst(differing),
    };
  },
};

/** A model may have hundreds of columns. */
const MOST_NAMES = 10;

const NAMES = Object.keys(LIMITS) as (keyof Limits)[];

function selectInventory(plan: Plan): Plan["current_state"]["data_availability"]["inventory"] {
  return plan.current_state.data_availability.inventory;
}

/** If samples that may or may not count could make up the difference, the verdict is unknown. */
function atLeast(least: number, most: number | null, limit: number): Judgement["verdict"] {
  if (least >= limit) return "pass";
  return most !== null && most < limit ? "fail" : "unknown";
}

type InputDrift = Plan["current_state"]["drift_assessment"]["input_drift"];

function notCompared(expected: string, { why }: InputDrift): Judgement {
  return { expected, actual: why ?? "the data was not compared", verdict: "unknown", evidence: [] };
}

function undated(expected: string): Judgement {
  return {
    expected,
    actual: "the event time of the samples is unknown",
    verdict: "unknown",
    evidence: [],
  };
}

const DAY_MS = 86_400_000;

function longestRun(days: readonly string[]): { days: number; from: string | null } {
  let longest = { days: 0, from: null as string | null };
  let run = longest;
  let before = Number.NaN;
  for (const day of days) {
    const time = Date.parse(`${day}T00:00:00Z`);
    run = time - before === DAY_MS ? { ...run, days: run.days + 1 } : { days: 1, from: day };
    if (run.days > longest.days) longest = run;
    before = time;
  }
  return longest;
}
