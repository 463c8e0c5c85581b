import { hasLimit, metricRuleName, metricsMeant } from "../config/metric-rule.ts";
import type { MetricRule, MetricRules } from "../config/schema.ts";
import type { DriftAssessment, MetricAssessment } from "../drift/schema.ts";
import { isOfSource } from "../metric-names/names.ts";
import type { Plan } from "../plan/schema.ts";
import { figure } from "../text/quantity.ts";
import { daysAgo } from "../time/date-words.ts";
import { type Judgement, type RuleResult, selectFirst } from "./rule.ts";

/** Judges the metrics by the limits that drift was judged by: a rule for each that has one. */
export function judgeMetrics(plan: Plan, rules: MetricRules): Omit<RuleResult, "severity">[] {
  const { metrics, failed_evaluations: failed } = plan.current_state.drift_assessment;
  return Object.entries(rules)
    .filter(([, rule]) => hasLimit(rule))
    .map(([name, rule]) => ({
      rule: metricRuleName(name),
      ...judgeMetric(metricsMeant(name, metrics, rules), rule, failed),
    }));
}

/** Of several metrics that the name means, those beyond their limit count. */
function judgeMetric(
  metrics: readonly MetricAssessment[],
  rule: MetricRule,
  failed: DriftAssessment["failed_evaluations"],
): Judgement {
  const expected = describeDemand(rule);
  const unknown = (actual: string): Judgement => ({
    expected,
    actual,
    verdict: "unknown",
    evidence: metricFiles(metrics),
  });
  const fresh = metrics.filter(({ age, ended }) => !age?.stale && ended === null);
  const [old] = fresh.length === 0 ? metrics : [];
  if (old?.age != null) return unknown(`${old.name} was last evaluated ${daysAgo(old.age.days)}`);
  const known = fresh.filter(({ latest }) => latest !== null);
  if (known.length === 0) return unknown("no metric of that name was read");
  const beyond = known.filter(({ latest, limit }) => latest?.value === null || limit?.crossed);
  const failure = failed.find((each) => known.some((metric) => isOfSource(metric, each.source)));
  if (beyond.length === 0 && failure !== undefined) {
    return {
      expected,
      actual: `its newest evaluation, of ${failure.time.slice(0, 10)}, failed`,
      verdict: "unknown",
      evidence: [failure.path],
    };
  }
  const unjudged = known.filter(({ latest, limit }) => latest?.value !== null && limit === null);
  if (beyond.length === 0 && unjudged.length > 0) {
    return unknown(`${describeMetrics(unjudged)}, which cannot be compared with the limit`);
  }
  const shown = beyond.length > 0 ? beyond : known;
  const verdict = beyond.length > 0 ? "fail" : "pass";
  return { expected, actual: describeMetrics(shown), verdict, evidence: metricFiles(shown) };
}

function describeDemand({ floor, ceiling, max_drop: drop }: MetricRule): string {
  return [
    ...(floor === undefined ? [] : [`at least ${floor}`]),
    ...(ceiling === undefined ? [] : [`at most ${ceiling}`]),
    ...(drop === undefined ? [] : [`at most ${figure(100 * drop)} % worse than its baseline`]),
  ].join(", ");
}

function describeMetrics(metrics: readonly MetricAssessment[]): string {
  return metrics
    .map(({ name, latest, limit }) => {
      const value = latest?.value ?? "no finite number";
      const bound = limit?.max_drop == null ? "" : ` (limit ${figure(limit.value)})`;
      return `${name} ${value} of ${latest?.time.slice(0, 10)}${bound}`;
    })
    .join(", ");
}

function metricFiles(metrics: readonly MetricAssessment[]): string[] {
  return selectFirst(metrics.flatMap(({ latest }) => latest?.path ?? []));
}
