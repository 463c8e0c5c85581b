import { daysBetween, presentCadence } from "../config/cadence.ts";
import type { Config } from "../config/schema.ts";
import { type DecisionInputs, decide } from "./decide.ts";
import type { PolicyDecision } from "./schema.ts";

/** A configuration with the cadence that is planned, and the decision behind it. */
export interface ChosenCadence {
  readonly config: Config;
  /** null where neither costs nor `cadence: auto` are configured. */
  readonly policy: PolicyDecision | null;
}

/**
 * Puts the cadence that costs least in the place of `auto`; where nothing supports one, the weekly
 * calendar stays.
 */
export function chooseCadence(
  config: Config,
  task: Pick<DecisionInputs, "series" | "metrics" | "hasSamples" | "now">,
): ChosenCadence {
  const { retraining_cost: retraining, loss_cost_per_day: perDay } = config.policy;
  const isAuto = config.schedule.cadence === "auto";
  if (!isAuto && (retraining === undefined || perDay === undefined)) {
    return { config, policy: null };
  }
  const present = presentCadence(config.schedule.cadence);
  const policy = decide({ policy: config.policy, ...task, calendarDays: daysBetween(present) });
  const inWeeks = config.schedule.anchor?.weekday !== undefined;
  const cadence = isAuto ? calendarBy(policy, present, inWeeks) : present;
  return { config: { ...config, schedule: { ...config.schedule, cadence } }, policy };
}

const NAMES: Record<number, string> = { 1: "daily", 7: "weekly", 14: "biweekly" };

/**
 * The calendar of the best period, in whole days, or in whole weeks where a weekday is asked for.
 *
 * @param kept what holds where the data supports no cadence, or never
 * @example 17.8 days → P18D; in weeks P21D; 6.9 days → weekly
 */
export function calendarBy(decision: PolicyDecision, kept: string, inWeeks: boolean): string {
  const period = decision.best?.period_days ?? null;
  if (decision.status !== "supported" || period === null) return kept;
  const unit = inWeeks ? 7 : 1;
  const days = unit * Math.max(1, Math.round(period / unit));
  return NAMES[days] ?? `P${days}D`;
}
