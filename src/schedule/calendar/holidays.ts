import ICAL from "ical.js";
import { errorMessage } from "../../errors.ts";
import { withinTime } from "../../runtime/within-time.ts";
import { type Instant, MICROS_PER_DAY, type Zone } from "../../time/instant.ts";
import type { Blackout } from "../blackout.ts";
import { checkEvent } from "./event-check.ts";
import { ExpansionBudget, STEPS_PER_TIME } from "./expansion-budget.ts";
import { buildMatcher, listExcluded, occurrences } from "./occurrences.ts";
import { formatDay, toInstant, toLocalMicros } from "./time.ts";
import { leaveKnownZones } from "./zones.ts";

/** Each day of 130 years; what repeats more often is no blackout that anybody meant. */
const MOST_BLACKOUTS = 50_000;

/**
 * The events of an iCalendar file as blackouts: whole days in the plan's zone, others in their own, and
 * every repetition that touches the range. Cancelled events do not count.
 *
 * @param path as the user names the file
 * @throws Error where the text is not an iCalendar file, or an event cannot be dated; it says which
 */
export function parseHolidays(
  text: string,
  path: string,
  range: { from: Instant; to: Instant },
  zone: Zone,
): Blackout[] {
  // The expansion is bounded by steps; the library's reading is bounded only by time.
  return withinTime(() => blackoutsIn(text, path, range, zone));
}

function blackoutsIn(
  text: string,
  path: string,
  range: { from: Instant; to: Instant },
  zone: Zone,
): Blackout[] {
  const calendars = parsed(text);
  for (const calendar of calendars) leaveKnownZones(calendar);
  const components = calendars.flatMap((calendar) => calendar.getAllSubcomponents("vevent"));
  const budget = new ExpansionBudget();
  for (const component of components) about(component, () => checkEvent(component, budget));
  const found = new Map<string, Blackout>();
  const add = (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time) => {
    if (event.component.getFirstPropertyValue("status") === "CANCELLED") return;
    const [from, to] = [toInstant(start, zone), toInstant(lastDay(start, end), zone)];
    if (to < from) throw new Error("it ends before it begins");
    if (Math.max(from + 1, to) <= range.from || from > range.to) return;
    if (found.size >= MOST_BLACKOUTS) {
      throw new Error(`with it there are more than ${MOST_BLACKOUTS} blackouts`);
    }
    const reason = `${event.summary || "event"} of ${formatDay(start)} (${path})`;
    found.set(`${from} ${to} ${reason}`, { from, to: Math.max(from + 1, to), reason });
  };
  for (const { masters, exceptions } of families(components)) {
    for (const component of masters) {
      budget.take(STEPS_PER_TIME * exceptions.length);
      const event = new ICAL.Event(component, { exceptions });
      about(component, () => addRepetitions(event, range, zone, budget, add));
    }
    const isExcluded = buildMatcher(zone, masters.flatMap(listExcluded));
    for (const component of exceptions) {
      const event = new ICAL.Event(component);
      if (isExcluded(event.recurrenceId)) continue;
      about(component, () => add(event, event.startDate, event.endDate));
    }
  }
  return [...found.values()];
}

/** The end of an event; a day that ends on itself is that day, as calendar programs read it. */
function lastDay(start: ICAL.Time, end: ICAL.Time): ICAL.Time {
  if (!start.isDate || end.compare(start) !== 0) return end;
  const next = start.clone();
  next.adjust(1, 0, 0, 0);
  return next;
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
  budget: ExpansionBudget,
  add: (event: ICAL.Event, start: ICAL.Time, end: ICAL.Time) => void,
): void {
  const exceptions = Object.values(event.exceptions);
  const replaced = exceptions.map(({ recurrenceId }) => recurrenceId);
  const changesLater = exceptions.some((other) => other.modifiesFuture());
  const length = eventLength(event);
  // The wall clock differs by at most a day.
  const span = {
    from: changesLater
      ? Number.NEGATIVE_INFINITY
      : range.from - length.toSeconds() * 1_000_000 - 2 * MICROS_PER_DAY,
    to: range.to + 2 * MICROS_PER_DAY,
  };
  for (const { start, end } of occurrences(event, replaced, span, zone, budget)) {
    if (end !== undefined) add(event, start, end);
    else if (changesLater) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(start);
      add(item, startDate, endDate);
    } else {
      const after = start.clone();
      after.addDuration(length);
      add(event, start, after);
    }
  }
}

/** On the wall clock: from one to five o'clock is so also when the clocks go back at three. */
function eventLength({ startDate, endDate, duration }: ICAL.Event): ICAL.Duration {
  if (startDate.zone?.tzid !== endDate.zone?.tzid) return duration;
  return ICAL.Duration.fromSeconds((toLocalMicros(endDate) - toLocalMicros(startDate)) / 1_000_000);
}

/** Says of which event an error is. */
function about<T>(event: ICAL.Component, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const summary = event.getFirstPropertyValue("summary") ?? "";
    throw new Error(`the event "${summary}": ${describeError(error)}`, { cause: error });
  }
}

/** The library's words for a fault, unless it failed by itself. */
function describeError(error: unknown): string {
  if (error instanceof TypeError) return "it is damaged";
  const words = errorMessage(error);
  if (/^invalid frequency "undefined"/.test(words)) return "a rule without a frequency";
  return /undefined/.test(words) ? "a value that is cut off" : words;
}

function parsed(text: string): ICAL.Component[] {
  try {
    const found: unknown = ICAL.parse(text.replace(/^\uFEFF/, ""));
    // One calendar, or a list of several.
    const list = Array.isArray(found) && Array.isArray(found[0]) ? found : [found];
    const calendars = list.map((each) => new ICAL.Component(each as unknown[]));
    if (calendars.every((calendar) => calendar.name === "vcalendar")) return calendars;
  } catch (error) {
    throw new Error(`not an iCalendar file: ${describeError(error)}`, { cause: error });
  }
  throw new Error("not an iCalendar file: it does not begin with BEGIN:VCALENDAR");
}
