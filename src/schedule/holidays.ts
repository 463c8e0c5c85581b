import ICAL from "ical.js";
import { type Instant, type Zone, zoneOf } from "../instant.ts";
import type { Blackout } from "./blackout.ts";

/** An event that repeats more often than this within a plan is no blackout that anybody meant. */
const MOST_REPEATS = 20_000;

/**
 * The events of an iCalendar file as blackouts: whole days in the plan's zone, others in their own, and
 * every repetition that touches the range. Cancelled events are none.
 *
 * @param path as the user names the file
 * @throws Error where the text is no iCalendar
 */
export function parseHolidays(
  text: string,
  path: string,
  range: { from: Instant; to: Instant },
  zone: Zone,
): Blackout[] {
  const calendars = parsed(text);
  const events = calendars.flatMap((calendar) => calendar.getAllSubcomponents("vevent"));
  const [masters, exceptions] = [false, true].map((is) =>
    events.filter((event) => event.hasProperty("recurrence-id") === is),
  ) as [ICAL.Component[], ICAL.Component[]];
  return masters.flatMap((component) => {
    const event = new ICAL.Event(component, {
      exceptions: exceptions.filter(
        (other) => other.getFirstPropertyValue("uid") === component.getFirstPropertyValue("uid"),
      ),
    });
    if (!component.hasProperty("dtstart")) {
      throw new Error(`the event "${event.summary ?? ""}" has no DTSTART`);
    }
    return blackoutsOf(event, path, range, zone);
  });
}

function parsed(text: string): ICAL.Component[] {
  try {
    const found: unknown = ICAL.parse(text.replace(/^\uFEFF/, ""));
    // One calendar, or a list of several.
    const list = Array.isArray(found) && Array.isArray(found[0]) ? found : [found];
    const calendars = list.map((each) => new ICAL.Component(each as unknown[]));
    if (calendars.every((calendar) => calendar.name === "vcalendar")) return calendars;
  } catch (error) {
    throw new Error(`no iCalendar: ${(error as Error).message}`, { cause: error });
  }
  throw new Error("no iCalendar: it does not begin with BEGIN:VCALENDAR");
}

function blackoutsOf(
  event: ICAL.Event,
  path: string,
  range: { from: Instant; to: Instant },
  zone: Zone,
): Blackout[] {
  const found: Blackout[] = [];
  const add = (item: ICAL.Event, start: ICAL.Time, end: ICAL.Time) => {
    if (item.component.getFirstPropertyValue("status") === "CANCELLED") return;
    const from = instantOf(start, zone);
    const to = Math.max(from + 1, instantOf(end, zone));
    if (to <= range.from || from > range.to) return;
    const day = `${start.year}-${pad(start.month)}-${pad(start.day)}`;
    found.push({ from, to, reason: `${item.summary || "event"} of ${day} (${path})` });
  };
  if (!event.isRecurring()) {
    add(event, event.startDate, event.endDate);
    return found;
  }
  const repeats = event.iterator();
  for (let repeat = 0; repeat < MOST_REPEATS; repeat++) {
    // Its types promise a time, also at the end.
    const next = repeats.next() as ICAL.Time | undefined;
    if (!next || instantOf(next, zone) > range.to) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    add(item, startDate, endDate);
  }
  return found;
}

/** A time without a zone, or a date, is one of the plan's zone; a zone of IANA's name is known better here. */
function instantOf(time: ICAL.Time, zone: Zone): Instant {
  const local = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  const { tzid } = time.zone ?? {};
  if (tzid === "UTC" || tzid === "Z") return local * 1000;
  if (time.isDate || tzid === undefined || tzid === "floating") return zone.fromLocal(local * 1000);
  try {
    return zoneOf(tzid).fromLocal(local * 1000);
  } catch {
    return time.toUnixTime() * 1_000_000;
  }
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
