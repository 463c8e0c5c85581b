import { GUARDED } from "./excess.ts";

/** The inputs of the trigger, in steps and units of loss. */
export interface TriggerState {
  /** Of the model in production. */
  readonly age: number;
  /** The best period; null for never. */
  readonly period: number | null;
  /** The cumulative excess of the model in production. */
  readonly sum: number;
  readonly costRatio: number;
}

/** Not before this share of the best period, always by that one. */
export const GUARD = { from: 0.5, to: 2 } as const;

/**
 * Why to retrain now, if at all: the excess has cost twice a retraining, and half the best period is
 * over; or two of them are. Where the best period is never, the excess alone decides, because aging that
 * was not seen may begin: no share of never is ever over, hence only from the beginning.
 *
 * @example age 6, period 10, sum 1.1, cost ratio 0.5 → "excess"
 */
export function isDue({ age, period, sum, costRatio }: TriggerState): "excess" | "overdue" | null {
  if (period !== null && age >= GUARD.to * period) return "overdue";
  if (period !== null && age < GUARD.from * period) return null;
  return sum >= GUARDED.multiple * costRatio ? "excess" : null;
}
