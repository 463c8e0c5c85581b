export interface PageHinkleyOptions {
  /** No alarm before so many values. */
  readonly minValues: number;
  /** Changes of the mean that are tolerated. */
  readonly delta: number;
  /** How far the sum may leave its extreme. */
  readonly lambda: number;
  /** By which the sum fades. */
  readonly alpha: number;
  readonly sides: "up" | "down" | "both";
}

const DEFAULTS: PageHinkleyOptions = {
  minValues: 30,
  delta: 0.005,
  lambda: 50,
  alpha: 1 - 0.0001,
  sides: "both",
};

/**
 * The indices at which the test of Page and Hinkley says that the mean has risen or fallen: where the
 * faded sum of deviations from the running mean, less or plus δ, leaves its minimum or maximum by more
 * than λ. After an alarm it starts anew. Source: Page (1954), Continuous Inspection Schemes,
 * Biometrika 41; the same as river.drift.PageHinkley 0.26, whose maximum begins at −1.
 *
 * @example pageHinkley(stream) // [588, 1097, 1585], on River's own test stream
 */
export function pageHinkley(
  values: Iterable<number>,
  options: Partial<PageHinkleyOptions> = {},
): number[] {
  const { minValues, delta, lambda, alpha, sides } = { ...DEFAULTS, ...options };
  const alarms: number[] = [];
  let state = start();
  let index = 0;
  for (const value of values) {
    state.count++;
    state.mean += (value - state.mean) / state.count;
    const deviation = value - state.mean;
    state.rise = alpha * state.rise + deviation - delta;
    state.fall = alpha * state.fall + deviation + delta;
    state.lowest = Math.min(state.lowest, state.rise);
    state.highest = Math.max(state.highest, state.fall);
    const risen = sides !== "down" && state.rise - state.lowest > lambda;
    const fallen = sides !== "up" && state.highest - state.fall > lambda;
    if (state.count >= minValues && (risen || fallen)) {
      alarms.push(index);
      state = start();
    }
    index++;
  }
  return alarms;
}

function start() {
  return { count: 0, mean: 0, rise: 0, fall: 0, lowest: Number.POSITIVE_INFINITY, highest: -1 };
}
