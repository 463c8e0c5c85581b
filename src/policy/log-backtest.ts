import { mean } from "../stats/mean.ts";
import { quantile } from "../stats/quantile.ts";
import { type Random, randomFrom } from "../stats/random.ts";
import { backtest, excessOver } from "./backtest.ts";
import { MatrixProblem } from "./loss-matrix.ts";
import { oracle } from "./oracle.ts";
import type { Observation } from "./replay.ts";
import type { BacktestRow } from "./schema.ts";
import { fitLossModel, pathMatrix, simulatePath } from "./simulate.ts";

/** Enough for means to a few per cent, in a second or two. */
const PATHS = 100;
/** Each path has a loss for every model in every block: longer logs would take minutes. */
const MOST_BLOCKS = 1000;

/**
 * Replays policies over what a log of deployed models could have been. The loss that other models would have had
 * is unknown, so that paths are simulated ({@link simulatePath}) and each policy is run on the same ones.
 *
 * @throws MatrixProblem where the log does not tell aging from harder times, or is too long
 */
export function backtestLog(
  name: string,
  log: readonly Observation[],
  costs: readonly number[],
  policies: readonly string[],
  random: Random = randomFrom(1),
): BacktestRow[] {
  if (log.length > MOST_BLOCKS) {
    throw new MatrixProblem(
      `a log of ${log.length} blocks; at most ${MOST_BLOCKS}: take longer blocks`,
    );
  }
  const model = fitLossModel(log);
  if (model === null) {
    throw new MatrixProblem(
      "a log of fewer than two models seen at several ages: aging cannot be told from harder times",
    );
  }
  const paths = Array.from({ length: PATHS }, () =>
    pathMatrix(simulatePath(model, log.length, random)),
  );
  const rows = paths.map((path) => backtest(path, costs, policies));
  const best = new Map(
    costs.map((cost) => [cost, mean(paths.map((path) => oracle(path, cost).totalCost))]),
  );
  return (rows[0] ?? []).map(({ cost, policy }, k) => {
    const totals = rows.map((row) => row[k]?.total_cost as number);
    return {
      matrix: name,
      cost,
      policy,
      total_cost: mean(totals),
      retrainings: mean(rows.map((row) => row[k]?.retrainings as number)),
      excess_over_oracle: excessOver(mean(totals), best.get(cost) as number),
      simulated: {
        paths: PATHS,
        total_cost_10: quantile(totals, 0.1),
        total_cost_90: quantile(totals, 0.9),
      },
    };
  });
}
