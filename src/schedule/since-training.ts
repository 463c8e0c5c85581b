import type { DataSet } from "../inventory/schema.ts";
import { formatDay, parseDay, type Zone } from "../time/instant.ts";
import type { TrainingRun } from "./history.ts";
import type { NewSinceTraining } from "./schema.ts";
import type { Reading } from "./training-set.ts";

/**
 * The samples of the training set that happened on the days after the last training.
 *
 * @param days of the training set, with their samples
 * @param readings of the training set; where several remain, no number is that of the next training
 * @param runs the trainings of the past, of either type
 * @param today the last day that counts: samples that are dated later have not arrived
 * @returns null where no training is dated, several readings remain, or no sample is dated
 * @example trained on 2025-08-10, 3 samples on 2025-08-10 and 4 on 2025-08-11 → 4 since 2025-08-10
 */
export function newSinceTraining(
  days: DataSet["days"],
  readings: readonly Reading[],
  runs: readonly Pick<TrainingRun, "at">[],
  zone: Zone,
  today: number,
): NewSinceTraining | null {
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0 || runs.length === 0 || days.length === 0) {
    return null;
  }
  const since = zone.dayOf(Math.max(...runs.map(({ at }) => at)));
  const samples = days.reduce((sum, { day, samples: some }) => {
    const at = parseDay(day);
    return at > since && at <= today ? sum + some : sum;
  }, 0);
  const sets = [...reading.always, ...reading.perhaps];
  return { since: formatDay(since), samples, at_least: sets.some(mayHoldMore) };
}

/** Whether samples of no known day may have happened since. */
function mayHoldMore({ here, undated, spans, uncounted_files: uncounted, days }: DataSet): boolean {
  return !here || uncounted > 0 || undated > 0 || spans.length > 0 || days.length === 0;
}
