import type { Inventory } from "../inventory/schema.ts";
import { type DayNumber, parseDay } from "../time/instant.ts";
import type { Supply } from "./schema.ts";

/** So many weeks before the data window tell on which days of the week samples come … */
const WEEKS = 12;
/** … where there are so many at least. */
const LEAST_WEEKS = 4;

/**
 * The empty days of the data window on which samples usually come: those of a day of the week that had some in
 * at least half of the weeks before the window. Exchanges have no prices at weekends, and a weekly feed has six
 * empty days a week. With less than four weeks before the window every empty day counts.
 *
 * @param days samples a day, in order
 */
export function missedDays(days: Inventory["days"], supply: Supply | null): string[] {
  if (supply === null) return [];
  const filled = new Set(days.filter(({ samples }) => samples > 0).map(({ day }) => parseDay(day)));
  const from = parseDay(supply.window.from);
  const first = Math.min(...filled);
  return supply.empty_days.filter((day) => isUsual(parseDay(day), { filled, from, first }));
}

interface Past {
  readonly filled: ReadonlySet<DayNumber>;
  /** The first day of the window, and the first with samples. */
  readonly from: DayNumber;
  readonly first: DayNumber;
}

function isUsual(day: DayNumber, { filled, from, first }: Past): boolean {
  const same = Array.from({ length: WEEKS }, (_, week) => lastBefore(day, from) - 7 * week);
  const known = same.filter((each) => each >= first);
  if (known.length < LEAST_WEEKS) return true;
  return known.filter((each) => filled.has(each)).length * 2 >= known.length;
}

/** The last day before another of the same day of the week. */
function lastBefore(day: DayNumber, from: DayNumber): DayNumber {
  return day - 7 * Math.ceil((day - from + 1) / 7);
}
