import { CumulativeExcess, GUARDED } from "../excess.ts";
import type { Policy } from "../replay.ts";
import { isDue } from "../trigger.ts";
import { periodSeen } from "./aging.ts";

/** What `--cadence auto` does: the best period, and the guarded trigger about it. */
export const autoPolicy: Policy = (task) => {
  const period = periodSeen(task);
  const excess = new CumulativeExcess(GUARDED);
  return ({ past, age }) => {
    const last = past.at(-1) as (typeof past)[number];
    excess.add(last.loss, last.block - last.trainedAt, last.block === last.trainedAt);
    return isDue({ age, period: period(last), sum: excess.sum, costRatio: task.cost }) !== null;
  };
};
