import type { LossMatrix } from "./loss-matrix.ts";
import { oracle } from "./oracle.ts";
import { findPolicy } from "./policies.ts";
import { replay } from "./replay.ts";
import type { BacktestRow } from "./schema.ts";

/**
 * Replays policies over a matrix, at each cost.
 *
 * @param policies names that {@link findPolicy} knows, or `oracle`
 * @throws RangeError at another name
 */
export function backtest(
  matrix: LossMatrix,
  costs: readonly number[],
  policies: readonly string[],
): BacktestRow[] {
  return costs.flatMap((cost) => {
    const best = oracle(matrix, cost);
    return policies.map((name) => {
      const policy = findPolicy(name);
      if (policy === undefined && name !== "oracle") throw new RangeError(`no policy "${name}"`);
      const { totalCost, retrainedAt } = policy === undefined ? best : replay(matrix, cost, policy);
      return {
        matrix: matrix.name,
        cost,
        policy: name,
        total_cost: totalCost,
        retrainings: retrainedAt.length,
        excess_over_oracle: excessOver(totalCost, best.totalCost),
      };
    });
  });
}

/**
 * How much more than the oracle something costs, as a fraction of that; null where the oracle costs nothing
 * or less, as with losses below 0: of that nothing is a fraction.
 */
export function excessOver(total: number, oracle: number): number | null {
  return oracle > 0 ? total / oracle - 1 : null;
}
