import { type LossMatrix, lossAt } from "./loss-matrix.ts";

/** The loss of the model that was deployed in a block. */
export interface Observation {
  /** The block before which the model was trained. */
  readonly trainedAt: number;
  readonly block: number;
  readonly loss: number;
}

/** All that a policy may know when it decides before a block: the past, not the future. */
export interface Seen {
  /** The block that begins. */
  readonly block: number;
  /** How many blocks the deployed model has served. */
  readonly age: number;
  /** Of the deployed models, in the order of blocks, all before this one. */
  readonly past: readonly Observation[];
}

/** Says before each block from the second on whether to retrain. It may remember what it has seen. */
export type Decider = (seen: Seen) => boolean;

/** The facts that a decider gets before the first block. */
export interface Task {
  /** Of a retraining, in units of loss × blocks. */
  readonly cost: number;
  /** How many blocks there will be; a policy that plans to an end needs it. */
  readonly horizon: number;
}

export type Policy = (task: Task) => Decider;

export interface Replay {
  readonly totalCost: number;
  /** The blocks before which it retrained. */
  readonly retrainedAt: readonly number[];
}

/**
 * The cost that a policy would have had: the losses of the models that it deploys, and `cost` for each but
 * the first. A retraining before block t deploys the model that is trained on the window before t.
 */
export function replay(matrix: LossMatrix, cost: number, policy: Policy): Replay {
  return replayLosses((i, t) => lossAt(matrix, i, t), matrix.blocks, cost, policy);
}

/**
 * The same where no matrix is written down.
 *
 * @param lossAt the loss in block `t` of the model trained before block `i`
 */
export function replayLosses(
  lossOf: (i: number, t: number) => number,
  blocks: number,
  cost: number,
  policy: Policy,
): Replay {
  const decide = policy({ cost, horizon: blocks });
  const past: Observation[] = [];
  const retrainedAt: number[] = [];
  let trainedAt = 0;
  let losses = 0;
  for (let block = 0; block < blocks; block++) {
    if (block > 0 && decide({ block, age: block - trainedAt, past })) {
      trainedAt = block;
      retrainedAt.push(block);
    }
    const loss = lossOf(trainedAt, block);
    past.push({ trainedAt, block, loss });
    losses += loss;
  }
  return { totalCost: losses + cost * retrainedAt.length, retrainedAt };
}
