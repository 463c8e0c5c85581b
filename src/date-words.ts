import { count } from "./quantity.ts";

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
