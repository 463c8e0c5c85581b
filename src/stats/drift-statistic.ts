import { type ChangeLikelihood, changeLikelihood, logSumExp } from "./change-likelihood.ts";
import { bestChange, type Change, residuals, scanForChanges } from "./change-scan.ts";
import { lawFor } from "./drift-test.ts";

export interface DriftStatistic extends Change {
  /** The autocorrelation of neighbours that was assumed: its mean, if there is a change. */
  readonly phi: number;
  /** Standard deviation of the values about the change. */
  readonly noise: number;
  /** By how much a change explains the values better than noise alone: a likelihood ratio's logarithm. */
  readonly evidence: number;
}

/**
 * The change that explains a series best, and how far it stands out of autocorrelated noise.
 *
 * @param phiMax up to which neighbours may be alike without drift, see lawFor()
 * @returns null where the values are all alike, or fewer than four
 */
export function driftStatistic(
  times: readonly number[],
  found: readonly number[],
  phiMax: number,
): DriftStatistic | null {
  const unit = binaryUnit(found);
  const values = found.map((value) => value / unit);
  const { phis, weights } = lawFor(phiMax, values.length);
  const scans = phis.map((phi) => scanForChanges(times, values, phi));
  const likelihoods = scans.flatMap((scan) => (scan === null ? [] : [changeLikelihood(scan)]));
  const phi = meanPhi(likelihoods);
  const scan = scanForChanges(times, values, phi);
  if (scan === null) return null;
  const change = bestChange(scan);
  const squares = residuals(times, values, change).reduce((sum, value) => sum + value * value, 0);
  const noise = Math.sqrt(squares / (values.length - 2));
  const evidence = weighEvidence(likelihoods, weights);
  return { ...change, size: change.size * unit, phi, noise: noise * unit, evidence };
}

/** Of very small values the squares would be 0; a power of two rounds nothing. */
function binaryUnit(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
}

/**
 * log of the likelihood with a change, every autocorrelation counting alike, over that without one,
 * where they count by `weights`. With the least favourable weights, which make it as hard as can be to tell
 * change from memory, no test that holds its level for all of them finds more, on the mean of
 * changes and autocorrelations. Source: Elliott, Müller and Watson (2015), Econometrica 83, 771–811.
 */
export function weighEvidence(
  likelihoods: readonly ChangeLikelihood[],
  weights: readonly number[],
): number {
  const change = logSumExp(likelihoods.map((each) => each.with)) - Math.log(likelihoods.length);
  // A weight of 0 is a logarithm of −∞, which counts for nothing.
  return (
    change - logSumExp(likelihoods.map(({ without }, i) => without + Math.log(weights[i] ?? 0)))
  );
}

/** Of the autocorrelations, each as likely as the values are with it and a change. */
function meanPhi(likelihoods: readonly ChangeLikelihood[]): number {
  const total = logSumExp(likelihoods.map((each) => each.with));
  return likelihoods.reduce((sum, { phi, with: log }) => sum + phi * Math.exp(log - total), 0);
}
