import { type DayNumber, formatDay, parseDay } from "./instant.ts";

/**
 * The Monday of a day's week. Day 0, 1970-01-01, was a Thursday.
 *
 * @example startOfWeek(0) // -3
 */
export function startOfWeek(day: DayNumber): DayNumber {
  return Math.floor((day + 3) / 7) * 7 - 3;
}

/**
 * The ISO 8601 name of a day's week: the year is that of its Thursday, and week 1 holds the year's
 * first Thursday.
 *
 * @example weekName(parseDay("2024-12-30")) // "2025-W01"
 */
export function weekName(day: DayNumber): string {
  const thursday = startOfWeek(day) + 3;
  const year = formatDay(thursday).slice(0, -6);
  const week = Math.floor((thursday - parseDay(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}
