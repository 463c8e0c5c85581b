import type { ChangeScan } from "./change-scan.ts";

/** Of values among noise of one autocorrelation, as logarithms, both up to the same constant. */
export interface ChangeLikelihood {
  readonly phi: number;
  /** Of nothing but noise about a level. */
  readonly without: number;
  /** Of a line or a step besides, the mean over all that are considered. */
  readonly with: number;
}

/**
 * The expected size of a change, in standard deviations of the noise: normal about 0 with such a scatter
 * as can be distinguished from memory about half the time, because no test finds far smaller changes, and any test
 * larger ones; and seldom far larger, so that a change of ten scatters is not held against it. Of
 * few values only great changes can be told. Source of the first: King (1987), Econometric Theory 3.
 */
function sizes(values: number): { scatter: number; share: number }[] {
  return [
    { scatter: Math.max(1.5, 36 / values), share: 0.9 },
    { scatter: 15, share: 0.1 },
  ];
}

/** A line is as likely as so many shares of all steps together. */
const SHARE_OF_LINE = 0.25;

/**
 * How likely values are with a change and without one, whatever their level and their unit: the
 * restricted likelihood, from which both are integrated out. With V the covariance of n values,
 *
 *     log L = −½ log |V| − ½ log 1′V⁻¹1 − ½ (n − 1) log Q,   Q = min over the level m of (y−m)′V⁻¹(y−m)
 *
 * V is R, that of AR(1) noise of variance 1, and with a change of regressor x and scatter s it is
 * R + s²xx′: then |V|·1′V⁻¹1 is (1 + s²x′R⁻¹x)-fold, with x about its level, and Q is the less by what the
 * change explains, both from the sums of a scan. Sources: Harville (1974), Biometrika 61; Zellner (1986) for the prior in
 * units of the noise.
 *
 * @example of the values 9, 9, 9.1, 7, 7, 7.1 and φ = 0: without −5.38, with 1.19
 */
export function changeLikelihood({
  values,
  phi,
  level,
  total,
  fits,
}: ChangeScan): ChangeLikelihood {
  const innovation = 1 - phi * phi; // Variance, where that of the noise is 1.
  const degrees = (values - 1) / 2;
  const steps = fits.length - 1;
  const gains: number[] = [];
  for (const { scatter, share } of sizes(values)) {
    const g = (scatter * scatter) / innovation;
    const line = Math.log(share * SHARE_OF_LINE);
    const step = Math.log((share * (1 - SHARE_OF_LINE)) / steps);
    for (const { shape, sxx, sxy } of fits) {
      const grown = 1 + g * sxx;
      const left = 1 - (sxy * sxy * g) / (grown * total);
      gains.push(
        (shape === "slope" ? line : step) - Math.log(grown) / 2 - degrees * Math.log(left),
      );
    }
  }
  const without = (Math.log(innovation) - Math.log(level)) / 2 - degrees * Math.log(total);
  return { phi, without, with: without + logSumExp(gains) };
}

/** log Σ exp(xᵢ), where exp alone would overflow. */
export function logSumExp(logs: readonly number[]): number {
  const largest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}
