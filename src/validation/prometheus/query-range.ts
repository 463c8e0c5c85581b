import { type Instant, MICROS_PER_SECOND } from "../../time/instant.ts";

/** The times at which a query is evaluated: seconds since 1970. */
export interface QueryRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Prometheus refuses a query with more points a series. */
export const MOST_POINTS = 11_000;

/**
 * The times of a query up to now. They are whole multiples of the step since 1970, in UTC, so that all plans of one
 * step ask for the same points, and get the same values.
 *
 * @param step in seconds
 * @param range in seconds
 */
export function alignRange(now: Instant, step: number, range: number): QueryRange {
  const end = Math.floor(now / MICROS_PER_SECOND / step) * step;
  const start = Math.max(0, end - Math.floor(range / step) * step);
  return { start, end, step };
}

/** The same times in parts that a server answers. */
export function splitRange({ start, end, step }: QueryRange): QueryRange[] {
  const parts: QueryRange[] = [];
  for (let from = start; from <= end; from += MOST_POINTS * step) {
    parts.push({ start: from, end: Math.min(end, from + (MOST_POINTS - 1) * step), step });
  }
  return parts;
}
