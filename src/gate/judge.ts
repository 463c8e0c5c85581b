import { FAIL_ON, type FailOn } from "../config/choices.ts";
import type { Plan } from "../plan/schema.ts";
import { count, sampleCount } from "../quantity.ts";

/** One rule over a plan, and what it found. */
export interface RuleResult {
  rule: FailOn;
  expected: string;
  actual: string;
  holds: boolean;
}

/** Judges a plan by the named rules, in their stated order. The gate is shut where one does not hold. */
export function judge(plan: Plan, rules: readonly FailOn[]): RuleResult[] {
  return FAIL_ON.filter((rule) => rules.includes(rule)).map((rule) => ({
    rule,
    ...RULES[rule](plan),
  }));
}

type Rule = (plan: Plan) => Omit<RuleResult, "rule">;

const RULES: Record<FailOn, Rule> = {
  "insufficient-data": ({ current_state }) => {
    const { status, have_samples, need_samples, uncounted_files, estimate } =
      current_state.data_availability.sufficiency;
    const uncounted = uncounted_files > 0 ? `, ${count(uncounted_files, "file")} not counted` : "";
    return {
      expected: `at least ${sampleCount(need_samples)}`,
      actual: `${sampleCount(have_samples)}${uncounted}: ${status}${estimate ? ", estimated by size" : ""}`,
      holds: status !== "insufficient",
    };
  },
  degradation: ({ current_state }) => {
    const { performance_degradation: degradation } = current_state.drift_assessment;
    return {
      expected: "no performance degradation",
      actual: `performance degradation: ${degradation}`,
      holds: degradation !== "yes",
    };
  },
  urgent: ({ current_state }) => {
    const { recommendation } = current_state.drift_assessment;
    return {
      expected: "no urgent retraining",
      actual: recommendation.replaceAll("_", " "),
      holds: recommendation !== "retrain_immediately",
    };
  },
  unreadable: ({ current_state }) => {
    const data = current_state.data_availability.inventory.problems.length;
    const validation = current_state.drift_assessment.problems.length;
    return {
      expected: "every file readable",
      actual: `${count(data, "problem")} in the data, ${validation} in validations and alerts`,
      holds: data + validation === 0,
    };
  },
  unknown: ({ current_state }) => {
    const { sufficiency } = current_state.data_availability;
    const { validation_trend: trend, performance_degradation: degradation } =
      current_state.drift_assessment;
    const unknown = [
      ...(sufficiency.status === "unknown" ? ["sufficiency"] : []),
      ...(trend === "unknown" ? ["validation trend"] : []),
      ...(degradation === "unknown" ? ["performance degradation"] : []),
    ];
    return {
      expected: "nothing unknown",
      actual: unknown.length === 0 ? "all known" : `unknown: ${unknown.join(", ")}`,
      holds: unknown.length === 0,
    };
  },
};
