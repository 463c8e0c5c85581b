import { lossesOfModel } from "../../src/policy/policies/cara.ts";
import type { Policy } from "../../src/policy/replay.ts";
import { mean } from "../../src/stats/mean.ts";
import { adwin } from "./adwin.ts";
import { pageHinkley } from "./page-hinkley.ts";

/**
 * Retrains when the test of Page and Hinkley says that the loss of the model has risen. It knows
 * nothing of costs; its limits, λ = 0.3 after three blocks with δ = 0.01, are in units of loss.
 */
const pageHinkleyPolicy: Policy = () => (seen) =>
  pageHinkley(lossesOfModel(seen), { minValues: 3, delta: 0.01, lambda: 0.3, sides: "up" }).length >
  0;

/**
 * Retrains when ADWIN says that the mean loss of the model has changed, and its later half is the
 * worse: with a check after every block, for blocks are few. It knows nothing of costs.
 */
const adwinPolicy: Policy = () => (seen) => {
  const losses = lossesOfModel(seen);
  const alarms = adwin(losses, { delta: 0.05, clock: 1, minWindow: 3, grace: 6 });
  const middle = losses.length >> 1;
  return alarms.length > 0 && mean(losses.slice(middle)) > mean(losses.slice(0, middle));
};

/** The policies of streaming detectors, which `backtest` is compared with. */
export const PEER_POLICIES: Readonly<Record<string, Policy>> = {
  "page-hinkley": pageHinkleyPolicy,
  adwin: adwinPolicy,
};
