/**
 * P(T ≤ t) of Student's distribution with a whole number of degrees of freedom, by its finite series:
 * Abramowitz & Stegun 26.7.3 and 26.7.4.
 *
 * @param df 1, 2, …
 * @example studentCdf(1, 1) // 0.75
 */
export function studentCdf(t: number, df: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = df % 2 === 1;
  let term = isOdd ? cos : 1;
  let sum = df === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < df; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
  return t < 0 ? (1 - within) / 2 : (1 + within) / 2;
}

/**
 * The t with P(T ≤ t) = p, by bisection.
 *
 * @throws RangeError where p is not between 0 and 1
 * @example studentQuantile(0.9, 2) // 1.8856180831641267
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1, not ${p}`);
  if (p < 0.5) return -studentQuantile(1 - p, df);
  let [low, high] = [0, 1];
  while (studentCdf(high, df) < p) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
