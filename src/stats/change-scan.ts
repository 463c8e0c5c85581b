/** The change that explains a series best, among a straight line and a step at every place. */
export interface Change {
  readonly shape: "slope" | "step";
  /** The first value after a step; 0 of a slope. */
  readonly at: number;
  /** From the first value to the last, in the unit of the values. */
  readonly size: number;
  /** The size over its standard error. */
  readonly t: number;
}

/** The fewest values on either side of a step: one alone would be an outlier. */
const SHORTEST = 2;

/** A line or a step beside a level, fitted to whitened values. */
interface Fit {
  readonly shape: Change["shape"];
  readonly at: number;
  /** Of the whitened regressor without its level: its products with itself, and with the values. */
  readonly sxx: number;
  readonly sxy: number;
}

/** A series with every change that is considered, among noise of one autocorrelation. */
export interface ChangeScan {
  readonly values: number;
  readonly phi: number;
  /** Of the whitened level, its product with itself. */
  readonly level: number;
  /** Squares of the whitened values about their level, without any change. */
  readonly total: number;
  /** The line, then the steps from the last to the first. */
  readonly fits: readonly Fit[];
}

/**
 * Fits one line and every step by generalised least squares, the noise being taken for an AR(1) process
 * of known `phi`: values, level and regressor are whitened (wᵢ = yᵢ − φyᵢ₋₁, w₀ = √(1−φ²)·y₀). Linear in
 * the number of values. Source: Prais and Winsten (1954), Cowles Commission 383.
 *
 * @param times in the order of time, not all the same
 * @param phi from 0 to less than 1
 * @returns null where the values are all alike, or fewer than four
 */
export function scanForChanges(
  times: readonly number[],
  values: readonly number[],
  phi: number,
): ChangeScan | null {
  const n = values.length;
  if (n < 2 * SHORTEST || isConstant(values)) return null;
  const whitened = whiten(values, phi);
  const first = Math.sqrt(1 - phi * phi); // The whitened level: so at 0, …
  const rest = 1 - phi; // … and so from 1 on.
  let [ww, wo, after] = [0, 0, 0]; // The first value is 0, see whiten().
  for (let i = 1; i < n; i++) {
    const w = whitened[i] as number;
    ww += w * w;
    wo += rest * w;
  }
  const oo = first * first + (n - 1) * rest * rest;
  const fits: Fit[] = [];

  /** Of a whitened regressor: its products with itself, with the level, and with the values. */
  function take(shape: Fit["shape"], at: number, xx: number, xo: number, xw: number): void {
    fits.push({ shape, at, sxx: xx - (xo * xo) / oo, sxy: xw - (xo * wo) / oo });
  }

  const line = whiten(fromZeroToOne(times), phi);
  let [xx, xo, xw] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = line[i] as number;
    xx += x * x;
    xo += x * (i === 0 ? first : rest);
    xw += x * (whitened[i] as number);
  }
  take("slope", 0, xx, xo, xw);
  // A step is, whitened, 1 where it is and 1 − φ from there on: its sums come from a running one.
  for (let step = n - 1; step >= SHORTEST; step--) {
    const own = whitened[step] as number;
    const later = (n - 1 - step) * rest * rest;
    if (step <= n - SHORTEST) take("step", step, 1 + later, rest + later, own + rest * after);
    after += own;
  }
  return { values: n, phi, level: oo, total: ww - (wo * wo) / oo, fits };
}

/**
 * The change with the largest |t|. Source: Andrews (1993), Econometrica 61.
 *
 * @example of the values 9, 9, 9.1, 7, 7, 7.1 and φ = 0: a step at 3, of −2.0, t −42
 */
export function bestChange({ values, total, fits }: ChangeScan): Change {
  let best: Change = { shape: "slope", at: 0, size: 0, t: 0 };
  for (const { shape, at, sxx, sxy } of fits) {
    // Never quite 0, where a step explains everything: then t is merely enormous.
    const unexplained = Math.max(total - (sxy * sxy) / sxx, total * 1e-14);
    const t = sxy / Math.sqrt((sxx * unexplained) / (values - 2));
    if (shape === "slope" || Math.abs(t) > Math.abs(best.t)) {
      best = { shape, at, size: sxy / sxx, t };
    }
  }
  return best;
}

/** About their first, so that no digits are lost where values are large and differ little. */
function whiten(values: readonly number[], phi: number): Float64Array {
  const origin = values[0] as number;
  const whitened = new Float64Array(values.length);
  for (let i = 1; i < values.length; i++) {
    whitened[i] = (values[i] as number) - origin - phi * ((values[i - 1] as number) - origin);
  }
  return whitened;
}

function fromZeroToOne(times: readonly number[]): number[] {
  const first = times[0] as number;
  const span = (times.at(-1) as number) - first;
  return times.map((time) => (time - first) / span);
}

/** But for the last digits of floating point. */
function isConstant(values: readonly number[]): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least <= 1e-12 * Math.max(Math.abs(least), Math.abs(most));
}

/** The residuals of the change, value by value: by least squares, each level or line its own. */
export function residuals(
  times: readonly number[],
  values: readonly number[],
  { shape, at }: Pick<Change, "shape" | "at">,
): number[] {
  return shape === "slope"
    ? aboutLine(times, values)
    : [...aboutMean(values.slice(0, at)), ...aboutMean(values.slice(at))];
}

function aboutMean(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function aboutLine(times: readonly number[], values: readonly number[]): number[] {
  const x = aboutMean(times);
  const y = aboutMean(values);
  const xx = x.reduce((sum, value) => sum + value * value, 0);
  const xy = x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return y.map((value, i) => value - (xy / xx) * (x[i] as number));
}
