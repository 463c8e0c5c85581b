/**
 * P(T ≤ t) of Student's t with a whole number of degrees of freedom, by the finite sums of Abramowitz
 * and Stegun 26.7.3 and 26.7.4.
 *
 * @example studentCdf(2.0150483726691575, 5) // 0.95
 */
export function studentCdf(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const cosine = Math.cos(angle) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = 1;
  let sum = freedom > 1 ? 1 : 0;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cosine;
    sum += term;
  }
  const central = isOdd
    ? (2 / Math.PI) * (angle + Math.sin(angle) * Math.cos(angle) * sum)
    : Math.sin(angle) * sum;
  return (1 + central) / 2;
}

/**
 * The t with P(T ≤ t) = p, for 0.5 ≤ p < 1, to ten digits.
 *
 * @example studentQuantile(0.9, 4) // 1.5332062740589438
 */
export function studentQuantile(p: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (studentCdf(high, freedom) < p) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-11 * high; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, freedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
