import ICAL from "ical.js";
import type { Looks } from "./looks.ts";
import { settleZone } from "./zones.ts";

/** Ten years: a blackout that lasts longer is none that anybody meant. */
const MOST_DAYS = 3660;
const TIMES = ["dtstart", "dtend", "exdate", "rdate", "recurrence-id"];

/**
 * Finds what ical.js would pass over, or not come to an end with: it takes the 45th of a month for a day of the
 * next one.
 *
 * @throws Error where an event has no beginning, a time is none or of a zone that nobody knows, or it lasts too long
 */
export function checkEvent(event: ICAL.Component, looks: Looks): void {
  if (!event.hasProperty("dtstart")) throw new Error("it has no DTSTART");
  for (const property of TIMES.flatMap((name) => event.getAllProperties(name))) {
    for (const value of property.toJSON().slice(3).flat(2)) {
      const text = String(value);
      // A period may end with how long it takes.
      const isTime = isTimeText(text) || (property.type === "period" && /^P/.test(text));
      if (!isTime) throw new Error(`${property.name.toUpperCase()} ${text} is no date`);
    }
    const tzid = property.getFirstParameter("tzid");
    if (tzid) settleZone(tzid, event, looks);
  }
  for (const property of ["rrule", "exrule"].flatMap((name) => event.getAllProperties(name))) {
    const { until } = property.toJSON()[3] as { until?: string };
    if (until !== undefined && !isTimeText(until)) throw new Error(`UNTIL ${until} is no date`);
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

/** ical.js counts the days of a duration off month by month, for each repetition: for minutes in a million years. */
function checkDuration(component: ICAL.Component): void {
  const duration = component.getFirstPropertyValue("duration");
  if (!(duration instanceof ICAL.Duration)) return;
  const days = duration.toSeconds() / 86_400;
  if (days >= 0 && days <= MOST_DAYS) return;
  throw new Error(`it has the duration ${duration}; at most ten years`);
}
