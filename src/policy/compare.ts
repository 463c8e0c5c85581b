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
  readonly retraining: number;
  /** The cost of one unit of loss for one day. */
  readonly lossPerDay: number;
  /** How far ahead. */
  readonly days: number;
  /** Between two losses of a version. */
  readonly stepDays: number;
  /** Of the calendar that is planned, and whether the trigger pulls its cycles forward. */
  readonly plan: { readonly periodDays: number; readonly isPulled: boolean };
  /** The best period; null for never. */
  readonly bestDays: number | null;
  /** Of the calendar up to now. */
  readonly presentDays: number;
}

/**
 * The cost of this plan and of its alternatives, on the same simulated paths, by days: losses by aging and
 * retraining costs, without the losses that a fresh model would have had anyway. The plan retrains at its
 * period, and with `auto` earlier where the trigger says so. Logs alone do not show what other models
 * would have lost, hence a simulation, which is named as one.
 */
export function compare(model: LossModel, task: ComparisonTask, random: Random): Comparison {
  const { retraining, lossPerDay, days, stepDays, plan, bestDays } = task;
  // A step may be a month: who retrains weekly does not wait for it.
  const parts = Math.max(1, Math.round(stepDays));
  const blockDays = stepDays / parts;
  const lossCost = lossPerDay * blockDays;
  const cost = retraining / lossCost;
  const blocks = Math.max(2, Math.round(days / blockDays));
  const paths = Array.from({ length: PATHS }, () => simulatePath(model, blocks, random, parts));
  const drawBlocks = (days: number) => Math.max(1, Math.round(days / blockDays));
  const simulateCosts = (policy: Policy) =>
    paths.map((path) => controllable(path, cost, policy) * lossCost);
  const pulled = (periodDays: number) =>
    pulledForward({
      period: drawBlocks(periodDays),
      parts,
      best: bestDays === null ? null : bestDays / blockDays,
    });
  const planned = simulateCosts(
    plan.isPulled ? pulled(plan.periodDays) : every(drawBlocks(plan.periodDays)),
  );
  const auto: [Way, number[]][] =
    plan.isPulled || bestDays === null ? [] : [["cadence_auto", simulateCosts(pulled(bestDays))]];
  const rows: [Way, number[]][] = [
    ["this_plan", planned],
    ...auto,
    ["present_cadence", simulateCosts(every(drawBlocks(task.presentDays)))],
    ["weekly", simulateCosts(every(drawBlocks(7)))],
    ["never", simulateCosts(never)],
    ["oracle", paths.map((path) => leastControllable(path, cost) * lossCost)],
  ];
  return {
    paths: PATHS,
    days: Math.round(blocks * blockDays),
    rows: rows.map(([way, costs]) => ({
      way,
      mean: mean(costs),
      low: quantile(costs, 0.1),
      high: quantile(costs, 0.9),
      chance_plan_is_cheaper: way === "this_plan" ? null : cheaperShare(planned, costs),
    })),
  };
}

type Way = Comparison["rows"][number]["way"];

interface PulledTask {
  /** In blocks: of the calendar, and the best one. */
  readonly period: number;
  readonly best: number | null;
  /** A loss is known every so many blocks. */
  readonly parts: number;
}

/** At the period, or by the trigger before it. */
function pulledForward({ period, best, parts }: PulledTask): Policy {
  return ({ cost }) => {
    const excess = new CumulativeExcess(GUARDED);
    let seen = -1;
    return ({ age, past }) => {
      const { trainedAt, block, loss } = past.at(-1) as (typeof past)[number];
      if (block % parts === 0) {
        excess.add(loss, (block - trainedAt) / parts, trainedAt !== seen);
        seen = trainedAt;
      }
      if (age >= period) return true;
      // Of a model without a loss of its own nothing is known yet.
      const sum = trainedAt === seen ? excess.sum * parts : 0;
      return isDue({ age, period: best, sum, costRatio: cost }) !== null;
    };
  };
}

/** The cost of a policy on a path, without the losses of fresh models. */
function controllable({ levels, excess }: LossPath, costRatio: number, policy: Policy): number {
  const lossAt = (i: number, t: number) => (levels[t] as number) + (excess[t - i] as number);
  const { totalCost } = replayLosses(lossAt, levels.length, costRatio, policy);
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
