import { RECOMMENDATIONS } from "../config/choices.ts";
import type { GateRules } from "../config/gate.ts";
import { daysAgo } from "../date-words.ts";
import { isOfSource } from "../metric-names.ts";
import type { Plan } from "../plan/schema.ts";
import { count, sampleCount, sampleRange, thousands } from "../quantity.ts";
import { firstOf, type Judgement, type RuleResult } from "./rule.ts";

/** Judges a plan by the rules of the configuration, in their stated order. */
export function judgeLimits(plan: Plan, rules: GateRules): RuleResult[] {
  const limits = NAMES.flatMap((name): RuleResult[] => {
    const rule = rules[name];
    if (rule === undefined) return [];
    const { limit, severity } =
      typeof rule === "object" ? rule : { limit: rule, severity: "error" as const };
    const judge = LIMITS[name] as (plan: Plan, limit: unknown) => Judgement;
    return [{ rule: name, severity, ...judge(plan, limit) }];
  });
  const metrics = Object.entries(rules.metric ?? {}).map(
    ([name, { severity, ...range }]): RuleResult => ({
      rule: `metric ${name}`,
      severity,
      ...judgeMetric(plan, name, range),
    }),
  );
  return [...limits, ...metrics];
}

type Limits = Required<Omit<GateRules, "metric">>;
type LimitOf<Name extends keyof Limits> = Exclude<NonNullable<Limits[Name]>, object>;

const LIMITS: {
  [Name in keyof Limits]: (plan: Plan, limit: LimitOf<Name>) => Judgement;
} = {
  min_samples: (plan, limit) => {
    const { least, most } = plan.current_state.data_availability.training_set.samples;
    return {
      expected: `at least ${sampleCount(limit)} of training data`,
      actual: sampleRange(least, most),
      verdict: atLeast(least, most, limit),
      evidence: firstOf(inventoryOf(plan).sources.map(({ path }) => path)),
    };
  },
  min_samples_in_window: (plan, limit) => {
    const { least, most, window } = plan.current_state.data_availability.sufficiency;
    const where = window === null ? "" : ` from ${window.from} to ${window.to}`;
    return {
      expected: `at least ${sampleCount(limit)} in the data window`,
      actual: `${sampleRange(least, most)}${where}`,
      verdict: atLeast(least, most, limit),
      evidence: firstOf(inventoryOf(plan).sources.map(({ path }) => path)),
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
      evidence: firstOf(inventoryOf(plan).sources.map(({ path }) => path)),
    };
  },
  max_age_days: (plan, limit) => {
    const age = plan.current_state.data_availability.supply?.newest_age_days ?? null;
    const expected = `a sample of the last ${count(limit, "day")}`;
    if (age === null) return undated(expected);
    const newest = plan.current_state.data_availability.supply?.newest_day;
    return {
      expected,
      actual: `the newest is of ${newest}, ${count(age, "day")} old`,
      verdict: age <= limit ? "pass" : "fail",
      evidence: firstOf(inventoryOf(plan).sources.map(({ path }) => path)),
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
      evidence: firstOf(newest.flatMap(({ latest }) => latest?.path ?? [])),
    };
  },
  max_gap_days: (plan, limit) => {
    const { supply } = plan.current_state.data_availability;
    const expected = `at most ${count(limit, "day")} in a row without samples`;
    if (supply === null) return undated(expected);
    const { days, from } = longestRun(supply.empty_days);
    return {
      expected,
      actual: days === 0 ? "no day without samples" : `${count(days, "day")} from ${from}`,
      verdict: days <= limit ? "pass" : "fail",
      evidence: firstOf(inventoryOf(plan).sources.map(({ path }) => path)),
    };
  },
  max_unreadable: (plan, limit) => {
    const { problems, samples } = inventoryOf(plan);
    const evaluations = plan.current_state.drift_assessment.problems;
    const paths = [...problems, ...evaluations].map(({ path }) => path);
    // One problem may be that of thousands of files.
    const files = samples.uncounted_files + evaluations.length;
    return {
      expected: `at most ${count(limit, "file")} that cannot be read`,
      actual: count(files, "file"),
      verdict: files <= limit ? "pass" : "fail",
      evidence: firstOf(paths),
    };
  },
  recommendation_at_most: (plan, limit) => {
    const { recommendation, reasons } = plan.current_state.drift_assessment;
    const isMild = RECOMMENDATIONS.indexOf(recommendation) <= RECOMMENDATIONS.indexOf(limit);
    return {
      expected: `${limit.replaceAll("_", " ")}, or milder`,
      actual: recommendation.replaceAll("_", " "),
      verdict: isMild ? "pass" : "fail",
      evidence: firstOf(reasons.flatMap(({ evidence }) => evidence)),
    };
  },
  schema_unchanged: (plan) => {
    const { differing_files: differing } = inventoryOf(plan);
    return {
      expected: "the same columns in every file of a data set",
      actual:
        differing.length === 0 ? "the same" : `${count(differing.length, "file")} with others`,
      verdict: differing.length === 0 ? "pass" : "fail",
      evidence: firstOf(differing),
    };
  },
};

const NAMES = Object.keys(LIMITS) as (keyof Limits)[];

function inventoryOf(plan: Plan): Plan["current_state"]["data_availability"]["inventory"] {
  return plan.current_state.data_availability.inventory;
}

/** What may count, but need not, could make up for what is missing: then it is unknown. */
function atLeast(least: number, most: number | null, limit: number): Judgement["verdict"] {
  if (least >= limit) return "pass";
  return most !== null && most < limit ? "fail" : "unknown";
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

/** Of several metrics that the name fits, the worst counts. */
function judgeMetric(
  plan: Plan,
  name: string,
  { floor, ceiling }: { floor?: number | undefined; ceiling?: number | undefined },
): Judgement {
  const expected = [
    ...(floor === undefined ? [] : [`at least ${floor}`]),
    ...(ceiling === undefined ? [] : [`at most ${ceiling}`]),
  ].join(", ");
  const { metrics, failed_evaluations: failed } = plan.current_state.drift_assessment;
  const exact = metrics.filter((metric) => metric.name === name);
  const meant = exact.length > 0 ? exact : metrics.filter((metric) => endsIn(metric.name, name));
  const known = meant.filter(({ age, ended }) => !age?.stale && ended === null);
  const [old] = known.length === 0 ? meant : [];
  if (old?.age != null) {
    return {
      expected,
      actual: `${old.name} was last evaluated ${daysAgo(old.age.days)}`,
      verdict: "unknown",
      evidence: firstOf(meant.flatMap(({ latest }) => latest?.path ?? [])),
    };
  }
  const judged = known.flatMap(({ name: full, latest }) => {
    if (latest === null) return [];
    const { value, time, path } = latest;
    const holds = value !== null && value >= (floor ?? -Infinity) && value <= (ceiling ?? Infinity);
    const said = value === null ? "no finite number" : `${value}`;
    return [{ holds, path, said: `${full} ${said} of ${time.slice(0, 10)}` }];
  });
  if (judged.length === 0) {
    return {
      expected,
      actual: "no metric of that name was read",
      verdict: "unknown",
      evidence: [],
    };
  }
  const broken = judged.filter(({ holds }) => !holds);
  const failure = failed.find((each) => known.some((metric) => isOfSource(metric, each.source)));
  if (broken.length === 0 && failure !== undefined) {
    return {
      expected,
      actual: `its newest evaluation, of ${failure.time.slice(0, 10)}, failed`,
      verdict: "unknown",
      evidence: [failure.path],
    };
  }
  const shown = broken.length > 0 ? broken : judged;
  return {
    expected,
    actual: shown.map(({ said }) => said).join(", "),
    verdict: broken.length > 0 ? "fail" : "pass",
    evidence: firstOf(shown.map(({ path }) => path)),
  };
}

/** `val_auc`, `validation/auc` and `eval.auc` end in `auc`; `my_roc_auc` does, too. */
function endsIn(metric: string, name: string): boolean {
  return metric.endsWith(name) && /[_/.\- ]/.test(metric.at(-name.length - 1) ?? "");
}
