import type { Inventory } from "../inventory/schema.ts";
import { count } from "../text/quantity.ts";
import { type DayNumber, formatDay, parseDay, type Zone } from "../time/instant.ts";
import type { TrainingRun } from "./history.ts";

/** The trainings since the last full training of the history. */
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

/**
 * Why the next cycle is full where the data has had other columns since the last full training, or may
 * have: of those the model knows nothing, and no incremental can teach it. A training has the data until
 * the day before it.
 *
 * @param changes when the columns changed, and in which files
 * @returns undefined where they did not
 */
export function columnsReason(
  { fullOn }: SinceFull,
  changes: Inventory["column_changes"],
): string | undefined {
  const findLatest = ({ since }: { since: { latest: string } | null }) =>
    since === null ? Number.MAX_SAFE_INTEGER : parseDay(since.latest);
  // They are given by data sets; what is not known comes last.
  const said = changes
    .filter((change) => findLatest(change) >= fullOn)
    .sort((a, b) => findLatest(a) - findLatest(b));
  const [first] = said;
  if (first === undefined) return undefined;
  const files = said.reduce((sum, change) => sum + change.files, 0);
  return `other columns in ${count(files, "file")}, first ${first.path}, ${sinceWhen(first)}`;
}

function sinceWhen({ since }: Inventory["column_changes"][number]): string {
  if (since === null) return "since when is not known";
  const { earliest, latest } = since;
  return earliest === latest ? `since ${latest}` : `since a day from ${earliest} to ${latest}`;
}

/**
 * Why the next cycle is full, whatever its turn: an incremental, which trains on what is new since the last
 * training, would train on the whole data window, and know nothing of what came between.
 *
 * @param due the day of the next cycle
 * @param windowDays of the data window
 * @param periodDays between two cycles: one that is due less often than the window is long is no pause
 * @returns undefined where there was no pause
 */
export function pauseReason(
  { lastOn }: SinceFull,
  due: DayNumber,
  windowDays: number,
  periodDays: number,
): string | undefined {
  const days = due - lastOn;
  if (days <= Math.max(windowDays, 2 * periodDays)) return undefined;
  return `nothing trained in the ${count(days, "day")} since ${formatDay(lastOn)}`;
}
