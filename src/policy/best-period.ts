import { type AgingCurve, excessAt, excessUntil } from "./aging.ts";

/** How long to keep a model, and what that leaves to chance. */
export interface BestPeriod {
  /** In steps; null for never. */
  readonly period: number | null;
  /** The cost of retrainings and aging per step, in units of loss; null for never. */
  readonly costRate: number | null;
  /** Between these periods the cost rate is at most a tenth higher; null at an end that is never. */
  readonly band: { readonly from: number | null; readonly to: number | null };
}

/** A tenth dearer is still as good, for all that anybody can measure. */
const INDIFFERENCE = 0.1;

/**
 * The period T that minimises (r + G(T))/T, with r = c/k the cost ratio and G the excess loss until an
 * age: T·g(T) − G(T) = r. Linear aging: T* = √(2r/s), cost rate √(2rs), band [0.64, 1.56]·T*. Saturating
 * aging: never where r ≥ Aτ. Aging of nothing or less: never.
 *
 * @param costRatio cost of a retraining over that of one unit of loss for one step
 * @example slope 0.01, ratio 0.5 → period 10, cost rate 0.1, band 6.4 … 15.6
 */
export function bestPeriod(curve: AgingCurve, costRatio: number): BestPeriod {
  const period = optimum(curve, costRatio);
  if (period === null) return { period: null, costRate: null, band: { from: null, to: null } };
  const rate = (age: number) => (costRatio + excessUntil(curve, age)) / age;
  const costRate = rate(period);
  const limit = (1 + INDIFFERENCE) * costRate;
  const from = bisect((age) => limit - rate(age), period * 1e-3, period);
  const far = period * 1e3;
  const to = rate(far) <= limit ? null : bisect((age) => rate(age) - limit, period, far);
  return { period, costRate, band: { from, to } };
}

/**
 * A period in whole days, or in whole weeks if a weekday is configured.
 *
 * @example wholePeriod(17.8, false) // 18
 */
export function wholePeriod(days: number, inWeeks: boolean): number {
  const unit = inWeeks ? 7 : 1;
  return unit * Math.max(1, Math.round(days / unit));
}

function optimum(curve: AgingCurve, costRatio: number): number | null {
  if (curve.shape === "linear") {
    return curve.slope > 0 ? Math.sqrt((2 * costRatio) / curve.slope) : null;
  }
  if (costRatio >= curve.ceiling * curve.scale) return null;
  const gain = (age: number) => age * excessAt(curve, age) - excessUntil(curve, age) - costRatio;
  let far = curve.scale;
  while (gain(far) < 0 && far < 1e6 * curve.scale) far *= 2;
  return gain(far) < 0 ? null : bisect(gain, 0, far);
}

/** Where a rising function crosses 0, to twelve digits. */
function bisect(rising: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 60 && to - from > 1e-12 * to; step++) {
    const middle = (from + to) / 2;
    if (rising(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
