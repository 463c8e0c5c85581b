import { pageHinkley } from "../../stats/page-hinkley.ts";
import type { Policy, Seen } from "../replay.ts";

/**
 * Retrains when the test of Page and Hinkley says that the loss of the model has risen. It knows
 * nothing of costs; its limits, λ = 0.3 after three blocks with δ = 0.01, are in units of loss.
 */
export const pageHinkleyPolicy: Policy = () => (seen) =>
  pageHinkley(lossesOfModel(seen), { minValues: 3, delta: 0.01, lambda: 0.3, sides: "up" }).length >
  0;

/** The losses of the model in production, since it was deployed. */
export function lossesOfModel({ age, past }: Seen): number[] {
  return past.slice(past.length - age).map(({ loss }) => loss);
}
