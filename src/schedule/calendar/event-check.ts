import ICAL from "ical.js";
import { MICROS_PER_DAY } from "../../time/instant.ts";
import type { ExpansionBudget } from "./expansion-budget.ts";
import { toLocalMicros } from "./time.ts";
import { settleZone } from "./zones.ts";

/** Ten years: a longer blackout is a mistake. */
const MOST_DAYS = 3660;
const TIMES = ["dtstart", "dtend", "exdate", "rdate", "recurrence-id"];

/**
 * Finds values that ical.js would accept, or not come to an end with: it takes the 45th of a month for a day of the
 * next one.
 *
 * @throws Error if an event has no beginning, a time is invalid or of an unknown zone, or it lasts too long
 */
export function checkEvent(event: ICAL.Component, budget: ExpansionBudget): void {
  if (!event.hasProperty("dtstart")) throw new Error("it has no DTSTART");
  for (const property of TIMES.flatMap((name) => event.getAllProperties(name))) {
    for (const value of property.toJSON().slice(3).flat(2)) {
      const text = String(value);
      // A period may end with how long it takes.
      const isTime = isTimeText(text) || (property.type === "period" && /^P/.test(text));
      if (!isTime) throw new Error(`${property.name.toUpperCase()} ${text} is not a date`);
    }
    const tzid = property.getFirstParameter("tzid");
    if (tzid) settleZone(tzid, event, budget);
  }
  for (const property of ["rrule", "exrule"].flatMap((name) => event.getAllProperties(name))) {
    const { freq, until, rscale } = property.toJSON()[3] as Record<string, string | undefined>;
    if (freq === undefined) throw new Error("a rule without a frequency");
    if (rscale !== undefined && rscale !== "GREGORIAN") {
      throw new Error(`its rule is of the calendar ${rscale}; list its days instead, as RDATE`);
    }
    if (until !== undefined && !isTimeText(until)) throw new Error(`UNTIL ${until} is not a date`);
  }
  checkDuration(event);
}

/** @param text as jCal has it: `2025-08-01`, `2025-08-01T09:00:00`, with or without Z */
function isTimeText(text: string): boolean {
  const [, local] = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?)Z?$/.exec(text) ?? [];
  if (local === undefined) return false;
  const time = new Date(local.length > 10 ? `${local}Z` : local);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(local);
}

/** ical.js counts days off month by month, for each repetition: for minutes in a million years. */
function checkDuration(event: ICAL.Component): void {
  const first = (name: string) => event.getFirstPropertyValue(name);
  const periods = event.getAllProperties("rdate").flatMap((property) => property.getValues());
  const durations = periods.map((value) => value instanceof ICAL.Period && value.duration);
  for (const duration of [first("duration"), ...durations]) {
    if (!(duration instanceof ICAL.Duration)) continue;
    const days = duration.toSeconds() / 86_400;
    if (!(days >= 0 && days <= MOST_DAYS)) {
      throw new Error(`it has the duration ${duration}; at most ten years`);
    }
  }
  // Two clocks differ by a day at most.
  if (daysBetween(first("dtstart"), first("dtend")) < -1)
    throw new Error("it ends before it begins");
  if (daysBetween(first("dtstart"), first("dtend")) > MOST_DAYS) {
    throw new Error("it lasts more than ten years");
  }
  if (Math.abs(daysBetween(first("recurrence-id"), first("dtstart"))) > MOST_DAYS) {
    throw new Error("it was moved by more than ten years");
  }
}

function daysBetween(from: unknown, to: unknown): number {
  if (!(from instanceof ICAL.Time && to instanceof ICAL.Time)) return 0;
  return (toLocalMicros(to) - toLocalMicros(from)) / MICROS_PER_DAY;
}
