import { hasLimit, metricsMeant } from "../../config/metric-rule.ts";
import type { MetricRule, MetricRules } from "../../config/schema.ts";
import type { MetricAssessment } from "../../drift/schema.ts";
import type { LinkTo } from "./evidence-links.ts";
import type { Criterion } from "./schema.ts";

/**
 * The acceptance criteria of a new model, each beside the champion's value: one for every metric of the
 * configuration with a limit or an acceptance criterion.
 */
export function listCriteria(
  rules: MetricRules,
  metrics: readonly MetricAssessment[],
  linkTo: LinkTo,
): Criterion[] {
  return Object.entries(rules)
    .filter(([, rule]) => hasLimit(rule) || rule.acceptance !== undefined)
    .flatMap(([name, rule]): Criterion[] => {
      const meant = metricsMeant(name, metrics, rules);
      return meant.length === 0
        ? [unread(name, rule)]
        : meant.map((metric) => toCriterion(metric, computeDemand(metric, name, rule), linkTo));
    });
}

type Demand = Pick<Criterion, "required" | "comparison" | "basis" | "unknown">;

/**
 * The strictest of floor or ceiling, of `max_drop`, which is a share of the baseline, and of
 * `acceptance.max_loss`, which is a share of the champion's value.
 *
 * @example champion 0.87, { floor: 0.85, acceptance: { max_loss: 0.01 } } // at least 0.8613
 */
function computeDemand(
  { direction, latest, limit }: MetricAssessment,
  name: string,
  rule: MetricRule,
): Demand {
  const key = `metrics.${name}`;
  if (direction === null) {
    const unknown = "it is unknown whether higher or lower is better";
    return { required: null, comparison: null, basis: key, unknown };
  }
  const sign = direction === "lower" ? -1 : 1;
  const comparison = direction === "lower" ? "at_most" : "at_least";
  const champion = latest?.value ?? null;
  const loss = rule.acceptance?.max_loss;
  const bound = limit?.value ?? rule.floor ?? rule.ceiling;
  const demands = [
    ...(bound === undefined ? [] : [{ value: bound, by: limitName(bound, rule) }]),
    ...(loss === undefined || champion === null
      ? []
      : [{ value: champion - sign * loss * Math.abs(champion), by: "acceptance.max_loss" }]),
  ];
  const unknown =
    loss !== undefined && champion === null
      ? "acceptance.max_loss: the champion's value is unknown"
      : demands.length === 0
        ? "max_drop: the baseline is unknown"
        : null;
  const [first, ...others] = demands;
  if (first === undefined) return { required: null, comparison, basis: key, unknown };
  const strictest = others.reduce((a, b) => (sign * b.value > sign * a.value ? b : a), first);
  return { required: strictest.value, comparison, basis: `${key}.${strictest.by}`, unknown };
}

function limitName(value: number, { floor, ceiling }: MetricRule): string {
  return value === floor ? "floor" : value === ceiling ? "ceiling" : "max_drop";
}

function toCriterion(
  { name, source, latest, model_version }: MetricAssessment,
  demand: Demand,
  linkTo: LinkTo,
): Criterion {
  const champion =
    latest === null || latest.value === null
      ? null
      : {
          value: latest.value,
          interval: latest.interval,
          time: latest.time,
          model_version: latest.model_version ?? model_version,
        };
  const { required, comparison } = demand;
  const isKnown = champion !== null && required !== null;
  return {
    metric: name,
    source,
    ...demand,
    champion,
    champion_meets: !isKnown
      ? null
      : comparison === "at_most"
        ? champion.value <= required
        : champion.value >= required,
    unknown:
      demand.unknown ?? (champion === null ? "the latest value is not a finite number" : null),
    evidence: latest === null ? [] : [linkTo(latest.path)],
  };
}

function unread(metric: string, rule: MetricRule): Criterion {
  const { floor, ceiling } = rule;
  const required = floor ?? ceiling ?? null;
  return {
    metric,
    source: null,
    champion: null,
    champion_meets: null,
    evidence: [],
    required,
    comparison: floor !== undefined ? "at_least" : ceiling !== undefined ? "at_most" : null,
    basis: `metrics.${metric}${required === null ? "" : `.${limitName(required, rule)}`}`,
    unknown: "no metric of that name was read",
  };
}
