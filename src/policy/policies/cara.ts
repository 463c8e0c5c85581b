import type { Decider, Policy, Seen, Task } from "../replay.ts";

/**
 * CARA (Mahadevan and Mathioudakis, arXiv 2310.04216) compares what a stale model costs with what a
 * retraining costs. It takes staleness from the data; a loss matrix has losses alone, so that here the
 * staleness of a block is what the model loses above its own first block. Its thresholds are tuned
 * offline by its authors; here they are shares of the cost, the same for every matrix.
 */
function cara(isStale: (staleness: readonly number[], task: Task) => boolean): Policy {
  return (task): Decider =>
    (seen) => {
      const losses = lossesOfModel(seen);
      const [first = 0] = losses;
      return isStale(
        losses.map((loss) => Math.max(0, loss - first)),
        task,
      );
    };
}

/** Retrains when the last block's staleness reaches the cost. */
export const caraThreshold: Policy = cara((staleness, { cost }) => (staleness.at(-1) ?? 0) >= cost);

/** Retrains when the staleness since the last retraining reaches the cost. */
export const caraCumulative: Policy = cara(
  (staleness, { cost }) => staleness.reduce((sum, value) => sum + value, 0) >= cost,
);

/** The losses of the model in production, since it was deployed. */
export function lossesOfModel({ age, past }: Seen): number[] {
  return past.slice(past.length - age).map(({ loss }) => loss);
}
