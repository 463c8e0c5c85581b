import { type AgingFit, fitAging } from "./aging.ts";
import { type BestPeriod, bestPeriod } from "./best-period.ts";
import type { LossHistory } from "./history.ts";
import { slopeError } from "./interval.ts";
import { PRIOR_WEIGHT, priorSlope } from "./prior.ts";
import type { PolicyDecision } from "./schema.ts";

/** Aging of fewer standard errors supports no cadence. */
const SIGNIFICANT = 2;

/** How fast the losses age, beside the cost of a retraining. */
export interface JudgedAging {
  readonly fit: AgingFit;
  readonly slope: number;
  readonly error: number;
  readonly status: PolicyDecision["status"];
  /** The curve by which periods are chosen. */
  readonly curve: AgingFit["curve"];
  readonly prior: { readonly slope: number; readonly weight: number };
  /** The cost of one unit of loss in a step, and of a retraining in such units. */
  readonly lossCost: number;
  readonly ratio: number;
  readonly best: BestPeriod;
  /** In steps; null where the data supports none. */
  readonly period: number | null;
}

/** Fits the aging; null where no version has two ages. */
export function judgeAging(
  { points, stepDays }: LossHistory,
  { retraining, loss_per_day: perDay }: NonNullable<PolicyDecision["costs"]>,
  presentDays: number,
): JudgedAging | null {
  const lossCost = perDay * stepDays;
  const ratio = retraining / lossCost;
  const prior = { slope: priorSlope(ratio, presentDays / stepDays), weight: PRIOR_WEIGHT };
  const fit = fitAging(points, prior);
  if (fit.slope === null || fit.versions < 2) return null;
  const slope = fit.slope.value;
  const error = Math.max(fit.slope.error, slopeError(points) ?? 0);
  const status = chooseStatus(fit, error, ratio);
  // That models become better the data says against the prior.
  const curve =
    status === "never" && fit.curve.shape === "linear" ? { ...fit.curve, slope } : fit.curve;
  const best = bestPeriod(curve, ratio);
  const period = status === "supported" ? best.period : null;
  return { fit, slope, error, status, curve, prior, lossCost, ratio, best, period };
}

/** The aging in days. */
export function agingFacts(
  { stepDays, leftOut }: LossHistory,
  { fit, slope, error }: JudgedAging,
): PolicyDecision["aging"] {
  const { curve, versions, points } = fit;
  return {
    shape: curve.shape,
    slope_per_day: slope / stepDays,
    slope_error: error / stepDays,
    fitted_per_day: curve.shape === "linear" ? curve.slope / stepDays : null,
    ceiling: curve.shape === "saturating" ? curve.ceiling : null,
    scale_days: curve.shape === "saturating" ? curve.scale * stepDays : null,
    versions,
    points,
    step_days: stepDays,
    left_out: {
      versionless: leftOut.versionless,
      not_finite: leftOut.notFinite,
      immature: leftOut.immature,
    },
  };
}

function chooseStatus(fit: AgingFit, error: number, ratio: number): PolicyDecision["status"] {
  const slope = fit.slope?.value ?? 0;
  // Models become better with age, for certain: then a retraining is money lost.
  if (slope <= -SIGNIFICANT * error && slope < 0) return "never";
  if (slope < SIGNIFICANT * error || slope <= 0) return "unsupported";
  return bestPeriod(fit.curve, ratio).period === null ? "never" : "supported";
}
