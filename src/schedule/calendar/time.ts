import type ICAL from "ical.js";
import { createZone, type Instant, type Zone } from "../../time/instant.ts";

/** A time without a zone, or a date, is one of the plan's zone; a zone of IANA's name is known better here. */
export function toInstant(time: ICAL.Time, zone: Zone): Instant {
  const local = toLocalMicros(time);
  const { tzid } = time.zone ?? {};
  if (tzid === "UTC" || tzid === "Z") return local;
  if (time.isDate || tzid === undefined || tzid === "floating") return zone.fromLocal(local);
  try {
    return createZone(tzid).fromLocal(local);
  } catch {
    return time.toUnixTime() * 1_000_000;
  }
}

/** The time on the wall clock, in microseconds since 1970 on that clock. */
export function toLocalMicros({ year, month, day, hour, minute, second }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
}

/** The day on the wall, as `2025-08-14`. */
export function formatDay({ year, month, day }: ICAL.Time): string {
  return `${year}-${pad(month)}-${pad(day)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
