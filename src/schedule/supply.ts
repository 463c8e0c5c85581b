import type { Inventory } from "../inventory/schema.ts";
import { type DayNumber, formatDay, parseDay } from "../time/instant.ts";
import type { Supply } from "./schema.ts";

/** How many full days tell what is usual: four weeks, so that each day of the week counts alike. */
const USUAL_DAYS = 28;

/**
 * The supply of data by event time: how many samples lie in the data window that ends today, how
 * fresh they are, which days had none, how many a day are usual, and whether the feed stopped.
 *
 * @param days samples a day, in order
 * @param today in the plan's zone; it is not over, so it does not tell what is usual
 * @param mayHaveMore whether files of a day could not be counted: without a sample it is not empty, but unknown
 * @returns null where the day of no sample is known
 */
export function estimateSupply(
  days: Inventory["days"],
  windowDays: number,
  today: DayNumber,
  mayHaveMore: (day: DayNumber) => boolean = () => false,
): Omit<Supply, "minimum_reached_on"> | null {
  const samples = new Map(days.map(({ day, samples }) => [parseDay(day), samples]));
  const past = [...samples.keys()].filter((day) => day <= today);
  if (samples.size === 0) return null;
  const first = past[0] ?? today;
  const newest = past.at(-1);
  const from = today - windowDays + 1;
  const without = daysWithout(samples, Math.max(from, first), today - 1);
  const isUnknown = (day: DayNumber) => !samples.get(day) && mayHaveMore(day);
  return {
    window: { from: formatDay(from), to: formatDay(today) },
    samples_in_window: sumSamples(samples, from, today),
    samples_in_future: sumSamples(samples, today + 1, Number.POSITIVE_INFINITY),
    newest_day: newest === undefined ? null : formatDay(newest),
    newest_age_days: newest === undefined ? null : today - newest,
    empty_days: without.filter((day) => !isUnknown(day)).map(formatDay),
    uncounted_days: without.filter(isUnknown).map(formatDay),
    usual_daily_samples: usualVolume(samples, first, today, isUnknown),
    stopped: hasStopped(past, today, isUnknown),
  };
}

function sumSamples(
  samples: ReadonlyMap<DayNumber, number>,
  from: DayNumber,
  to: DayNumber,
): number {
  let sum = 0;
  for (const [day, count] of samples) if (day >= from && day <= to) sum += count;
  return sum;
}

/** The median of the last full days that are known, empty ones included; null before there is one. */
function usualVolume(
  samples: ReadonlyMap<DayNumber, number>,
  first: DayNumber,
  today: DayNumber,
  isUnknown: (day: DayNumber) => boolean,
): number | null {
  const start = Math.max(first, today - USUAL_DAYS);
  const volumes: number[] = [];
  for (let day = start; day < today; day++) {
    if (!isUnknown(day)) volumes.push(samples.get(day) ?? 0);
  }
  if (volumes.length === 0) return null;
  volumes.sort((a, b) => a - b);
  const middle = volumes.length >> 1;
  const upper = volumes[middle] as number;
  return volumes.length % 2 === 1 ? upper : ((volumes[middle - 1] as number) + upper) / 2;
}

function daysWithout(
  samples: ReadonlyMap<DayNumber, number>,
  from: DayNumber,
  to: DayNumber,
): DayNumber[] {
  const found: DayNumber[] = [];
  for (let day = from; day <= to; day++) if (!samples.get(day)) found.push(day);
  return found;
}

/**
 * Whether the feed has stopped: nothing came for three times the usual interval between days with
 * samples, and for a week at least.
 */
function hasStopped(
  days: readonly DayNumber[],
  today: DayNumber,
  isUnknown: (day: DayNumber) => boolean,
): boolean {
  const [newest, ...earlier] = days.toSorted((a, b) => b - a).slice(0, USUAL_DAYS);
  if (newest === undefined) return false;
  const intervals = earlier.map((day, i) => (i === 0 ? newest : (earlier[i - 1] as number)) - day);
  const usual = intervals.toSorted((a, b) => a - b)[intervals.length >> 1] ?? 0;
  let last = today;
  while (last > newest && !isUnknown(last)) last--;
  return today - last > Math.max(7, 3 * usual);
}
