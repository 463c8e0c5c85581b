import { UTCDateMini } from "@date-fns/utc/date/mini";
import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { type Cadence, HORIZON } from "../config/choices.ts";
import { BY_CADENCE, calendarOf } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import { formatDay, formatInstant, type Instant, type Zone } from "../instant.ts";
import type { Cycle } from "./schema.ts";

const DEFAULT_CYCLES = 6;

/**
 * The planned retrainings, at the time of day of `now` on the wall clock of the zone: the first one
 * cadence after `now`, and so on for the number of cycles, or for the horizon (its last instant
 * included). A monthly cycle that would fall on the 31st of a shorter month falls on its last day.
 *
 * @example weekly from 2025-08-14: 2025-08-21 full_retrain, 2025-08-28 incremental, …
 */
export function planCycles(config: Config["schedule"], now: Instant, zone: Zone): Cycle[] {
  const until = config.horizon === undefined ? undefined : addHorizon(now, config.horizon, zone);
  const cycles: Cycle[] = [];
  for (let number = 1; ; number++) {
    const at = addCadence(now, calendarOf(config.cadence), number, zone);
    const done = until === undefined ? number > (config.cycles ?? DEFAULT_CYCLES) : at > until;
    if (done) return cycles;
    cycles.push(cycleAt(number, at, config, zone));
  }
}

function cycleAt(number: number, at: Instant, config: Config["schedule"], zone: Zone): Cycle {
  const day = zone.dayOf(at);
  const isFull = (number - 1) % config.full_every === 0;
  const windowDays = dataWindowDays(config);
  return {
    cycle: number,
    scheduled_date: formatDay(day),
    scheduled_at: formatInstant(at, zone),
    type: isFull ? "full_retrain" : "incremental",
    estimated_duration_hours: isFull ? config.full_hours : config.incremental_hours,
    data_window_days: windowDays,
    data_window: { from: formatDay(day - windowDays), to: formatDay(day - 1) },
  };
}

/** The days before a cycle whose samples it trains on: as configured, else by the cadence. */
export function dataWindowDays(config: Config["schedule"]): number {
  return config.data_window_days ?? BY_CADENCE[calendarOf(config.cadence)].dataWindowDays;
}

/** Always from the start, never step by step: else the 31st would become the 28th for good. */
function addCadence(start: Instant, cadence: Cadence, times: number, zone: Zone): Instant {
  switch (cadence) {
    case "daily":
      return addCalendarDays(start, times, zone);
    case "weekly":
      return addCalendarDays(start, 7 * times, zone);
    case "biweekly":
      return addCalendarDays(start, 14 * times, zone);
    case "monthly":
      return addCalendarMonths(start, times, zone);
  }
}

function addHorizon(start: Instant, horizon: string, zone: Zone): Instant {
  const [, digits, unit] = HORIZON.exec(horizon) as RegExpExecArray;
  const count = Number(digits);
  switch (unit) {
    case "d":
      return addCalendarDays(start, count, zone);
    case "w":
      return addCalendarDays(start, 7 * count, zone);
    case "mo":
      return addCalendarMonths(start, count, zone);
    default:
      return addCalendarMonths(start, 12 * count, zone);
  }
}

function addCalendarDays(start: Instant, days: number, zone: Zone): Instant {
  return onWallClock(start, zone, (clock) => addDays(clock, days));
}

/** The same day of a later month, or that month's last day where it is shorter. */
function addCalendarMonths(start: Instant, months: number, zone: Zone): Instant {
  return onWallClock(start, zone, (clock) => addMonths(clock, months));
}

/**
 * Moves what the zone's wall clock shows, written as if it were UTC, and asks the zone for the instant.
 * Not TZDate: about changes of the clocks its results hang on the TZ of the process. date-fns knows
 * milliseconds, so the rest is carried.
 */
function onWallClock(start: Instant, zone: Zone, move: (clock: Date) => Date): Instant {
  const local = start + zone.offsetAt(start);
  const millis = Math.floor(local / 1000);
  return zone.fromLocal(move(new UTCDateMini(millis)).getTime() * 1000 + (local - millis * 1000));
}
