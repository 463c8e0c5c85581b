/**
 * The slope of points by Theil and Sen, the median of those of all pairs, and its interval at 95 % by
 * Kendall's distribution (Sen 1968, Estimates of the regression coefficient based on Kendall's tau).
 *
 * @param points [x, y], x ascending
 * @example senSlope([[1, 10], [2, 18], [3, 22], [4, 35], [10, 100], [12, 85], [18, 120]]) // slope 6.7, low 5.8333…, high 10.25, as theilslopes of scipy 1.17
 */
export function senSlope(points) {
  const n = points.length;
  const slopes = points
    .flatMap(([x, y], i) => points.slice(i + 1).map(([to, value]) => (value - y) / (to - x)))
    .sort((a, b) => a - b);
  const pairs = slopes.length;
  const spread = 1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (index) => slopes[Math.min(pairs - 1, Math.max(0, Math.round(index)))];
  return {
    slope: (slopes[(pairs - 1) >> 1] + slopes[pairs >> 1]) / 2,
    low: at((pairs - spread) / 2 - 1),
    high: at((pairs + spread) / 2),
  };
}
