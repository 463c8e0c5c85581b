import ICAL from "ical.js";
import type { Instant, Zone } from "../../instant.ts";
import type { Looks } from "./looks.ts";
import { dayOf, instantOf, localOf } from "./time.ts";

/** What matters, on any clock: most of what repeats is long past. */
export interface Span {
  /** Microseconds since 1970 on the wall clock. */
  readonly from: number;
  readonly to: ICAL.Time;
}

/** One time at which an event takes place; without an end it takes as long as the event does. */
export interface Occurrence {
  readonly start: ICAL.Time;
  readonly end?: ICAL.Time;
}

/**
 * When an event takes place: at its beginning, whatever its rules name, and when they (RRULE) and its list
 * (RDATE) say; not when that is taken out (EXDATE, and EXRULE of older programs), or when another event
 * stands in its place. In no order, and twice where a rule and the list name the same time.
 *
 * ical.js expands events, too, but passes over an EXDATE behind another that matches nothing.
 *
 * Source: RFC 5545, 3.8.5 and 3.8.4.4; RFC 2445, 4.8.5.2
 *
 * @param replaced the times in whose place another event stands
 * @param span of its repetitions, which
 * @throws Error where a rule is none, or looks at too much
 */
export function* occurrences(
  { component, startDate }: ICAL.Event,
  replaced: readonly ICAL.Time[],
  span: Span,
  zone: Zone,
  looks: Looks,
): Generator<Occurrence> {
  const byRule = function* (name: string) {
    for (const rule of valuesOf<ICAL.Recur>(component, name)) {
      yield* new Repetitions(rule, startDate, span, looks);
    }
  };
  const isOut = matcherOf(zone, excludedOf(component), byRule("exrule"), replaced);
  if (!isOut(startDate)) yield { start: startDate };
  for (const start of byRule("rrule")) if (!isOut(start)) yield { start };
  for (const value of valuesOf<ICAL.Time | ICAL.Period>(component, "rdate")) {
    const given =
      value instanceof ICAL.Period ? { start: value.start, end: value.getEnd() } : { start: value };
    if (!isOut(given.start)) yield given;
  }
}

/** What an event's EXDATE takes out. */
export function excludedOf(component: ICAL.Component): ICAL.Time[] {
  return valuesOf(component, "exdate");
}

/** Whether a time is one of these; where either is a date, by the day. */
export function matcherOf(
  zone: Zone,
  ...lists: readonly Iterable<ICAL.Time>[]
): (time: ICAL.Time) => boolean {
  const instants = new Set<Instant>();
  const dates = new Set<string>();
  for (const list of lists) {
    for (const time of list) {
      instants.add(instantOf(time, zone));
      if (time.isDate) dates.add(dayOf(time));
    }
  }
  if (instants.size === 0) return () => false;
  return (time) => instants.has(instantOf(time, zone)) || dates.has(dayOf(time));
}

/** What a rule names, up to an end: ical.js looks on until it finds something, and for some rules for ever. */
class Repetitions extends ICAL.RecurIterator {
  readonly #from: number;
  readonly #looks: Looks;

  constructor(rule: ICAL.Recur, start: ICAL.Time, { from, to }: Span, looks: Looks) {
    const bounded = rule.clone();
    if (!bounded.until || bounded.until.compare(to) > 0) bounded.until = to.clone();
    super({ rule: bounded, dtstart: start });
    this.#from = from;
    this.#looks = looks;
  }

  *[Symbol.iterator](): Generator<ICAL.Time> {
    const months = this.rule.parts.BYMONTH as number[] | undefined;
    // Its types promise a time, also at the end; and the next is made of the same object.
    for (let time = this.next(); time; time = this.next()) {
      if (localOf(time) < this.#from) continue;
      // ical.js takes the 31st of November for the first of December.
      if (months === undefined || months.includes(time.month)) yield time.clone();
    }
  }

  /** Whether the time it is at is named by the rule; one behind the end may be, so that the search ends. */
  override check_contracting_rules(): boolean {
    const { parts, until } = this.rule;
    this.#looks.take(this.rule);
    // Where nothing is to be checked ical.js would work out the number of the week all the same.
    if (Object.keys(parts).length === 0) return true;
    return (until !== null && this.last.compare(until) > 0) || super.check_contracting_rules();
  }
}

function valuesOf<T>(component: ICAL.Component, name: string): T[] {
  return component.getAllProperties(name).flatMap((property) => property.getValues() as T[]);
}
