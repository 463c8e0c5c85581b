import { mean } from "../stats/mean.ts";
import { quantile } from "../stats/quantile.ts";
import type { Random } from "../stats/random.ts";
import { CumulativeExcess, GUARDED } from "./excess.ts";
import { oracle } from "./oracle.ts";
import { every, never } from "./policies/every.ts";
import { type Policy, replayLosses } from "./replay.ts";
import type { Comparison } from "./schema.ts";
import { type LossModel, type LossPath, simulatePath } from "./simulate.ts";
import { isDue } from "./trigger.ts";

const PATHS = 200;

export interface ComparisonTask {
  /** In units of loss × steps. */
  readonly costRatio: number;
  /** What one unit of loss costs for one step. */
  readonly lossCost: number;
  readonly steps: number;
  readonly stepDays: number;
  /** In steps: of this plan, null for never, and of the calendar it would replace. */
  readonly period: number | null;
  readonly presentPeriod: number;
}

/**
 * What this plan would cost beside other ways, on the same simulated paths: what is lost by aging and
 * paid for retrainings, without what a fresh model would have lost anyway. The plan retrains at its
 * period, and earlier where the trigger says so. From logs alone nobody knows what other models would
 * have lost, hence a simulation, and called one.
 */
export function compare(model: LossModel, task: ComparisonTask, random: Random): Comparison {
  const { costRatio, lossCost, steps, stepDays } = task;
  const paths = Array.from({ length: PATHS }, () => simulatePath(model, steps, random));
  const blocks = (days: number) => every(Math.max(1, Math.round(days / stepDays)));
  const costsOf = (policy: Policy) =>
    paths.map((path) => controllable(path, costRatio, policy) * lossCost);
  const plan = costsOf(planned(task.period));
  const rows: [Comparison["rows"][number]["way"], number[]][] = [
    ["this_plan", plan],
    ["present_cadence", costsOf(blocks(task.presentPeriod * stepDays))],
    ["weekly", costsOf(blocks(7))],
    ["never", costsOf(never)],
    ["oracle", paths.map((path) => leastControllable(path, costRatio) * lossCost)],
  ];
  return {
    paths: PATHS,
    days: Math.round(steps * stepDays),
    rows: rows.map(([way, costs]) => ({
      way,
      mean: mean(costs),
      low: quantile(costs, 0.1),
      high: quantile(costs, 0.9),
      chance_plan_is_cheaper: way === "this_plan" ? null : cheaperShare(plan, costs),
    })),
  };
}

/** At the period, or by the trigger before it. */
function planned(period: number | null): Policy {
  if (period === null) return never;
  return ({ cost }) => {
    const excess = new CumulativeExcess(GUARDED);
    return ({ age, past }) => {
      const { trainedAt, block, loss } = past.at(-1) as (typeof past)[number];
      excess.add(loss, block - trainedAt, block === trainedAt);
      if (age >= Math.max(1, Math.round(period))) return true;
      return isDue({ age, period, sum: excess.sum, costRatio: cost }) !== null;
    };
  };
}

/** What a policy costs on a path, without what models lose when they are fresh. */
function controllable({ levels, excess }: LossPath, costRatio: number, policy: Policy): number {
  const lossOf = (i: number, t: number) => (levels[t] as number) + (excess[t - i] as number);
  const { totalCost } = replayLosses(lossOf, levels.length, costRatio, policy);
  return totalCost - levels.reduce((sum, level) => sum + level, 0);
}

/** The same in hindsight. Fresh losses come with every way, so that the excess alone decides. */
function leastControllable({ excess }: LossPath, costRatio: number): number {
  const blocks = excess.length;
  return oracle({ blocks, losses: Array(blocks).fill(excess) }, costRatio).totalCost;
}

/** On how many of the paths the plan costs less; as many count half. */
function cheaperShare(plan: readonly number[], others: readonly number[]): number {
  const points = plan.map((cost, k) => {
    const difference = (others[k] as number) - cost;
    return Math.abs(difference) < 1e-9 ? 0.5 : difference > 0 ? 1 : 0;
  });
  return mean(points);
}
