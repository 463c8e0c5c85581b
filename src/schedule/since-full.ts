import type { DayNumber, Zone } from "../instant.ts";
import type { TrainingRun } from "./history.ts";

/** What was trained since the last full training of the history. */
export interface SinceFull {
  /** The day of that full training. */
  readonly fullOn: DayNumber;
  readonly incrementals: number;
  /** The day of the last training, of either type. */
  readonly lastOn: DayNumber;
}

/**
 * Where the next plan goes on counting; null where the history has no full training.
 *
 * @param runs the oldest first
 * @param zone of the days
 * @example full on 2025-08-03, incremental on 2025-08-10 → { fullOn: 2025-08-03, incrementals: 1, … }
 */
export function sinceFull(
  runs: readonly Pick<TrainingRun, "at" | "type">[],
  zone: Zone,
): SinceFull | null {
  const index = runs.findLastIndex(({ type }) => type === "full_retrain");
  const [full, last] = [runs[index], runs.at(-1)];
  if (full === undefined || last === undefined) return null;
  return {
    fullOn: zone.dayOf(full.at),
    incrementals: runs.length - 1 - index,
    lastOn: zone.dayOf(last.at),
  };
}
