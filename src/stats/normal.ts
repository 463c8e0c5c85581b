const SQRT_2 = Math.SQRT2;
const SQRT_PI = Math.sqrt(Math.PI);

/**
 * The complementary error function 2/√π ∫ₓ^∞ exp(−t²) dt, exact to 1e-13 relative: below 2 by the
 * series of erf whose terms are all positive, above by the continued fraction of Laplace, evaluated
 * after Lentz. Source: DLMF 7.6.2 and 7.9.1.
 *
 * @example erfc(1) // 0.15729920705028513
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 2 - erfc(-x);
  if (x > 27.3) return 0;
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum;
}

/** exp(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), from the inside out. */
function erfcFraction(x: number): number {
  // The further out, the fewer levels are needed: 120 suffice at 2.
  const levels = Math.ceil(20 + 400 / (x * x));
  let tail = x;
  for (let k = levels; k >= 1; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / SQRT_PI / tail;
}

/**
 * P(Z > z) of the standard normal distribution. Not 1 − Φ(z), which is 0 from z = 8.3 on.
 *
 * @example normalSf(1.959963984540054) // 0.025
 */
export function normalSf(z: number): number {
  return erfc(z / SQRT_2) / 2;
}

/**
 * The z with P(Z ≤ z) = p: a rational first guess (Abramowitz & Stegun 26.2.23), then Halley's steps.
 *
 * @throws RangeError where p is not between 0 and 1
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1, not ${p}`);
  const upper = Math.min(p, 1 - p);
  const t = Math.sqrt(-2 * Math.log(upper));
  let z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const newton = (normalSf(z) - upper) / density;
    z += newton / (1 - (z * newton) / 2);
  }
  return p < 0.5 ? -z : z;
}
