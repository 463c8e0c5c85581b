import { type DayNumber, daysFromCivil } from "../../time/instant.ts";

/** A day of the calendar. */
export interface Day {
  readonly number: DayNumber;
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly date: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

export function dayAt(number: DayNumber): Day {
  const date = new Date(number * 86_400_000);
  return {
    number,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    date: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** Where a day stands: of how many, and which of them, from 1. */
export interface Place {
  readonly at: number;
  readonly of: number;
}

export function placeInMonth({ year, month, date }: Day): Place {
  const after = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return { at: date, of: after - daysFromCivil(year, month, 1) };
}

export function placeInYear({ number, year }: Day): Place {
  const first = daysFromCivil(year, 1, 1);
  return { at: number - first + 1, of: daysFromCivil(year + 1, 1, 1) - first };
}

/**
 * The week of a day in the year to which most of that week belongs: as ISO 8601, also where a week begins
 * with another day.
 *
 * @param firstDay of a week; 0 is Sunday
 * @example 2025-12-29 → 1 of 53, where weeks begin with Monday
 */
export function placeOfWeek({ number, weekday }: Day, firstDay: number): Place {
  const middle = dayAt(number - ((weekday - firstDay + 7) % 7) + 3);
  const { at, of } = placeInYear(middle);
  const week = Math.ceil(at / 7);
  return { at: week, of: week + Math.floor((of - at) / 7) };
}
