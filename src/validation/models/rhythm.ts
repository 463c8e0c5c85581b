import { groupBy } from "../../collections/group-by.ts";
import { type Instant, MICROS_PER_DAY } from "../../time/instant.ts";

/** A run in time, and what its model was told; null where that is not known. */
export interface RunInTime {
  readonly at: Instant;
  readonly settings: string | null;
}

/** Runs that follow one model over time, and those of an experiment. */
export interface Divided<T> {
  readonly monitored: readonly T[];
  readonly aside: readonly T[];
}

/**
 * Tells the evaluations of one model over time from an experiment. Days with a burst of runs, more than
 * three times the usual number, are set aside first. The rest is monitoring if it has about one run
 * a day or fewer, on different days, evenly spaced or with the same settings; or several a day, over four
 * days or more, evenly spread, with the same settings. Evenly: of the pauses between days three quarters
 * are within a factor of two of their median, of the runs a day within a factor of three.
 *
 * @param runs oldest first
 */
export function dividedByRhythm<T extends RunInTime>(runs: readonly T[]): Divided<T> {
  const whole = { monitored: runs, aside: [] };
  const none = { monitored: [], aside: runs };
  const days = groupByDay(runs);
  const usual = median(days.map((day) => day.length));
  const bursts = new Set(
    days.filter((day, i) => {
      if (day.length <= 3 * usual) return false;
      if (day.length >= 4 && isVaried(day)) return true;
      // Of one model evaluated again and again on the newest day the result matters.
      return day.length >= 8 && i < days.length - 1;
    }),
  );
  if (bursts.size > 0 && days.length - bursts.size >= FEWEST_DAYS) {
    const monitored = days.flatMap((day) => (bursts.has(day) ? [] : day));
    const aside = days.flatMap((day) => (bursts.has(day) ? day : []));
    return isMonitoring(monitored) ? { monitored, aside } : none;
  }
  return isMonitoring(runs) ? whole : none;
}

const FEWEST_DAYS = 4;

function isMonitoring(runs: readonly RunInTime[]): boolean {
  if (runs.length < 2) return true;
  const days = groupByDay(runs);
  const starts = days.map((day) => dayNumber(day[0] as RunInTime, runs));
  const pauses = starts.slice(1).map((day, i) => day - (starts[i] as number));
  const isEven = pauses.length >= 2 && mostWithin(pauses, 2);
  if (runs.length <= 1.5 * days.length) return isEven || !isVaried(runs);
  const counts = days.map((day) => day.length);
  return days.length >= FEWEST_DAYS && isEven && mostWithin(counts, 3) && !isVaried(runs);
}

/** By days of 24 hours; the first run is in the middle of its own, so that a cron's jitter splits none. */
function groupByDay<T extends RunInTime>(runs: readonly T[]): T[][] {
  return [...groupBy(runs, (run) => dayNumber(run, runs)).values()];
}

function dayNumber({ at }: RunInTime, [first]: readonly RunInTime[]): number {
  return Math.floor((at - (first?.at ?? 0)) / MICROS_PER_DAY + 0.5);
}

/** Whether of successive runs at least every fourth was told something else than the one before. */
function isVaried(runs: readonly RunInTime[]): boolean {
  const known = runs.flatMap(({ settings }) => settings ?? []);
  if (known.length < 2) return false;
  const changes = known.filter((settings, i) => i > 0 && settings !== known[i - 1]).length;
  return changes >= (known.length - 1) / 4;
}

function mostWithin(values: readonly number[], factor: number): boolean {
  const middle = median(values);
  const near = values.filter((value) => value >= middle / factor && value <= middle * factor);
  return near.length >= 0.75 * values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
