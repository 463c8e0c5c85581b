import { mean, median } from "./mean.ts";
import { studentQuantile } from "./student-t.ts";
import { theilSen } from "./theil-sen.ts";

/** A line through points, of which some may be odd, that neither falls nor begins below 0. */
export interface RobustLine {
  readonly intercept: number;
  readonly slope: number;
  /** How far points lie from it: their standard deviation, if they are normal. */
  readonly scale: number;
  readonly points: number;
  /** From the least to the greatest. */
  readonly range: readonly [number, number];
  /** The part of a sum over new points that is due to the line's own uncertainty, in units of scale². */
  leverage(xs: readonly number[]): number;
  readonly degreesOfFreedom: number;
}

/**
 * How a quantity such as hours grows with another such as samples: the line of Theil and Sen (Sen 1968),
 * which up to 29 % of odd points do not carry away. A cost in time neither falls with more nor is
 * negative with less: a line that falls becomes the median, one that begins below 0 goes through the
 * origin with the median ratio. The scale is the mean distance times √(π/2), as of normal errors, with
 * the degrees of freedom taken off.
 *
 * @param xs positive
 * @returns null with fewer than three points
 * @example robustLine([1, 2, 3], [3, 5, 7]) // { intercept: 1, slope: 2, scale: 0, … }
 */
export function robustLine(xs: readonly number[], ys: readonly number[]): RobustLine | null {
  const points = xs.length;
  if (points < 3) return null;
  const { slope, intercept, degrees, leverage } = measureShape(xs, ys);
  const distances = ys.map((y, i) => Math.abs(y - intercept - slope * (xs[i] as number)));
  const degreesOfFreedom = points - degrees;
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return {
    intercept,
    slope,
    leverage,
    points,
    degreesOfFreedom,
    scale: (Math.sqrt(Math.PI / 2) * sum) / degreesOfFreedom,
    range: [Math.min(...xs), Math.max(...xs)],
  };
}

type Shape = Pick<RobustLine, "slope" | "intercept" | "leverage"> & { degrees: 1 | 2 };

function measureShape(xs: readonly number[], ys: readonly number[]): Shape {
  const n = xs.length;
  const centre = mean(xs);
  const squares = xs.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  // Slopes of points in the order of x; ties have none.
  const order = xs.map((_, i) => i).sort((a, b) => (xs[a] as number) - (xs[b] as number));
  const line = theilSen(
    order.map((i) => xs[i] as number),
    order.map((i) => ys[i] as number),
    0.8,
  );
  if (line === null || line.slope <= 0) {
    const leverage = (at: readonly number[]) => at.length ** 2 / n;
    return { slope: 0, intercept: median(ys), degrees: 1, leverage };
  }
  const intercept = median(ys.map((y, i) => y - line.slope * (xs[i] as number)));
  if (intercept < 0) {
    const own = xs.reduce((sum, x) => sum + x * x, 0);
    const ratios = ys.map((y, i) => y / (xs[i] as number));
    const leverage = (at: readonly number[]) => total(at) ** 2 / own;
    return { slope: median(ratios), intercept: 0, degrees: 1, leverage };
  }
  const leverage = (at: readonly number[]) =>
    at.length ** 2 / n + (total(at) - at.length * centre) ** 2 / squares;
  return { slope: line.slope, intercept, degrees: 2, leverage };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** A sum of new values: what it is expected to be, and half the width of its interval. */
export interface Prediction {
  readonly expected: number;
  readonly halfWidth: number;
}

/**
 * The expected sum of new points, and how far from it the sum may be: Student's interval of a new
 * observation (Draper & Smith, Applied Regression Analysis, 1.4), for a sum of them. Stated at 80 %, it
 * held 79 to 86 % of simulated new points (test/stats/robust-line.test.ts).
 *
 * @param xs where the new points are
 * @param confidence such as 0.8
 */
export function predictSum(
  line: RobustLine,
  xs: readonly number[],
  confidence: number,
): Prediction {
  const t = studentQuantile((1 + confidence) / 2, line.degreesOfFreedom);
  return {
    expected: xs.length * line.intercept + line.slope * total(xs),
    halfWidth: t * line.scale * Math.sqrt(xs.length + line.leverage(xs)),
  };
}
