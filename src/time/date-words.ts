import { count } from "../text/quantity.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * A date as people read it, from ISO 8601; a time of day behind it is dropped.
 *
 * @example dateWords("2025-05-19T00:00:00+00:00") // "19 May 2025"
 */
export function dateWords(time: string): string {
  const [year = "", month = "", day = ""] = time.slice(0, 10).split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** `today`, `1 day ago`, `453 days ago`. */
export function daysAgo(days: number): string {
  return days === 0 ? "today" : `${count(days, "day")} ago`;
}

/**
 * A date near another one, without its year: `12 Dec`; with it where it is half a year away or more.
 *
 * @example shortDate("2027-01-06", "2026-11-29") // "6 Jan"
 */
export function shortDate(day: string, today: string): string {
  const words = dateWords(day);
  const days = Math.abs(Date.parse(day.slice(0, 10)) - Date.parse(today.slice(0, 10))) / 86_400_000;
  return days < 183 ? words.slice(0, words.lastIndexOf(" ")) : words;
}

/**
 * A period that ends with the present day.
 *
 * @param window its first and its last day
 * @example lastDays({ from: "2025-07-16", to: "2025-08-14" }) // "in the last 30 days"
 */
export function lastDays({ from, to }: { readonly from: string; readonly to: string }): string {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return `in the last ${count(days, "day")}`;
}
