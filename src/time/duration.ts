import { MICROS_PER_DAY, MICROS_PER_SECOND } from "./instant.ts";

/**
 * A length of time as ISO 8601 and RFC 5545 (3.3.6) see it: months and days are counted on the calendar
 * of a zone, whatever the clocks do meanwhile; hours and less are exact.
 */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly micros: number;
}

/** As {@link parseDuration} reads it; for a JSON Schema. At least one part, whole numbers. */
export const DURATION =
  /^P(?=[\dT])(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?)?$/;

/**
 * Reads an ISO 8601 duration of whole years, months, weeks, days, hours and minutes.
 *
 * @returns undefined if the text is not a duration, or its length is zero
 * @example parseDuration("P1Y2M") // { months: 14, days: 0, micros: 0 }
 * @example parseDuration("P2WT12H") // { months: 0, days: 14, micros: 43200000000 }
 */
export function parseDuration(text: string): Duration | undefined {
  const parts = DURATION.exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (parts === undefined) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0] = parts;
  const duration = {
    months: 12 * years + months,
    days: 7 * weeks + days,
    micros: (60 * hours + minutes) * 60 * MICROS_PER_SECOND,
  };
  return duration.months + duration.days + duration.micros > 0 ? duration : undefined;
}

/** About how many days it lasts: a month has 30.4. */
export function toDays({ months, days, micros }: Duration): number {
  return 30.4 * months + days + micros / MICROS_PER_DAY;
}
