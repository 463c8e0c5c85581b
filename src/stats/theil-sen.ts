import { kendallVariance } from "./mann-kendall.ts";
import { median } from "./mean.ts";
import { normalQuantile } from "./normal.ts";
import { ties } from "./ranks.ts";

export interface TheilSen {
  /** Change of the value per unit of time. */
  readonly slope: number;
  /** Of the line at time 0: the median value less the slope times the median time. */
  readonly intercept: number;
  /** Of the slope. */
  readonly interval: readonly [number, number];
}

/**
 * The slope of Theil and Sen, the median of all slopes between two points, over real time: with gaps
 * it is another than over the index. Its interval is Sen's (1968, equation 2.6) with ties of values
 * and of times, the same as scipy.stats.theilslopes.
 *
 * @param times in the order of time; two points of one time have no slope
 * @param confidence of the interval, such as 0.95
 * @param correction by which the variance of Kendall's S is multiplied, where neighbours are alike
 * @returns null where no two points differ in time
 * @example theilSen([0, 1, 4], [1, 2, 3], 0.95).slope // 0.5, the median of 1, 0.5, 0.33
 */
export function theilSen(
  times: readonly number[],
  values: readonly number[],
  confidence: number,
  correction = 1,
): TheilSen | null {
  const slopes = allSlopes(times, values);
  const count = slopes.length;
  if (count === 0) return null;
  const slope = middle(slopes);
  const intercept = median(values) - slope * median(times);
  const variance = kendallVariance(values.length, [...ties(values), ...ties(times)]) * correction;
  const spread = normalQuantile((1 + confidence) / 2) * Math.sqrt(Math.max(0, variance));
  const upper = Math.min(roundHalfEven((count + spread) / 2), count - 1);
  const lower = Math.max(roundHalfEven((count - spread) / 2) - 1, 0);
  return { slope, intercept, interval: [slopes[lower] as number, slopes[upper] as number] };
}

function allSlopes(times: readonly number[], values: readonly number[]): Float64Array {
  const n = values.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const elapsed = (times[j] as number) - (times[i] as number);
      if (elapsed > 0) slopes[count++] = ((values[j] as number) - (values[i] as number)) / elapsed;
    }
  }
  return slopes.subarray(0, count).sort();
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

/** As numpy rounds, so that no interval differs from scipy's. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  return value - down === 0.5 && down % 2 === 0 ? down : Math.round(value);
}
