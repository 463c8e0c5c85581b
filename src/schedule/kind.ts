import type { DayNumber } from "../instant.ts";
import { ordinal } from "../quantity.ts";
import type { Window } from "./place.ts";
import type { CycleType, KindRules } from "./schema.ts";

/** What a cycle is, and why. */
export interface Kind {
  readonly type: CycleType;
  readonly reason: string;
}

const BY: Record<KindRules["fullEveryBy"], string> = {
  configured: "as configured",
  history: "which costs least",
  default: "by default",
};

/**
 * Whether a cycle is full or incremental, by its number in the plan.
 *
 * @param cycle from 1
 * @example kindOf(2, { fullEvery: 4, fullEveryBy: "default", forced: [] })
 *   // { type: "incremental", reason: "1 of 3 after a full one" }
 */
export function kindOf(cycle: number, { fullEvery, fullEveryBy, forced }: KindRules): Kind {
  const since = (cycle - 1) % fullEvery;
  if (since > 0)
    return { type: "incremental", reason: `${since} of ${fullEvery - 1} after a full one` };
  const turn =
    cycle === 1
      ? "the first of the plan"
      : `every ${fullEvery === 1 ? "" : `${ordinal(fullEvery)} `}cycle, ${BY[fullEveryBy]}`;
  const isForced = cycle === 1 && forced.length > 0;
  return { type: "full_retrain", reason: isForced ? forced.join("; ") : turn };
}

/**
 * The days of a data window that a cycle trains on: all of them, of an incremental one the last ones.
 *
 * @param newDays so many, or those since the cycle before, or all
 * @param lastDay of the data window of the cycle before; undefined before the first
 */
export function trainingWindow(
  type: CycleType,
  window: Window,
  newDays: number | "since_last" | "all",
  lastDay: DayNumber | undefined,
): Window {
  if (type === "full_retrain" || newDays === "all") return window;
  if (newDays === "since_last" && lastDay === undefined) return window;
  const from = newDays === "since_last" ? (lastDay as DayNumber) + 1 : window.to - newDays + 1;
  return { from: Math.min(window.to, Math.max(window.from, from)), to: window.to };
}
