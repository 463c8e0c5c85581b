import { lossCostOf } from "../config/metric-rule.ts";
import type { Config, MetricRules } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { randomFrom } from "../stats/random.ts";
import type { Instant } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { type AgingFit, byVersion, excessAt, fitAging } from "./aging.ts";
import { type BestPeriod, bestPeriod, wholePeriod } from "./best-period.ts";
import { compare } from "./compare.ts";
import { CumulativeExcess, GUARDED } from "./excess.ts";
import { type LossHistory, lossHistory } from "./history.ts";
import { periodInterval, slopeError } from "./interval.ts";
import { metricOf } from "./metric.ts";
import { PRIOR_WEIGHT, priorSlope } from "./prior.ts";
import type { PolicyDecision, Trigger } from "./schema.ts";
import { isDue } from "./trigger.ts";

export interface DecisionInputs {
  readonly policy: Config["policy"];
  /** The rules of metrics, one of which may have the cost of a loss. */
  readonly rules: MetricRules;
  readonly series: readonly MetricSeries[];
  /** What the drift stage knows of each series: which way is better, and whether it is primary. */
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
/** Aging of fewer standard errors supports no cadence. */
const SIGNIFICANT = 2;
const NO_PRIOR = { slope: 0, weight: 0 };

/**
 * When retraining pays, by what the losses of the model versions say and what the configuration says of
 * costs. Pure: the simulation has a fixed seed. See schema.ts for what each key means.
 *
 * @example no costs configured → status `costs_missing`, asks_for `["policy.retraining_cost", …]`
 */
export function decide(inputs: DecisionInputs): PolicyDecision {
  const { policy, now } = inputs;
  const { retraining_cost: retraining } = policy;
  const costed = lossCostOf(inputs.rules);
  const nothing = {
    asks_for: [] as string[],
    metric: null,
    costs: null,
    ...presentOf(policy, null, inputs.calendarDays),
    aging: null,
    best: null,
    sensitivity: [],
    trigger: null,
    comparison: null,
  };
  if (retraining === undefined || costed === null) {
    const asks = [
      ...(retraining === undefined ? ["policy.retraining_cost"] : []),
      ...(costed === null ? ["metrics.<name>.loss_cost_per_day"] : []),
    ];
    return { ...nothing, status: "costs_missing", asks_for: asks };
  }
  const { perDay } = costed;
  const costs = { retraining, loss_per_day: perDay };
  const chosen = metricOf(inputs.rules, inputs.series, inputs.metrics);
  if (chosen === null) {
    return { ...nothing, status: "metric_missing", asks_for: [`metrics.${costed.name}`], costs };
  }
  const { series, direction } = chosen;
  const metric = { name: series.metric, source: series.source };
  const rules = { now, direction, labelDelayDays: policy.label_delay_days };
  const history = lossHistory(series, rules);
  if (history === null) return { ...nothing, status: "not_identified", metric, costs };
  const { stepDays, points, usualDays } = history;
  const present = presentOf(policy, usualDays, inputs.calendarDays);
  const presentSteps = present.present_days / stepDays;
  const lossCost = perDay * stepDays;
  const ratio = retraining / lossCost;
  const prior = { slope: priorSlope(ratio, presentSteps), weight: PRIOR_WEIGHT };
  const fit = fitAging(points, prior);
  const known = { asks_for: [], metric, costs, ...present };
  if (fit.slope === null || fit.versions < 2) {
    return { ...nothing, ...known, status: "not_identified", aging: null };
  }
  const error = Math.max(fit.slope.error, slopeError(points) ?? 0);
  const status = statusOf(fit, error, ratio);
  const isNever = status === "never";
  // That models become better the data says against the prior.
  const own: AgingFit =
    isNever && fit.curve.shape === "linear"
      ? { ...fit, curve: { ...fit.curve, slope: fit.slope.value } }
      : fit;
  const best = bestPeriod(own.curve, ratio);
  const period = status === "supported" ? best.period : null;
  const bestDays = times(period, stepDays);
  const model = {
    curve: own.curve,
    relativeError: error / fit.slope.value,
    levels: levelsOf(history, own),
  };
  const { isAuto = false, inWeeks = false } = inputs;
  const all = lossHistory(series, { ...rules, labelDelayDays: 0 }) ?? history;
  const isKnown = status === "supported" || isNever;
  return {
    ...known,
    status,
    aging: {
      shape: fit.curve.shape,
      slope_per_day: fit.slope.value / stepDays,
      slope_error: error / stepDays,
      fitted_per_day: fit.curve.shape === "linear" ? fit.curve.slope / stepDays : null,
      ceiling: fit.curve.shape === "saturating" ? fit.curve.ceiling : null,
      scale_days: fit.curve.shape === "saturating" ? fit.curve.scale * stepDays : null,
      versions: fit.versions,
      points: fit.points,
      step_days: stepDays,
      left_out: {
        versionless: history.leftOut.versionless,
        not_finite: history.leftOut.notFinite,
        immature: history.leftOut.immature,
      },
    },
    best: isKnown
      ? inDays(best, history, lossCost, periodInterval(points, isNever ? NO_PRIOR : prior, ratio))
      : null,
    sensitivity: isKnown
      ? [0.5, 1, 2].map((factor) => {
          const changed = bestPeriod(own.curve, factor * ratio);
          return {
            cost_ratio: factor,
            period_days: times(changed.period, stepDays),
            cost_per_day: times(changed.costRate, perDay),
          };
        })
      : [],
    // A period that the data does not support is no ground to call a model overdue.
    trigger: triggerOf({
      inputs,
      history,
      all,
      period,
      ratio,
      lossCost,
      retraining,
      lastLoss: series.points.reduce((last, { at }) => (at <= now ? Math.max(last, at) : last), 0),
    }),
    comparison: isKnown
      ? compare(
          model,
          {
            retraining,
            lossPerDay: perDay,
            days: COMPARED_DAYS,
            stepDays,
            bestDays,
            plan: {
              periodDays:
                isAuto && bestDays !== null ? wholePeriod(bestDays, inWeeks) : inputs.calendarDays,
              isPulled: isAuto,
            },
            presentDays: present.present_days,
          },
          randomFrom(1),
        )
      : null,
  };
}

function presentOf(policy: Config["policy"], usualDays: number | null, calendarDays: number) {
  if (policy.present_cadence_days !== undefined) {
    return { present_days: policy.present_cadence_days, present_by: "configuration" as const };
  }
  return usualDays !== null && usualDays > 0
    ? { present_days: usualDays, present_by: "versions" as const }
    : { present_days: calendarDays, present_by: "calendar" as const };
}

function statusOf(fit: AgingFit, error: number, ratio: number): PolicyDecision["status"] {
  const slope = fit.slope?.value ?? 0;
  // Models become better with age, for certain: then a retraining is money lost.
  if (slope <= -SIGNIFICANT * error && slope < 0) return "never";
  if (slope < SIGNIFICANT * error || slope <= 0) return "unsupported";
  return bestPeriod(fit.curve, ratio).period === null ? "never" : "supported";
}

function levelsOf({ points }: LossHistory, { curve }: AgingFit): number[] {
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

function triggerOf({
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
  const sum = excessOf(history, production.version);
  const early = dueBy(excessOf(all, production.version));
  const due = dueBy(sum);
  const held: Trigger["held_back_by"] = [];
  if (early !== null && due === null) held.push("label_delay");
  if (due !== null || early !== null) {
    if (production.age * stepDays < policy.cool_down_days) held.push("cool_down");
    if (hasSamples === false) held.push("too_few_samples");
    // What was due has been done: whether that helped nobody knows yet.
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

/** What a version lost above fresh ones, whose level the versions before it tell as well. */
function excessOf({ points }: LossHistory, version: string): number {
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
