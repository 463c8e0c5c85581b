/** A training of the past, with what the model lost just after it. */
export interface Update {
  readonly type: "full_retrain" | "incremental";
  readonly lossAfter: number;
}

export interface FullEvery {
  /** Every so many cycles is full. */
  readonly every: number;
  readonly basis: "fitted" | "default";
  /** The loss that each incremental since the last full training adds, and its standard error. */
  readonly lossPerIncremental: { readonly value: number; readonly error: number } | null;
  /** Whether it is significantly above 0: then a full training is due now. */
  readonly isForced: boolean;
}

export interface UpdateCosts {
  readonly full: number;
  readonly incremental: number;
  /** Of one unit of loss for one step. */
  readonly loss: number;
  /** Time between cycles, in steps. */
  readonly period: number;
}

/** Fewer incrementals tell nothing of their sum. */
const LEAST_UPDATES = 4;
/** Beyond it a fitted number is an extrapolation: where nothing asks for a full training, this. */
const MOST_EVERY = 52;

/**
 * How often a training has to be full: K* = √(2(c_f − c_i)/(k·b·T)), with b what each incremental since
 * the last full training adds to the loss, by regression of the loss just after an update on their
 * number; at most 52, also with b below 0. With too little history, or b within two standard errors of 0,
 * as configured.
 *
 * @param updates the oldest first; those before the first full training count from it
 * @example full 10, incremental 2, k = 1, T = 4, b = 0.04 → √(16/0.16) = 10
 */
export function fullEvery(
  updates: readonly Update[],
  { full, incremental, loss, period }: UpdateCosts,
  configured: number,
): FullEvery {
  const fit = regress(updates);
  if (fit === null) {
    return { every: configured, basis: "default", lossPerIncremental: null, isForced: false };
  }
  const isTold = Math.abs(fit.value) >= 2 * fit.error;
  const isForced = isTold && fit.value > 0;
  const saved = full - incremental;
  if (!isTold && saved > 0) {
    return { every: configured, basis: "default", lossPerIncremental: fit, isForced };
  }
  const best =
    fit.value > 0 && saved > 0 ? Math.sqrt((2 * saved) / (loss * fit.value * period)) : null;
  const every = saved <= 0 ? 1 : Math.min(MOST_EVERY, Math.max(1, Math.round(best ?? MOST_EVERY)));
  return { every, basis: "fitted", lossPerIncremental: fit, isForced };
}

/** Least squares of the loss after an update on the number of incrementals since the last full one. */
function regress(updates: readonly Update[]): { value: number; error: number } | null {
  let since = 0;
  const rows = updates.map(({ type, lossAfter }) => {
    since = type === "full_retrain" ? 0 : since + 1;
    return { x: since, y: lossAfter };
  });
  if (rows.filter(({ x }) => x > 0).length < LEAST_UPDATES) return null;
  const n = rows.length;
  const x̄ = rows.reduce((sum, { x }) => sum + x / n, 0);
  const ȳ = rows.reduce((sum, { y }) => sum + y / n, 0);
  const xx = rows.reduce((sum, { x }) => sum + (x - x̄) ** 2, 0);
  const value = rows.reduce((sum, { x, y }) => sum + (x - x̄) * (y - ȳ), 0) / xx;
  const squares = rows.reduce((sum, { x, y }) => sum + (y - ȳ - value * (x - x̄)) ** 2, 0);
  return { value, error: Math.sqrt(squares / (n - 2) / xx) };
}
