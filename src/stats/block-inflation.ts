/** How the daily values of a series depend on each other. */
export interface Memory {
  /** Of the variance of a day, the share that is remembered; the rest is independent noise. */
  readonly share: number;
  /** Of what is remembered, the autocorrelation of neighbours. */
  readonly autocorrelation: number;
}

/**
 * By how much the squared difference between the means of the first and of the last blocks of a series
 * exceeds that of blocks in random order, on average: 1 without memory, more with it, because neighbours
 * are alike. The series is an AR(1) process with noise, and w'Γw is divided by its mean over all orders
 * of w, where w is 1/n of the last blocks, −1/m of the first, and Γ the covariance of the blocks' sums.
 *
 * @param perBlock values in a block
 * @example blockInflation({ share: 1, autocorrelation: 0.6 }, 7, 4, 4) // 1.2719
 */
export function blockInflation(
  { share, autocorrelation: rho }: Memory,
  perBlock: number,
  first: number,
  last: number,
): number {
  const blocks = first + last;
  if (share <= 0 || rho <= 0 || first < 1 || last < 1) return 1;
  const size = Math.max(1, Math.round(perBlock));
  let variance = size;
  for (let lag = 1; lag < size; lag++) variance += 2 * (size - lag) * share * rho ** lag;
  let neighbours = 0;
  for (let lag = 1; lag < 2 * size; lag++) {
    neighbours += (size - Math.abs(size - lag)) * share * rho ** lag;
  }
  let [squares, products] = [(1 / first + 1 / last) * variance, 0];
  for (let distance = 1; distance < blocks; distance++) {
    const covariance = neighbours * rho ** (size * (distance - 1));
    products += 2 * (blocks - distance) * covariance;
    squares += 2 * covariance * weightAtDistance(distance, first, last);
  }
  const inRandomOrder = variance - products / (blocks * (blocks - 1));
  return Math.max(1, squares / ((1 / first + 1 / last) * inRandomOrder));
}

/** Σ w(i) w(i + distance). */
function weightAtDistance(distance: number, first: number, last: number): number {
  const withinFirst = Math.max(0, first - distance);
  const withinLast = Math.max(0, last - distance);
  const across = first + last - distance - withinFirst - withinLast;
  return withinFirst / first ** 2 + withinLast / last ** 2 - across / (first * last);
}
