import { DRIFT_LAW } from "./drift-law.ts";

/** The fewest values of which the law is known. */
export const FEWEST_TESTED = DRIFT_LAW.plain.lengths[0] as number;

/** Further out than was simulated the law is extended, but no p is said to be smaller. */
const SMALLEST_P = 1e-6;

/**
 * P(|t| as large or larger) among series of `n` values without drift whose autocorrelation is at most
 * `phiMax`: the largest over those of the table, so that the test holds its level whatever the true
 * autocorrelation is, up to that.
 *
 * Mann-Kendall with Hamed and Rao's correction does not: of eight values with φ = .6 it calls one
 * series in four a trend (`npm run bench -- drift`). An estimated φ alone cannot help there, since eight
 * values hardly tell .6 from 0. So the law was simulated of the statistic as it is computed, with the
 * estimate within it, and the worst case counts; what that costs is power where noise is in fact white.
 *
 * @param n at least {@link FEWEST_TESTED}; beyond 500 the law of 500 is taken
 * @param phiMax is rounded up to 0, .3, .6 or .8
 * @param deseasoned whether a season of the week was taken out, which takes noise with it
 * @example driftP(4.6, 12, 0.6) // about .02
 */
export function driftP(t: number, n: number, phiMax: number, deseasoned = false): number {
  const { phis } = DRIFT_LAW;
  const { lengths, quantiles } = deseasoned ? DRIFT_LAW.deseasoned : DRIFT_LAW.plain;
  const upTo = phis.findIndex((phi) => phi >= phiMax - 1e-9);
  const blocks = quantiles.slice(0, upTo === -1 ? undefined : upTo + 1);
  return Math.max(...blocks.map((rows) => pOf(Math.abs(t), n, lengths, rows)));
}

/** Between two lengths, log p is linear in 1/n. */
function pOf(
  t: number,
  n: number,
  lengths: readonly number[],
  rows: readonly (readonly number[])[],
): number {
  const above = lengths.findIndex((length) => length >= n);
  if (above === -1) return Math.exp(logP(t, lengths.at(-1) as number, rows.at(-1) ?? []));
  const [longer, shorter] = [lengths[above] as number, lengths[above - 1] ?? 0];
  const of = (row: number) => logP(t, lengths[row] as number, rows[row] ?? []);
  if (longer === n || above === 0) return Math.exp(of(above));
  const share = (1 / shorter - 1 / n) / (1 / shorter - 1 / longer);
  return Math.exp(of(above - 1) * (1 - share) + of(above) * share);
}

/** In log(1 + t²/n), in which the tail of Student's t is a straight line, as is what lies beyond. */
function logP(t: number, n: number, row: readonly number[]): number {
  const { tails } = DRIFT_LAW;
  const scale = (x: number) => Math.log1p((x * x) / n);
  const xs = [0, ...row.map(scale)];
  const ys = [0, ...tails.map(Math.log)];
  const x = scale(t);
  const beyond = xs.findIndex((knot) => knot >= x);
  // The outermost cell alone is too noisy a slope.
  const [from, to] =
    beyond === -1 ? [xs.length - 4, xs.length - 1] : [Math.max(0, beyond - 1), Math.max(1, beyond)];
  const [x0, x1, y0, y1] = [xs[from], xs[to], ys[from], ys[to]] as [number, number, number, number];
  const at = beyond === -1 ? [x1, y1] : [x0, y0];
  const y = (at[1] as number) + ((y1 - y0) / (x1 - x0)) * (x - (at[0] as number));
  return Math.max(y, Math.log(SMALLEST_P));
}
