import { lagOne, phiToReckonWith } from "./autocorrelation.ts";
import { type Change, residuals, scanForChange } from "./change-scan.ts";

export interface DriftStatistic extends Change {
  /** The autocorrelation of neighbours that was reckoned with. */
  readonly phi: number;
  /** Standard deviation of the values about the change. */
  readonly noise: number;
}

/**
 * The change that explains a series best, and how far it stands out of autocorrelated noise. First the
 * change is sought with a middling φ, then φ is estimated without it (with it, every drift would look
 * like memory), then the change is sought again.
 *
 * @returns null where the values are all alike, or fewer than four
 */
export function driftStatistic(
  times: readonly number[],
  values: readonly number[],
): DriftStatistic | null {
  const first = scanForChange(times, values, 0.4);
  if (first === null) return null;
  const phi = phiToReckonWith(lagOne(residuals(times, values, first)), values.length);
  const change = scanForChange(times, values, phi) ?? first;
  const rest = residuals(times, values, change);
  const squares = rest.reduce((sum, value) => sum + value * value, 0);
  return { ...change, phi, noise: Math.sqrt(squares / (values.length - 2)) };
}
