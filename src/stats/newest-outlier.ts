import { median } from "./mean.ts";
import { OUTLIER_LAW } from "./outlier-law.ts";

const { phis: PHIS, lengths: LENGTHS, tails: TAILS, distances: DISTANCES } = OUTLIER_LAW;

/** The fewest values, the newest included, of which the law is known. */
export const FEWEST_WITH_OUTLIER = LENGTHS[0] as number;
/** Of more values the newest so many are compared. */
export const MOST_COMPARED: number = LENGTHS.at(-1) as number;
/** Further out than was simulated the law is extended, but no p is said to be smaller. */
const SMALLEST_P = 1e-6;

export interface NewestDistance {
  /** The newest value less the median of the others. */
  readonly size: number;
  /** The same in standard deviations of the others; Infinity where they do not scatter. */
  readonly distance: number;
  /** How many values were compared. */
  readonly values: number;
}

/**
 * How far the newest value lies from the others: its distance from their median, over their standard
 * deviation about it without the tenth that lies furthest out (at least one), so that an odd value of the
 * past hides nothing. It is an externally studentized residual, of trimmed values: Barnett and Lewis,
 * Outliers in Statistical Data (1994), 6.3.
 *
 * @param found in the order of time, without their season
 * @param resolution the step in which values are written: no scatter is taken for less than half of it
 * @returns null with fewer values than the law is known of
 * @example newestDistance([9, 9.1, 8.9, 9, 9.1, 8.9, 9, 1], 0.1) // { size: -8, distance: 109.5, values: 8 }
 */
export function newestDistance(
  found: readonly number[],
  resolution: number,
): NewestDistance | null {
  const values = found.slice(-MOST_COMPARED);
  if (values.length < FEWEST_WITH_OUTLIER) return null;
  const others = values.slice(0, -1);
  const middle = median(others);
  const distances = Float64Array.from(others, (value) => Math.abs(value - middle)).sort();
  const kept = distances.subarray(
    0,
    distances.length - Math.max(1, Math.floor(others.length / 10)),
  );
  const squares = kept.reduce((sum, distance) => sum + distance * distance, 0);
  const scale = Math.max(Math.sqrt(squares / (kept.length - 1)), resolution / 2);
  const size = (values.at(-1) as number) - middle;
  return { size, distance: size === 0 ? 0 : Math.abs(size) / scale, values: values.length };
}

/**
 * P(a newest value as far out or further) among series without a change whose autocorrelation is at most
 * `phiMax`, by simulation; between the tails linear in the logarithms of both, between lengths in 1/n.
 *
 * @param phiMax is rounded up to 0, .2, .4, .6 or .8
 */
export function newestP({ distance, values }: NewestDistance, phiMax: number): number {
  const rows = DISTANCES[PHIS.findIndex((phi) => phi >= phiMax - 1e-9)] ?? [];
  const above = LENGTHS.findIndex((length) => length >= values);
  const [longer, shorter] = [LENGTHS[above] as number, LENGTHS[above - 1]];
  const p = logP(distance, rows[above] ?? []);
  if (shorter === undefined) return Math.exp(p);
  const share = (1 / shorter - 1 / values) / (1 / shorter - 1 / longer);
  return Math.exp(p * share + logP(distance, rows[above - 1] ?? []) * (1 - share));
}

function logP(distance: number, row: readonly number[]): number {
  const [first, last] = [row[0] as number, row.at(-1) as number];
  if (distance <= first) return 0;
  const beyond = distance > last ? row.length - 1 : row.findIndex((knot) => knot >= distance);
  const from = distance > last ? row.length - 4 : beyond - 1;
  const [x0, x1] = [Math.log(row[from] as number), Math.log(row[beyond] as number)];
  const [y0, y1] = [Math.log(TAILS[from] as number), Math.log(TAILS[beyond] as number)];
  const y = y0 + ((y1 - y0) / (x1 - x0)) * (Math.log(distance) - x0);
  return Math.max(y, Math.log(SMALLEST_P));
}
