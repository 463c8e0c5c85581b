import { FAIL_ON, type FailOn } from "../config/choices.ts";
import type { Plan } from "../plan/schema.ts";
import { listWords, shortList } from "../text/list-words.ts";
import { count, sampleCount, sampleRange } from "../text/quantity.ts";
import { daysAgo } from "../time/date-words.ts";
import { type Demands, judgeLimits } from "./limits.ts";
import { type Judgement, type RuleResult, selectFirst } from "./rule.ts";

/**
 * Judges a plan by the named rules, in their stated order, then by those of the configuration. The gate
 * is shut where one of severity `error` fails.
 *
 * @param demands of the configuration; null judges by the named rules alone
 */
export function judge(
  plan: Plan,
  words: readonly FailOn[],
  demands: Demands | null = null,
): RuleResult[] {
  const limited = demands === null ? [] : judgeLimits(plan, demands);
  // Limits of metrics are not asked of the gate alone: drift and acceptance use them, too.
  const isAlone =
    words.every((word) => word === "unknown") &&
    Object.keys(demands?.gate.rules ?? {}).length === 0;
  const asked = { words, limited, isAlone };
  const named = FAIL_ON.filter((rule) => words.includes(rule)).map(
    (rule): RuleResult => ({ rule, severity: "error", ...RULES[rule](plan, asked) }),
  );
  return [...named, ...limited];
}

/** Whether the gate is open. */
export function holds(rules: readonly RuleResult[]): boolean {
  return rules.every(({ verdict, severity }) => verdict !== "fail" || severity === "warning");
}

/**
 * Why the gate could not be judged although no rule fails, and what to do: it asks whether the data
 * suffices, and no minimum is stated or learned. Data folders without a row are insufficient without one.
 *
 * @returns null where the rules were judged
 */
export function unjudged(plan: Plan, rules: readonly RuleResult[]): string | null {
  const { minimum } = plan.current_state.data_availability.sufficiency;
  const isAsked = rules.some(
    ({ rule, verdict }) => rule === "insufficient-data" && verdict === "unknown",
  );
  return minimum === null && isAsked && holds(rules) ? NO_MINIMUM : null;
}

const NO_MINIMUM =
  "insufficient-data: no minimum is stated; set requirements.minimum_replay_size or pass --min-replay N";

/** The other rules of the same check. */
interface Asked {
  readonly words: readonly FailOn[];
  readonly limited: readonly RuleResult[];
  /** Whether nothing but `unknown` is. */
  readonly isAlone: boolean;
}

type Rule = (plan: Plan, asked: Asked) => Judgement;

const RULES: Record<FailOn, Rule> = {
  "insufficient-data": ({ current_state }) => {
    const { sufficiency } = current_state.data_availability;
    const { status, minimum, window, open } = sufficiency;
    const where = window === null ? "" : " in the data window";
    const [first] = open;
    const because = first === undefined ? "" : `; ${first.what}: ${first.do}`;
    return {
      expected: minimum === null ? "a stated minimum" : `at least ${sampleCount(minimum)}${where}`,
      actual: `${sampleRange(sufficiency.least, sufficiency.most)}: ${status}${because}`,
      verdict: ({ sufficient: "pass", insufficient: "fail", unknown: "unknown" } as const)[status],
      evidence: selectFirst(
        current_state.data_availability.inventory.sources.map(({ path }) => path),
      ),
    };
  },
  degradation: ({ current_state }) => {
    const { performance_degradation: degradation, reasons } = current_state.drift_assessment;
    return {
      expected: "no performance degradation",
      actual: `performance degradation: ${degradation}${degradation === "unknown" ? lastEvaluated(current_state) : ""}`,
      verdict: ({ no: "pass", yes: "fail", unknown: "unknown" } as const)[degradation],
      evidence: selectFirst(reasons.flatMap(({ evidence }) => evidence)),
    };
  },
  urgent: ({ current_state }) => {
    const {
      recommendation,
      validation_trend: trend,
      evaluation_age: age,
      reasons,
    } = current_state.drift_assessment;
    const isUnknown = trend === "unknown" && (recommendation === "monitor" || age?.stale === true);
    return {
      expected: "no urgent retraining",
      actual: `${recommendation.replaceAll("_", " ")}${isUnknown ? `, validation trend unknown${lastEvaluated(current_state)}` : ""}`,
      verdict: recommendation === "retrain_immediately" ? "fail" : isUnknown ? "unknown" : "pass",
      evidence: selectFirst(reasons.flatMap(({ evidence }) => evidence)),
    };
  },
  unreadable: ({ current_state }) => {
    const data = current_state.data_availability.inventory.problems;
    const validation = current_state.drift_assessment.problems;
    return {
      expected: "every file readable",
      actual: `${count(data.length, "problem")} in the data, ${validation.length} in validations and alerts`,
      verdict: data.length + validation.length === 0 ? "pass" : "fail",
      evidence: selectFirst([...data, ...validation].map(({ path }) => path)),
    };
  },
  unknown: ({ current_state }, { limited, words, isAlone }) => {
    const { sufficiency } = current_state.data_availability;
    const {
      validation_trend: trend,
      performance_degradation: degradation,
      data_distribution_shift: shift,
      shift_reports: reports,
    } = current_state.drift_assessment;
    // Alone it asks for everything; beside others for what they need.
    const needs = (word: FailOn): boolean => isAlone || words.includes(word);
    // Without a monitor no one has asked; a monitor that leaves it open is a gap.
    const isWatched = isAlone && reports.length > 0;
    const asked = [
      ...(needs("insufficient-data") ? [["sufficiency", sufficiency.status] as const] : []),
      ...(needs("urgent") ? [["validation trend", trend] as const] : []),
      ...(needs("degradation") ? [["performance degradation", degradation] as const] : []),
      ...(isWatched ? [["data distribution shift", shift] as const] : []),
    ];
    const ruled = limited.map(({ rule, verdict }) => [rule, verdict] as const);
    const unknown = [...asked, ...ruled].flatMap(([name, is]) => (is === "unknown" ? [name] : []));
    const names = [...asked.map(([name]) => name), ...(ruled.length > 0 ? ["every rule"] : [])];
    return {
      expected: names.length === 0 ? "nothing is needed" : `${listWords(names)} known`,
      actual: unknown.length === 0 ? "all known" : `unknown: ${shortList(unknown, MOST_NAMES)}`,
      verdict: unknown.length === 0 ? "pass" : "fail",
      evidence: [],
    };
  },
};

/** Where the newest evaluation is stale, how old it is. */
function lastEvaluated({ drift_assessment: { evaluation_age: age } }: Plan["current_state"]) {
  return age?.stale ? `, last evaluated ${daysAgo(age.days)}` : "";
}

const MOST_NAMES = 10;
