import ICAL from "ical.js";
import { messageOf } from "../errors.ts";
import { type Instant, MICROS_PER_DAY, type Zone } from "../instant.ts";
import type { Blackout } from "./blackout.ts";
import { checkTimes, dayOf, instantOf } from "./calendar-time.ts";
import { excludedOf, Looks, matcherOf, occurrences } from "./occurrences.ts";

/** Ten years: a blackout that lasts longer is none that anybody meant. */
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
  const components = parsed(text).flatMap((calendar) => calendar.getAllSubcomponents("vevent"));
  for (const component of components) about(component, () => check(component));
  const found = new Map<string, Blackout>();
  const add = (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time) => {
    if (event.component.getFirstPropertyValue("status") === "CANCELLED") return;
    const [from, to] = [instantOf(start, zone), instantOf(end, zone)];
    if (to < from) throw new Error("it ends before it begins");
    if (Math.max(from + 1, to) <= range.from || from > range.to) return;
    const reason = `${event.summary || "event"} of ${dayOf(start)} (${path})`;
    found.set(`${from} ${to} ${reason}`, { from, to: Math.max(from + 1, to), reason });
  };
  const looks = new Looks();
  for (const { masters, exceptions } of families(components)) {
    for (const component of masters) {
      const event = new ICAL.Event(component, { exceptions });
      about(component, () => addRepetitions(event, range, zone, looks, add));
    }
    const isExcluded = matcherOf(masters.flatMap(excludedOf), zone);
    for (const component of exceptions) {
      const event = new ICAL.Event(component);
      if (isExcluded(event.recurrenceId)) continue;
      about(component, () => add(event, event.startDate, event.endDate));
    }
  }
  return [...found.values()];
}

/** An event and those that stand in the place of some of its repetitions have one UID; either may be missing. */
interface Family {
  readonly masters: ICAL.Component[];
  readonly exceptions: ICAL.Component[];
}

function families(components: readonly ICAL.Component[]): Iterable<Family> {
  const byUid = new Map<unknown, Family>();
  for (const component of components) {
    const uid = component.getFirstPropertyValue("uid");
    const family = byUid.get(uid) ?? { masters: [], exceptions: [] };
    byUid.set(uid, family);
    family[component.hasProperty("recurrence-id") ? "exceptions" : "masters"].push(component);
  }
  return byUid.values();
}

/** Adds an event wherever it takes place, except for what other events stand in the place of. */
function addRepetitions(
  event: ICAL.Event,
  range: { from: Instant; to: Instant },
  zone: Zone,
  looks: Looks,
  add: (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time) => void,
): void {
  const exceptions = Object.values(event.exceptions);
  const replaced = exceptions.map(({ recurrenceId }) => recurrenceId);
  const changesLater = exceptions.some((other) => other.modifiesFuture());
  const length = event.duration.toSeconds() * 1_000_000;
  // What a clock shows is at most a day off.
  const span = {
    from: changesLater ? Number.NEGATIVE_INFINITY : range.from - length - 2 * MICROS_PER_DAY,
    to: ICAL.Time.fromJSDate(new Date((range.to + 2 * MICROS_PER_DAY) / 1000), true),
  };
  for (const { start, end } of occurrences(event, replaced, span, zone, looks)) {
    if (end !== undefined) add(event, start, end);
    else {
      const { item, startDate, endDate } = event.getOccurrenceDetails(start);
      add(item, startDate, endDate);
    }
  }
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

/** What ical.js would not look at, or not come to an end with. */
function check(component: ICAL.Component): void {
  if (!component.hasProperty("dtstart")) throw new Error("it has no DTSTART");
  checkTimes(component);
  checkDuration(component);
}

/** ical.js counts the days of a duration off month by month, for each repetition: for minutes in a million years. */
function checkDuration(component: ICAL.Component): void {
  const duration = component.getFirstPropertyValue("duration");
  if (!(duration instanceof ICAL.Duration)) return;
  const days = duration.toSeconds() / 86_400;
  if (days >= 0 && days <= MOST_DAYS) return;
  throw new Error(`it has the duration ${duration}; at most ten years`);
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
