export interface Optimum {
  readonly totalCost: number;
  /** The blocks before which it retrains. */
  readonly retrainedAt: readonly number[];
}

/**
 * The cheapest retrainings in hindsight, by dynamic programming from the end: V(n) = 0;
 * V(i) = min over j > i of Σ_{t=i}^{j−1} loss[i, t] + (j < n ? cost + V(j) : 0). O(n²) time, O(n)
 * memory. Of equally cheap choices the model is kept longest.
 *
 * @param losses a row for each model, by its age, as in a loss matrix; longer rows do no harm
 * @param cost of a retraining, in units of loss × blocks; the first model is free
 * @example two blocks, losses [[0.1, 0.5], [0.2]], cost 0.1 → 0.1 + 0.1 + 0.2 = 0.4, retrained at 1
 */
export function oracle(
  { losses, blocks }: { blocks: number; losses: readonly ArrayLike<number>[] },
  cost: number,
): Optimum {
  const value = new Float64Array(blocks + 1);
  const next = new Int32Array(blocks + 1);
  for (let i = blocks - 1; i >= 0; i--) {
    const row = losses[i] as ArrayLike<number>;
    let sum = 0;
    let best = Number.POSITIVE_INFINITY;
    for (let j = i + 1; j <= blocks; j++) {
      sum += row[j - 1 - i] as number;
      const total = j < blocks ? sum + cost + (value[j] as number) : sum;
      if (total <= best) {
        best = total;
        next[i] = j;
      }
    }
    value[i] = best;
  }
  const retrainedAt: number[] = [];
  for (let i = next[0] as number; i < blocks; i = next[i] as number) retrainedAt.push(i);
  return { totalCost: value[0] as number, retrainedAt };
}
