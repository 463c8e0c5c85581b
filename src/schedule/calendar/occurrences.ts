import ICAL from "ical.js";
import type { Instant, Zone } from "../../time/instant.ts";
import type { ExpansionBudget } from "./expansion-budget.ts";
import { expandTimes, type Span } from "./rule.ts";
import { formatDay, toInstant } from "./time.ts";

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
 * @throws Error if a rule takes too many steps
 */
export function* occurrences(
  { component, startDate }: ICAL.Event,
  replaced: readonly ICAL.Time[],
  span: Span,
  zone: Zone,
  budget: ExpansionBudget,
): Generator<Occurrence> {
  const byRule = function* (name: string) {
    for (const rule of readValues<ICAL.Recur>(component, name)) {
      yield* expandTimes(rule, startDate, span, budget);
    }
  };
  const isOut = buildMatcher(zone, listExcluded(component), byRule("exrule"), replaced);
  if (!isOut(startDate)) yield { start: startDate };
  for (const start of byRule("rrule")) if (!isOut(start)) yield { start };
  for (const value of readValues<ICAL.Time | ICAL.Period>(component, "rdate")) {
    const given =
      value instanceof ICAL.Period ? { start: value.start, end: value.getEnd() } : { start: value };
    if (!isOut(given.start)) yield given;
  }
}

/** The times that an event's EXDATE excludes. */
export function listExcluded(component: ICAL.Component): ICAL.Time[] {
  return readValues(component, "exdate");
}

/** Whether a time is one of these; where either is a date, by the day. */
export function buildMatcher(
  zone: Zone,
  ...lists: readonly Iterable<ICAL.Time>[]
): (time: ICAL.Time) => boolean {
  const instants = new Set<Instant>();
  const dates = new Set<string>();
  for (const list of lists) {
    for (const time of list) {
      instants.add(toInstant(time, zone));
      if (time.isDate) dates.add(formatDay(time));
    }
  }
  if (instants.size === 0) return () => false;
  return (time) => instants.has(toInstant(time, zone)) || dates.has(formatDay(time));
}

function readValues<T>(component: ICAL.Component, name: string): T[] {
  return component.getAllProperties(name).flatMap((property) => property.getValues() as T[]);
}
