import { FAIL_ON, type FailOn } from "../config/choices.ts";
import type { Plan } from "../plan/schema.ts";
import { count, sampleCount } from "../quantity.ts";

/** One rule over a plan, and what it found. */
export interface RuleResult {
  rule: FailOn;
  expected: string;
  actual: string;
  /** Unknown shuts the gate only where the rule `unknown` is asked for. */
  verdict: "pass" | "fail" | "unknown";
}

/** Judges a plan by the named rules, in their stated order. The gate is shut where one fails. */
export function judge(plan: Plan, rules: readonly FailOn[]): RuleResult[] {
  return FAIL_ON.filter((rule) => rules.includes(rule)).map((rule) => ({
    rule,
    ...RULES[rule](plan),
  }));
}

type Rule = (plan: Plan) => Omit<RuleResult, "rule">;

const RULES: Record<FailOn, Rule> = {
  "insufficient-data": ({ current_state }) => {
    const { status, have_samples, need_samples, window, uncounted_files, estimate } =
      current_state.data_availability.sufficiency;
    const uncounted = uncounted_files > 0 ? `, ${count(uncounted_files, "file")} not counted` : "";
    const where = window === null ? "" : " in the data window";
    return {
      expected: `at least ${sampleCount(need_samples)}${where}`,
      actual: `${sampleCount(have_samples)}${uncounted}: ${status}${estimate ? ", estimated by size" : ""}`,
      verdict: ({ sufficient: "pass", insufficient: "fail", unknown: "unknown" } as const)[status],
    };
  },
  degradation: ({ current_state }) => {
    const { performance_degradation: degradation } = current_state.drift_assessment;
    return {
      expected: "no performance degradation",
      actual: `performance degradation: ${degradation}`,
      verdict: ({ no: "pass", yes: "fail", unknown: "unknown" } as const)[degradation],
    };
  },
  urgent: ({ current_state }) => {
    const { recommendation, validation_trend: trend } = current_state.drift_assessment;
    const isUnknown = recommendation === "monitor" && trend === "unknown";
    return {
      expected: "no urgent retraining",
      actual: `${recommendation.replaceAll("_", " ")}${isUnknown ? ", validation trend unknown" : ""}`,
      verdict: recommendation === "retrain_immediately" ? "fail" : isUnknown ? "unknown" : "pass",
    };
  },
  unreadable: ({ current_state }) => {
    const data = current_state.data_availability.inventory.problems.length;
    const validation = current_state.drift_assessment.problems.length;
    return {
      expected: "every file readable",
      actual: `${count(data, "problem")} in the data, ${validation} in validations and alerts`,
      verdict: data + validation === 0 ? "pass" : "fail",
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
      expected: "sufficiency, validation trend and performance degradation known",
      actual: unknown.length === 0 ? "all known" : `unknown: ${unknown.join(", ")}`,
      verdict: unknown.length === 0 ? "pass" : "fail",
    };
  },
};
