import { findLossCost } from "../config/metric-rule.ts";
import type { Config, MetricRules } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { randomFrom } from "../stats/random.ts";
import type { Instant } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { type AgingFit, byVersion, excessAt } from "./aging.ts";
import { type BestPeriod, bestPeriod, wholePeriod } from "./best-period.ts";
import { compare } from "./compare.ts";
import { CumulativeExcess, GUARDED } from "./excess.ts";
import { type LossHistory, lossHistory } from "./history.ts";
import { periodInterval } from "./interval.ts";
import { agingFacts, type JudgedAging, judgeAging } from "./judged-aging.ts";
import { chooseLossMetric } from "./metric.ts";
import type { PolicyDecision, Trigger } from "./schema.ts";
import { isDue } from "./trigger.ts";

export interface DecisionInputs {
  readonly policy: Config["policy"];
  /** The rules of metrics, one of which may have the cost of a loss. */
  readonly rules: MetricRules;
  readonly series: readonly MetricSeries[];
  /** The drift stage's knowledge of each series: which way is better, and whether it is primary. */
  readonly metrics: DriftAssessment["metrics"];
  readonly now: Instant;
  /** Days between two retrainings by the calendar. */
  readonly calendarDays: number;
  /** Whether the best period becomes the calendar, with early retrainings, and in whole weeks; by default both do not. */
  readonly isAuto?: boolean;
  readonly inWeeks?: boolean;
  /** When models were trained; by default not known. */
  readonly runs?: readonly { readonly at: Instant }[];
  /** Whether there is enough data; where unknown, nothing is held back for it. */
  readonly hasSamples: boolean | null;
}

/** How far ahead ways are compared. */
const COMPARED_DAYS = 365;
const NO_PRIOR = { slope: 0, weight: 0 };

/**
 * When retraining pays, by what the losses of the model versions say and what the configuration says of
 * costs. Pure: the simulation has a fixed seed. See schema.ts for what each key means.
 *
 * @example no costs configured → status `costs_missing`, asks_for `["policy.retraining_cost", …]`
 */
export function decide(inputs: DecisionInputs): PolicyDecision {
  const { policy, now, rules } = inputs;
  const { retraining_cost: retraining } = policy;
  const costed = findLossCost(rules);
  const nothing = nothingKnown(inputs);
  if (retraining === undefined || costed === null) {
    const asks = [
      ...(retraining === undefined ? ["policy.retraining_cost"] : []),
      ...(costed === null ? ["metrics.<name>.loss_cost_per_day"] : []),
    ];
    return { ...nothing, status: "costs_missing", asks_for: asks };
  }
  const costs = { retraining, loss_per_day: costed.perDay };
  const chosen = chooseLossMetric(rules, inputs.series, inputs.metrics);
  if (chosen === null) {
    return { ...nothing, status: "metric_missing", asks_for: [`metrics.${costed.name}`], costs };
  }
  const { series, direction } = chosen;
  const metric = { name: series.metric, source: series.source };
  const historyRules = { now, direction, labelDelayDays: policy.label_delay_days };
  const history = lossHistory(series, historyRules);
  if (history === null) return { ...nothing, status: "not_identified", metric, costs };
  const present = presentFacts(policy, history.usualDays, inputs.calendarDays);
  const known = { asks_for: [], metric, costs, ...present };
  const judged = judgeAging(history, costs, present.present_days);
  if (judged === null) return { ...nothing, ...known, status: "not_identified", aging: null };
  const all = lossHistory(series, { ...historyRules, labelDelayDays: 0 }) ?? history;
  const { status, ratio, lossCost, period } = judged;
  const isKnown = status === "supported" || status === "never";
  const lastLoss = series.points.reduce(
    (last, { at }) => (at <= now ? Math.max(last, at) : last),
    0,
  );
  return {
    ...known,
    status,
    aging: agingFacts(history, judged),
    best: isKnown ? bestFacts(history, judged) : null,
    sensitivity: isKnown ? priceSensitivity(history, judged, costed.perDay) : [],
    // A period that the data does not support is no ground to call a model overdue.
    trigger: buildTrigger({ inputs, history, all, period, ratio, lossCost, retraining, lastLoss }),
    comparison: isKnown ? compareWays(inputs, known, history, judged) : null,
  };
}

/** A decision without anything that costs and losses would tell. */
function nothingKnown({ policy, calendarDays }: DecisionInputs): Omit<PolicyDecision, "status"> {
  return {
    asks_for: [],
    metric: null,
    costs: null,
    ...presentFacts(policy, null, calendarDays),
    aging: null,
    best: null,
    sensitivity: [],
    trigger: null,
    comparison: null,
  };
}

function bestFacts(
  history: LossHistory,
  { best, status, prior, ratio, lossCost }: JudgedAging,
): PolicyDecision["best"] {
  const assumed = status === "never" ? NO_PRIOR : prior;
  return inDays(best, history, lossCost, periodInterval(history.points, assumed, ratio));
}

/** The best period where costs are half as high, as stated, and twice as high. */
function priceSensitivity(
  { stepDays }: LossHistory,
  { curve, ratio }: JudgedAging,
  perDay: number,
): PolicyDecision["sensitivity"] {
  return [0.5, 1, 2].map((factor) => {
    const changed = bestPeriod(curve, factor * ratio);
    return {
      cost_ratio: factor,
      period_days: times(changed.period, stepDays),
      cost_per_day: times(changed.costRate, perDay),
    };
  });
}

interface KnownCosts {
  readonly costs: NonNullable<PolicyDecision["costs"]>;
  readonly present_days: number;
}

/** Simulates the ways to retrain over the coming year. */
function compareWays(
  { isAuto = false, inWeeks = false, calendarDays }: DecisionInputs,
  { costs, present_days: presentDays }: KnownCosts,
  history: LossHistory,
  { curve, slope, error, period }: JudgedAging,
): PolicyDecision["comparison"] {
  const { stepDays } = history;
  const bestDays = times(period, stepDays);
  const periodDays = isAuto && bestDays !== null ? wholePeriod(bestDays, inWeeks) : calendarDays;
  return compare(
    { curve, relativeError: error / slope, levels: estimateLevels(history, curve) },
    {
      retraining: costs.retraining,
      lossPerDay: costs.loss_per_day,
      days: COMPARED_DAYS,
      stepDays,
      bestDays,
      plan: { periodDays, isPulled: isAuto },
      presentDays,
    },
    randomFrom(1),
  );
}

function presentFacts(policy: Config["policy"], usualDays: number | null, calendarDays: number) {
  if (policy.present_cadence_days !== undefined) {
    return { present_days: policy.present_cadence_days, present_by: "configuration" as const };
  }
  return usualDays !== null && usualDays > 0
    ? { present_days: usualDays, present_by: "versions" as const }
    : { present_days: calendarDays, present_by: "calendar" as const };
}

function estimateLevels({ points }: LossHistory, curve: AgingFit["curve"]): number[] {
  return points.map(({ age, loss }) => loss - excessAt(curve, age));
}

function inDays(
  { period, costRate, band }: BestPeriod,
  { stepDays }: LossHistory,
  lossCost: number,
  interval: ReturnType<typeof periodInterval>,
): PolicyDecision["best"] {
  return {
    period_days: times(period, stepDays),
    cost_per_day: times(costRate, lossCost / stepDays),
    band_days:
      band.from === null ? null : { from: band.from * stepDays, to: times(band.to, stepDays) },
    interval_days:
      interval === null
        ? null
        : { from: times(interval.from, stepDays), to: times(interval.to, stepDays) },
  };
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

interface TriggerTask {
  inputs: DecisionInputs;
  history: LossHistory;
  /** With the points whose labels are not yet all there. */
  all: LossHistory;
  period: number | null;
  ratio: number;
  lossCost: number;
  retraining: number;
  /** When the last one of any model was measured. */
  lastLoss: Instant;
}

function buildTrigger({
  inputs,
  history,
  all,
  period,
  ratio,
  lossCost,
  retraining,
  lastLoss,
}: TriggerTask): Trigger {
  const { policy, hasSamples, runs = [] } = inputs;
  const { production, stepDays } = history;
  const dueBy = (sum: number) => isDue({ age: production.age, period, sum, costRatio: ratio });
  const sum = sumExcess(history, production.version);
  const early = dueBy(sumExcess(all, production.version));
  const due = dueBy(sum);
  const held: Trigger["held_back_by"] = [];
  if (early !== null && due === null) held.push("label_delay");
  if (due !== null || early !== null) {
    if (production.age * stepDays < policy.cool_down_days) held.push("cool_down");
    if (hasSamples === false) held.push("too_few_samples");
    // The due training has been done: whether it helped is not known yet.
    if (runs.some(({ at }) => at > lastLoss)) held.push("unevaluated_training");
  }
  return {
    due: due ?? early,
    held_back_by: held,
    retrain_now: due !== null && held.length === 0,
    model_version: production.version,
    age_days: production.age * stepDays,
    excess: sum * stepDays,
    excess_cost: sum * lossCost,
    threshold_cost: GUARDED.multiple * retraining,
  };
}

/** The loss of a version above fresh ones, whose level is estimated from earlier versions, too. */
function sumExcess({ points }: LossHistory, version: string): number {
  const excess = new CumulativeExcess(GUARDED);
  for (const [name, own] of byVersion(points)) {
    own.forEach(({ loss, age }, k) => {
      excess.add(loss, age, k === 0);
    });
    if (name === version) return excess.sum;
  }
  // Its labels are all to come.
  return 0;
}
