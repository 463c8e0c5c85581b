import { DEFAULT_FULL_EVERY } from "../config/choices.ts";
import { findLossCost, ruleFor } from "../config/metric-rule.ts";
import type { Config } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { CycleType, KindRules } from "../schedule/schema.ts";
import { figure } from "../text/quantity.ts";
import type { Instant } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { fullEvery, type Update } from "./full-every.ts";
import { chooseLossMetric } from "./metric.ts";

/** The facts beside the configuration that decide between full and incremental. */
export interface KindFacts {
  /** Past trainings, the oldest first. */
  readonly runs: readonly { readonly at: Instant; readonly type: CycleType }[];
  /** The cost of an incremental, as a share of a full training; null if the history does not show it. */
  readonly incrementalShare: number | null;
  readonly series: readonly MetricSeries[];
  readonly metrics: DriftAssessment["metrics"];
}

/** Which cycles are full, and what an incremental adds to the loss, where past ones tell. */
export interface Kinds extends KindRules {
  readonly lossPerIncremental: {
    readonly metric: string;
    readonly value: number;
    readonly error: number;
  } | null;
}

/**
 * Which cycles of a plan are full: as configured, else the number K* that costs least
 * ({@link fullEvery}) where costs, metric and past trainings of both types tell it, else every fourth. The
 * next has to be full where incrementals add to the loss
 * beyond their error, or where a metric on old data is degrading. The loss that incrementals add forces no full training where
 * K* has weighed it already, nor just after a full training, which has nothing to undo.
 *
 * @param periodDays between two cycles
 */
export function decideKinds(
  { schedule, policy, metrics: rules }: Pick<Config, "schedule" | "policy" | "metrics">,
  facts: KindFacts,
  periodDays: number,
): Kinds {
  const { full_every: configured } = schedule;
  const { retraining_cost: full = 0 } = policy;
  const loss = findLossCost(rules)?.perDay;
  const chosen = chooseLossMetric(rules, facts.series, facts.metrics);
  const updates = chosen === null ? [] : pairUpdates(facts.runs, chosen.series, chosen.direction);
  const fit = fullEvery(
    updates,
    {
      full,
      incremental: full * (facts.incrementalShare ?? 1),
      loss: loss ?? 0,
      period: periodDays,
    },
    configured ?? DEFAULT_FULL_EVERY,
  );
  const isPriced = full > 0 && loss !== undefined && facts.incrementalShare !== null;
  const isFitted = configured === undefined && isPriced && fit.basis === "fitted";
  const added = fit.lossPerIncremental;
  const metric = chosen?.series.metric ?? "";
  const forced = [
    ...(added !== null && fit.isForced && !isFitted && isAfterIncremental(facts.runs)
      ? [
          `each incremental adds ${figure(added.value)} (standard error ${figure(added.error)}) to ${metric}`,
        ]
      : []),
    ...facts.metrics
      .filter(({ name, verdict }) => ruleFor(name, rules)?.old_data && verdict === "degrading")
      .map(({ name }) => `${name}, on old data, is degrading`),
  ];
  return {
    fullEvery: isFitted ? fit.every : (configured ?? DEFAULT_FULL_EVERY),
    fullEveryBy: configured !== undefined ? "configured" : isFitted ? "history" : "default",
    forced,
    lossPerIncremental: added === null ? null : { metric, ...added },
  };
}

function isAfterIncremental(runs: KindFacts["runs"]): boolean {
  return runs.at(-1)?.type === "incremental";
}

/**
 * The loss of the model just after each training: the first point before the next one, unless it is of the
 * version that was evaluated before the training.
 */
function pairUpdates(
  runs: KindFacts["runs"],
  { points }: MetricSeries,
  direction: "higher" | "lower",
): Update[] {
  const known = points.filter(({ value }) => Number.isFinite(value));
  return runs.flatMap(({ at, type }, k): Update[] => {
    const next = runs[k + 1]?.at ?? Number.POSITIVE_INFINITY;
    const before = known.findLast((point) => point.at < at)?.modelVersion ?? null;
    const after = known.find(
      (point) =>
        point.at >= at &&
        point.at < next &&
        (point.modelVersion === null || point.modelVersion !== before),
    );
    if (after === undefined) return [];
    return [{ type, lossAfter: direction === "lower" ? after.value : -after.value }];
  });
}
