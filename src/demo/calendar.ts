export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Milliseconds since 1970 at which a date begins in UTC. */
export function startOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** `2025-08-14` in UTC. */
export function formatDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `2025-08-14T08:00:00Z`, to the second. */
export function formatIso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The `count` dates from `first` on, each `step` days after the one before. */
export function datesFrom(first: string, count: number, step = 1): string[] {
  return Array.from({ length: count }, (_, i) => formatDate(startOfDate(first) + i * step * DAY));
}
