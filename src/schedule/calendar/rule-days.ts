import type ICAL from "ical.js";
import { type Day, type Place, placeInMonth, placeInYear, placeOfWeek } from "./day.ts";

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** The BY parts of a rule that have numbers. */
export function numbersOf(
  rule: ICAL.Recur,
  part: Exclude<keyof ICAL.Recur["parts"], "BYDAY">,
): readonly number[] | undefined {
  return rule.parts[part];
}

/** Whether a place is among these, of which -1 is the last. */
export function isAmong(places: readonly number[], { at, of }: Place): boolean {
  return places.includes(at) || places.includes(at - of - 1);
}

/**
 * What a day must be for a rule to name it. What the rule does not say is as its first day has it.
 *
 * Source: RFC 5545, 3.3.10
 */
export function daysOf(rule: ICAL.Recur, first: Day): (day: Day) => boolean {
  const months = numbersOf(rule, "BYMONTH");
  const weeks = numbersOf(rule, "BYWEEKNO");
  const yearDays = numbersOf(rule, "BYYEARDAY");
  const dates = numbersOf(rule, "BYMONTHDAY");
  const names = rule.parts.BYDAY;

  const tests: ((day: Day) => boolean)[] = [];
  if (months) tests.push(({ month }) => months.includes(month));
  if (weeks) tests.push((day) => isAmong(weeks, placeOfWeek(day, firstDayOf(rule))));
  if (yearDays) tests.push((day) => isAmong(yearDays, placeInYear(day)));
  if (dates) tests.push((day) => isAmong(dates, placeInMonth(day)));
  if (names) tests.push(weekdaysOf(rule, names));
  if (!yearDays && !dates && !names) {
    const { freq } = rule;
    if (freq === "WEEKLY" || weeks) tests.push(({ weekday }) => weekday === first.weekday);
    else if (freq === "MONTHLY" || freq === "YEARLY") {
      tests.push(({ date }) => date === first.date);
      if (freq === "YEARLY" && !months) tests.push(({ month }) => month === first.month);
    }
  }
  return (day) => tests.every((isSo) => isSo(day));
}

/** With which day a week begins; 0 is Sunday. */
export function firstDayOf({ wkst }: ICAL.Recur): number {
  return wkst - 1;
}

/** `MO` is each Monday, `-1MO` the last of a month, or of a year where no month is named. */
function weekdaysOf(rule: ICAL.Recur, names: readonly string[]): (day: Day) => boolean {
  const isYearly = rule.freq === "YEARLY" && !("BYWEEKNO" in rule.parts);
  const placeIn = isYearly && !("BYMONTH" in rule.parts) ? placeInYear : placeInMonth;
  const hasPlaces = isYearly || rule.freq === "MONTHLY";
  const wanted = names.map((name) => ({
    weekday: WEEKDAYS.indexOf(name.slice(-2)),
    nth: hasPlaces ? Number(name.slice(0, -2)) : 0,
  }));
  return (day) =>
    wanted.some(({ weekday, nth }) => {
      if (weekday !== day.weekday) return false;
      if (nth === 0) return true;
      const { at, of } = placeIn(day);
      return nth > 0 ? Math.ceil(at / 7) === nth : Math.ceil((of - at + 1) / 7) === -nth;
    });
}
