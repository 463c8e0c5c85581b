import type { CriterionConfig } from "../../config/review.ts";
import type { MetricAssessment } from "../../drift/schema.ts";
import type { LinkTo } from "./evidence-links.ts";
import { namedMetrics } from "./named-metrics.ts";
import type { Criterion } from "./schema.ts";

/**
 * What a new model must reach, beside what the champion was measured at: the criteria of
 * `review.acceptance`, then the limits of `drift.metrics` for metrics without one.
 */
export function acceptanceOf(
  configured: Readonly<Record<string, CriterionConfig>>,
  metrics: readonly MetricAssessment[],
  linkTo: LinkTo,
): Criterion[] {
  const stated = new Set<MetricAssessment>();
  const rows = Object.entries(configured).flatMap(([name, rule]): Criterion[] => {
    const meant = namedMetrics(metrics, name);
    for (const metric of meant) stated.add(metric);
    return meant.length === 0
      ? [unread(name, rule)]
      : meant.map((metric) => criterionOf(metric, demandOf(metric, rule), linkTo));
  });
  const others = metrics
    .filter(({ limit }) => limit !== null)
    .filter((metric) => !stated.has(metric));
  return [
    ...rows,
    ...others.map((metric) =>
      criterionOf(
        metric,
        {
          required: metric.limit?.value ?? null,
          comparison: metric.direction === "lower" ? "at_most" : "at_least",
          ...{ basis: "drift.metrics", unknown: null },
        },
        linkTo,
      ),
    ),
  ];
}

type Demand = Pick<Criterion, "required" | "comparison" | "basis" | "unknown">;

/**
 * The strictest of floor or ceiling and of `max_loss`, which is a share of the champion's value.
 *
 * @example champion 0.87, { floor: 0.85, max_loss: 0.01 } // at least 0.8613
 */
function demandOf({ direction, latest }: MetricAssessment, rule: CriterionConfig): Demand {
  const bound = rule.floor ?? rule.ceiling;
  const way =
    rule.floor !== undefined ? "higher" : rule.ceiling !== undefined ? "lower" : direction;
  const key = "review.acceptance";
  const without = (unknown: string): Demand => ({
    ...{ required: null, comparison: null, basis: key, unknown },
  });
  if (way === null) return without("nobody says whether higher is better");
  const sign = way === "lower" ? -1 : 1;
  const comparison = way === "lower" ? "at_most" : "at_least";
  const champion = latest?.value ?? null;
  const absolute = bound === undefined ? [] : [{ limit: bound, by: boundName(rule) }];
  if (rule.max_loss === undefined || champion === null) {
    const unknown =
      rule.max_loss === undefined ? null : "max_loss: the champion's value is unknown";
    if (bound === undefined) return { ...without(unknown ?? ""), comparison };
    return { required: bound, comparison, basis: `${key}, ${boundName(rule)}`, unknown };
  }
  const allowed = champion - sign * rule.max_loss * Math.abs(champion);
  const demands = [...absolute, { limit: allowed, by: "max_loss" }];
  const strictest = demands.reduce((a, b) => (sign * b.limit > sign * a.limit ? b : a));
  return { required: strictest.limit, comparison, basis: `${key}, ${strictest.by}`, unknown: null };
}

function boundName(rule: CriterionConfig): string {
  return rule.floor === undefined ? "ceiling" : "floor";
}

function criterionOf(
  { name, source, latest, model_version }: MetricAssessment,
  demand: Demand,
  linkTo: LinkTo,
): Criterion {
  const champion =
    latest === null || latest.value === null
      ? null
      : {
          ...{ value: latest.value, interval: latest.interval, time: latest.time },
          model_version: latest.model_version ?? model_version,
        };
  const { required, comparison } = demand;
  const isKnown = champion !== null && required !== null;
  return {
    ...{ metric: name, source, ...demand, champion },
    champion_meets: !isKnown
      ? null
      : comparison === "at_most"
        ? champion.value <= required
        : champion.value >= required,
    unknown: demand.unknown ?? (champion === null ? "the latest value is no finite number" : null),
    evidence: latest === null ? [] : [linkTo(latest.path)],
  };
}

function unread(metric: string, { floor, ceiling }: CriterionConfig): Criterion {
  return {
    ...{ metric, source: null, champion: null, champion_meets: null, evidence: [] },
    required: floor ?? ceiling ?? null,
    comparison: floor !== undefined ? "at_least" : ceiling !== undefined ? "at_most" : null,
    basis: "review.acceptance",
    unknown: "no metric of that name was read",
  };
}
