import { count, ordinal } from "../text/quantity.ts";
import { type DayNumber, formatDay } from "../time/instant.ts";
import type { Window } from "./fit-cycle.ts";
import type { CycleType, KindRules } from "./schema.ts";
import type { SinceFull } from "./since-full.ts";

/** The type of a cycle, and the reason. */
export interface Kind {
  readonly type: CycleType;
  readonly reason: string;
}

const BY: Record<KindRules["fullEveryBy"], string> = {
  configured: ", as configured",
  history: ", which costs least",
  default: " (assumed)",
};

/**
 * Whether a cycle is full or incremental: by the number of incrementals since the last full training.
 * If the history contains no full training, the first of the plan is full.
 *
 * @param cycle from 1
 * @param since the trainings before the plan
 * @example chooseRetrainType(2, { fullEvery: 4, fullEveryBy: "default", forced: [] }, null)
 *   // { type: "incremental", reason: "1 of 3 after a full one" }
 * @example chooseRetrainType(2, …, { fullOn: 2025-08-03, incrementals: 2, … })
 *   // { type: "full_retrain", reason: "every 4th cycle (assumed) (3 incrementals since the full training of 2025-08-03)" }
 */
export function chooseRetrainType(
  cycle: number,
  { fullEvery, fullEveryBy, forced }: KindRules,
  since: SinceFull | null,
): Kind {
  const isForced = forced.length > 0;
  const most = fullEvery - 1;
  const before = since === null || isForced ? most : Math.min(most, since.incrementals);
  const incrementals = (before + cycle - 1) % fullEvery;
  const isFirstTurn = since !== null && !isForced && before + cycle - 1 <= most;
  if (incrementals < most) {
    const full = isFirstTurn ? `the full training of ${formatDay(since.fullOn)}` : "a full one";
    return { type: "incremental", reason: `${incrementals + 1} of ${most} after ${full}` };
  }
  if (cycle === 1 && isForced) return { type: "full_retrain", reason: forced.join("; ") };
  if (cycle === 1 && since === null)
    return { type: "full_retrain", reason: "the first of the plan" };
  const turn = `every ${fullEvery === 1 ? "" : `${ordinal(fullEvery)} `}cycle${BY[fullEveryBy]}`;
  const counted = isFirstTurn
    ? ` (${count(since.incrementals + cycle - 1, "incremental")} since the full training of ${formatDay(since.fullOn)})`
    : "";
  return { type: "full_retrain", reason: `${turn}${fullEvery === 1 ? "" : counted}` };
}

/**
 * The days of a data window that a cycle trains on: all of them, of an incremental one the last ones.
 *
 * @param newDays so many, or those since the cycle before, or all
 * @param lastDay of the data window of the training before; undefined where none is known
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
