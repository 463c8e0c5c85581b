import { adwin } from "../../stats/adwin.ts";
import { mean } from "../../stats/mean.ts";
import type { Policy } from "../replay.ts";
import { lossesOfModel } from "./page-hinkley.ts";

/**
 * Retrains when ADWIN says that the mean loss of the model has changed, and its later half is the
 * worse: with a check after every block, for blocks are few. It knows nothing of costs.
 */
export const adwinPolicy: Policy = () => (seen) => {
  const losses = lossesOfModel(seen);
  const alarms = adwin(losses, { delta: 0.05, clock: 1, minWindow: 3, grace: 6 });
  const middle = losses.length >> 1;
  return alarms.length > 0 && mean(losses.slice(middle)) > mean(losses.slice(0, middle));
};
