import { UTCDateMini } from "@date-fns/utc/date/mini";
import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import type { Duration } from "../time/duration.ts";
import { type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";

/**
 * A duration, so many times, after an instant: months and days on the wall clock of the zone, what
 * remains as exact time. Always from the start, never step by step: else the 31st would become the 28th
 * for good. A month that is shorter ends with the cycle.
 *
 * @param times may be negative
 * @example addDuration(2025-01-31T06:00, { months: 1, days: 0, micros: 0 }, 1, zone) // 2025-02-28T06:00
 */
export function addDuration(
  start: Instant,
  { months, days, micros }: Duration,
  times: number,
  zone: Zone,
): Instant {
  const moved =
    months === 0 && days === 0
      ? start
      : onWallClock(start, zone, (clock) =>
          addDays(months === 0 ? clock : addMonths(clock, months * times), days * times),
        );
  return moved + micros * times;
}

/**
 * Moves the time on the zone's wall clock, written as if it were UTC, and asks the zone for the instant.
 * Not TZDate: around changes of the clocks its results depend on the TZ of the process. date-fns knows
 * milliseconds, so the rest is carried.
 */
function onWallClock(start: Instant, zone: Zone, move: (clock: Date) => Date): Instant {
  const local = start + zone.offsetAt(start);
  const millis = Math.floor(local / 1000);
  return zone.fromLocal(move(new UTCDateMini(millis)).getTime() * 1000 + (local - millis * 1000));
}

/** The time of day on the wall clock at an instant: microseconds since midnight. */
export function timeOfDay(instant: Instant, zone: Zone): number {
  const local = instant + zone.offsetAt(instant);
  return local - Math.floor(local / MICROS_PER_DAY) * MICROS_PER_DAY;
}
