import ICAL from "ical.js";
import { messageOf } from "../errors.ts";
import { type Instant, MICROS_PER_DAY, type Zone, zoneOf } from "../instant.ts";
import type { Blackout } from "./blackout.ts";

/** Each day of 130 years; what repeats more often is no blackout that anybody meant. */
const MOST_REPEATS = 50_000;
/** Ten years: a blackout that lasts longer is none, either. */
const MOST_DAYS = 3660;

/**
 * The events of an iCalendar file as blackouts: whole days in the plan's zone, others in their own, and
 * every repetition that touches the range. Cancelled events are none.
 *
 * @param path as the user names the file
 * @throws Error where the text is no iCalendar, or an event cannot be dated; it says which
 */
export function parseHolidays(
  text: string,
  path: string,
  range: { from: Instant; to: Instant },
  zone: Zone,
): Blackout[] {
  const calendars = parsed(text);
  const events = calendars.flatMap((calendar) => calendar.getAllSubcomponents("vevent"));
  for (const event of events) {
    about(event, () => {
      checkTimes(event);
      checkDuration(event);
    });
  }
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
    return about(component, () => blackoutsOf(event, path, range, zone));
  });
}

/** Says of which event an error is. */
function about<T>(event: ICAL.Component, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const summary = event.getFirstPropertyValue("summary") ?? "";
    throw new Error(`the event "${summary}": ${wordsOf(error)}`, { cause: error });
  }
}

/** What the library says of a fault, unless it stumbled over it itself. */
function wordsOf(error: unknown): string {
  if (error instanceof TypeError) return "it is damaged";
  const words = messageOf(error);
  if (/^invalid frequency "undefined"/.test(words)) return "a rule without a frequency";
  return /undefined/.test(words) ? "a value that is cut off" : words;
}

/** ical.js counts the days of a duration off month by month, for each repetition: for minutes in a million years. */
function checkDuration(component: ICAL.Component): void {
  const duration = component.getFirstPropertyValue("duration");
  if (!(duration instanceof ICAL.Duration)) return;
  const days = duration.toSeconds() / 86_400;
  if (days >= 0 && days <= MOST_DAYS) return;
  throw new Error(`it has the duration ${duration}; at most ten years`);
}

const TIMES = ["dtstart", "dtend", "exdate", "rdate", "recurrence-id"];

/** What ical.js passes over: it takes the 45th of a month for a day of the next one. */
function checkTimes(component: ICAL.Component): void {
  for (const property of TIMES.flatMap((name) => component.getAllProperties(name))) {
    for (const value of property.toJSON().slice(3).flat(2)) {
      const text = String(value).slice(0, 19);
      if (!/^\d{4}-\d\d-\d\d/.test(text)) continue;
      const time = new Date(text.length > 10 ? `${text}Z` : text);
      const written = Number.isNaN(time.getTime()) ? "" : time.toISOString();
      if (!written.startsWith(text)) {
        throw new Error(`${property.name.toUpperCase()} ${text} is no date`);
      }
    }
    const tzid = property.getFirstParameter("tzid");
    if (tzid && !component.getTimeZoneByID(tzid)) makeKnown(tzid);
  }
}

/** A zone that the file names and does not define: ical.js would take its times for the plan's own. */
function makeKnown(tzid: string): void {
  if (ICAL.TimezoneService.has(tzid)) return;
  try {
    ICAL.TimezoneService.register(new NamedZone(zoneOf(tzid)));
  } catch (error) {
    const problem = `its zone ${tzid} is none of IANA's, and the file has no VTIMEZONE of it`;
    throw new Error(problem, { cause: error });
  }
}

/** A zone of IANA's name. */
class NamedZone extends ICAL.Timezone {
  private readonly known: Zone;

  constructor(known: Zone) {
    super({ tzid: known.name });
    this.known = known;
  }

  /** In seconds. */
  override utcOffset(time: ICAL.Time): number {
    const local = localOf(time);
    return (local - this.known.fromLocal(local)) / 1_000_000;
  }
}

function parsed(text: string): ICAL.Component[] {
  try {
    const found: unknown = ICAL.parse(text.replace(/^\uFEFF/, ""));
    // One calendar, or a list of several.
    const list = Array.isArray(found) && Array.isArray(found[0]) ? found : [found];
    const calendars = list.map((each) => new ICAL.Component(each as unknown[]));
    if (calendars.every((calendar) => calendar.name === "vcalendar")) return calendars;
  } catch (error) {
    throw new Error(`no iCalendar: ${wordsOf(error)}`, { cause: error });
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
    if (instantOf(end, zone) < from) throw new Error("it ends before it begins");
    if (to <= range.from || from > range.to) return;
    const day = `${start.year}-${pad(start.month)}-${pad(start.day)}`;
    found.push({ from, to, reason: `${item.summary || "event"} of ${day} (${path})` });
  };
  if (!event.isRecurring()) {
    add(event, event.startDate, event.endDate);
    return found;
  }
  // The first instance, also where the rule names other days (RFC 5545, 3.8.5.3): ical.js leaves it out.
  const first = event.iterator().next() as ICAL.Time | undefined;
  const isByRule = first?.compare(event.startDate) === 0;
  if (!isByRule && !isExcluded(event)) add(event, event.startDate, event.endDate);
  const isPlain = Object.keys(event.exceptions).length === 0;
  const length = event.duration.toSeconds() * 1_000_000;
  const repeats = event.iterator();
  for (let repeat = 0; repeat < MOST_REPEATS; repeat++) {
    // Its types promise a time, also at the end.
    const next = repeats.next() as ICAL.Time | undefined;
    if (!next || instantOf(next, zone) > range.to) return found;
    if (isPlain && instantOf(next, zone) + length + MICROS_PER_DAY < range.from) continue;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    add(item, startDate, endDate);
  }
  throw new Error(`it repeats more than ${MOST_REPEATS} times; give it a later beginning`);
}

/** Whether the first instance is taken out, or another event stands in its place. */
function isExcluded({ component, startDate, exceptions }: ICAL.Event): boolean {
  const excluded = component
    .getAllProperties("exdate")
    .flatMap((property) => property.getValues() as ICAL.Time[]);
  return (
    startDate.toString() in exceptions || excluded.some((time) => time.compare(startDate) === 0)
  );
}

/** A time without a zone, or a date, is one of the plan's zone; a zone of IANA's name is known better here. */
function instantOf(time: ICAL.Time, zone: Zone): Instant {
  const local = localOf(time);
  const { tzid } = time.zone ?? {};
  if (tzid === "UTC" || tzid === "Z") return local;
  if (time.isDate || tzid === undefined || tzid === "floating") return zone.fromLocal(local);
  try {
    return zoneOf(tzid).fromLocal(local);
  } catch {
    return time.toUnixTime() * 1_000_000;
  }
}

/** What the wall clock shows, in microseconds since 1970 on that clock. */
function localOf({ year, month, day, hour, minute, second }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
