import { type AgePoint, fitAging } from "../aging.ts";
import { bestPeriod } from "../best-period.ts";
import { PRIOR_WEIGHT, priorSlope } from "../prior.ts";
import type { Policy, Task } from "../replay.ts";

/** The cadence of a team that has no data yet, in blocks: every fourth, as the aging prior. */
const FIRST_PERIOD = 4;

/** Retrains at the best period of the aging that was seen so far. */
export const agingPolicy: Policy = (task) => {
  const period = periodSeen(task);
  return ({ past, age }) => {
    const best = period(past.at(-1) as (typeof past)[number]);
    return best !== null && age >= Math.max(1, Math.round(best));
  };
};

/** Takes one more block, and gives the best period; null for never. */
export function periodSeen({
  cost,
}: Task): (seen: { trainedAt: number; block: number; loss: number }) => number | null {
  const points: AgePoint[] = [];
  const prior = { slope: priorSlope(cost, FIRST_PERIOD), weight: PRIOR_WEIGHT };
  return ({ trainedAt, block, loss }) => {
    points.push({ version: `${trainedAt}`, age: block - trainedAt, loss });
    const fit = fitAging(points, prior);
    return bestPeriod(fit.curve, cost).period;
  };
}
