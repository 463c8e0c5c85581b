import { DRIFT_LAW } from "./drift-law.ts";

const { phis: PHIS, lengths: LENGTHS, tails: TAILS } = DRIFT_LAW;

/** The fewest values of which the law is known. */
export const FEWEST_TESTED = LENGTHS[0] as number;

/** Further out than was simulated the law is extended, but no p is said to be smaller. */
const SMALLEST_P = 1e-6;

/**
 * The autocorrelations that series of `n` values without drift may have, and how much each counts in
 * {@link weighEvidence}; between two lengths of the table linear in 1/n.
 *
 * @param phiMax is rounded up to 0, .2, .4, .6 or .8
 */
export function lawFor(phiMax: number, n: number): { phis: number[]; weights: number[] } {
  const { weights } = lawUpTo(phiMax);
  const [a, b, share] = between(n, LENGTHS);
  const mixed = weights[a]?.map(
    (weight, i) => weight * (1 - share) + (weights[b]?.[i] ?? 0) * share,
  );
  return { phis: PHIS.slice(0, mixed?.length), weights: mixed ?? [] };
}

/**
 * P(evidence as large or larger) among series of `n` values without drift whose autocorrelation is at most
 * `phiMax`: the largest over those of the table, so that the test holds its level whatever the true
 * autocorrelation is, up to that; also with white noise of half its variance on
 * top, as evaluations of few samples bring it.
 *
 * Mann-Kendall with Hamed and Rao's correction does not: of eight values with φ = .6 it calls one
 * series in four a trend (`npm run bench -- drift`), for eight values hardly tell .6 from 0.
 *
 * @param n at least {@link FEWEST_TESTED}; beyond the longest of the table its law is taken
 * @param phiMax is rounded up to 0, .2, .4, .6 or .8
 * @param deseasoned whether a season of the week was taken out, which takes noise with it
 */
export function driftP(evidence: number, n: number, phiMax: number, deseasoned = false): number {
  const law = lawUpTo(phiMax);
  const rows = deseasoned ? law.deseasoned : law.plain;
  // Seasons are taken out of three weeks and more: the table begins there.
  const [a, b, share] = between(n, LENGTHS.slice(-rows.length));
  const of = (row: number) => logP(evidence, rows[row] ?? []);
  return Math.exp(of(a) * (1 - share) + of(b) * share);
}

function lawUpTo(phiMax: number): (typeof DRIFT_LAW)["upTo"][number] {
  const index = PHIS.findIndex((phi) => phi >= phiMax - 1e-9);
  return DRIFT_LAW.upTo.at(index) as (typeof DRIFT_LAW)["upTo"][number];
}

/** The two lengths of the table next to n, as indexes, and the share of the second: linear in 1/n. */
function between(n: number, lengths: readonly number[]): [number, number, number] {
  const above = lengths.findIndex((length) => length >= n);
  if (above === -1) return [lengths.length - 1, lengths.length - 1, 0];
  const [longer, shorter] = [lengths[above] as number, lengths[above - 1]];
  if (shorter === undefined) return [above, above, 0];
  return [above - 1, above, (1 / shorter - 1 / n) / (1 / shorter - 1 / longer)];
}

/** Between the tails of the table linear in log p; nearer than the first p is 1. */
function logP(evidence: number, row: readonly number[]): number {
  const ys = TAILS.map(Math.log);
  if (evidence <= (row[0] as number)) return 0;
  const beyond = row.findIndex((knot) => knot >= evidence);
  // The outermost cell alone is too noisy a slope.
  const [from, to] = beyond === -1 ? [row.length - 4, row.length - 1] : [beyond - 1, beyond];
  const [x0, x1, y0, y1] = [row[from], row[to], ys[from], ys[to]] as [
    number,
    number,
    number,
    number,
  ];
  const y =
    beyond === -1
      ? y1 + ((y1 - y0) / (x1 - x0)) * (evidence - x1)
      : y0 + ((y1 - y0) / (x1 - x0)) * (evidence - x0);
  return Math.max(y, Math.log(SMALLEST_P));
}
