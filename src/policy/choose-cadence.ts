import { daysBetween, presentCadence } from "../config/cadence.ts";
import { findLossCost } from "../config/metric-rule.ts";
import type { Config } from "../config/schema.ts";
import { wholePeriod } from "./best-period.ts";
import { type DecisionInputs, decide } from "./decide.ts";
import { decideKinds, type KindFacts, type Kinds } from "./full-retrain-rule.ts";
import type { PolicyDecision } from "./schema.ts";
import { triggerReason } from "./wordings.ts";

/** A configuration with the cadence that is planned, and the decisions behind it. */
export interface ChosenCadence {
  readonly config: Config;
  /** null where neither costs nor `cadence: auto` are configured. */
  readonly policy: PolicyDecision | null;
  readonly kinds: Kinds;
  /** Why the next cycle is pulled forward, for `auto`; undefined where it is not. */
  readonly retrainNow: string | undefined;
}

type Task = Pick<DecisionInputs, "now" | "hasSamples"> & KindFacts;

/**
 * Replaces `auto` by the cadence that costs least; if the data supports no cadence, the weekly
 * calendar stays. The cadence decides which cycles are full, and the average cost of a cycle depends on that,
 * c_i + (c_f − c_i)/K: the two are computed by turns.
 */
export function chooseCadence(config: Config, task: Task): ChosenCadence {
  const { retraining_cost: retraining } = config.policy;
  const isAuto = config.schedule.cadence === "auto";
  const present = presentCadence(config.schedule.cadence);
  const presentDays = daysBetween(present);
  let kinds = decideKinds(config, task, presentDays);
  if (!isAuto && (retraining === undefined || findLossCost(config.metrics) === null)) {
    return { config, policy: null, kinds, retrainNow: undefined };
  }
  const inWeeks = config.schedule.anchor?.weekday !== undefined;
  for (let turn = 1; ; turn++) {
    const policy = decide({
      ...task,
      policy: averaged(config.policy, task.incrementalShare, kinds.fullEvery),
      rules: config.metrics,
      calendarDays: presentDays,
      isAuto,
      inWeeks,
    });
    const cadence = isAuto ? calendarBy(policy, present, inWeeks) : present;
    const next = decideKinds(config, task, daysBetween(cadence));
    const isSettled = next.fullEvery === kinds.fullEvery || turn === MOST_TURNS;
    kinds = next;
    if (!isSettled) continue;
    return {
      config: { ...config, schedule: { ...config.schedule, cadence } },
      policy,
      kinds,
      retrainNow: isAuto ? pullBy(policy) : undefined,
    };
  }
}

/** They settle in two or three: K grows with the root of the period alone. */
const MOST_TURNS = 5;

/** With what a retraining costs on average, where every so many are full and the others are cheaper. */
function averaged(
  policy: Config["policy"],
  share: number | null,
  fullEvery: number,
): Config["policy"] {
  const { retraining_cost: full } = policy;
  if (full === undefined || share === null) return policy;
  return { ...policy, retraining_cost: (full * (1 + (fullEvery - 1) * share)) / fullEvery };
}

/** In the words of a moved cycle: "because of …". */
function pullBy({ metric, trigger }: PolicyDecision): string | undefined {
  if (trigger === null || !trigger.retrain_now || metric === null) return;
  return `retraining now: ${triggerReason({ metric: metric.name, trigger })}`;
}

const NAMES: Record<number, string> = { 1: "daily", 7: "weekly", 14: "biweekly" };

/**
 * The calendar of the best period, in whole days, or in whole weeks if a weekday is configured.
 *
 * @param kept what holds where the data supports no cadence, or never
 * @example 17.8 days → P18D; in weeks P21D; 6.9 days → weekly
 */
export function calendarBy(decision: PolicyDecision, kept: string, inWeeks: boolean): string {
  const period = decision.best?.period_days ?? null;
  if (decision.status !== "supported" || period === null) return kept;
  const days = wholePeriod(period, inWeeks);
  return NAMES[days] ?? `P${days}D`;
}
