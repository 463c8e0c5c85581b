import ICAL from "ical.js";
import { type Instant, type Zone, zoneOf } from "../instant.ts";

/** A time without a zone, or a date, is one of the plan's zone; a zone of IANA's name is known better here. */
export function instantOf(time: ICAL.Time, zone: Zone): Instant {
  const local = localOf(time);
  const { tzid } = time.zone ?? {};
  if (tzid === "UTC" || tzid === "Z") return local;
  if (time.isDate || tzid === undefined || tzid === "floating") return zone.fromLocal(local);
  try {
    return zoneOf(tzid).fromLocal(local);
  } catch {
    return time.toUnixTime() * 1_000_000;
  }
}

/** What the wall clock shows, in microseconds since 1970 on that clock. */
export function localOf({ year, month, day, hour, minute, second }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
}

/** The day on the wall, as `2025-08-14`. */
export function dayOf({ year, month, day }: ICAL.Time): string {
  return `${year}-${pad(month)}-${pad(day)}`;
}

const TIMES = ["dtstart", "dtend", "exdate", "rdate", "recurrence-id"];

/**
 * Finds what ical.js passes over: it takes the 45th of a month for a day of the next one.
 *
 * @throws Error where a time is none, or is of a zone that nobody knows
 */
export function checkTimes(component: ICAL.Component): void {
  for (const property of TIMES.flatMap((name) => component.getAllProperties(name))) {
    for (const value of property.toJSON().slice(3).flat(2)) {
      const text = String(value).slice(0, 19);
      if (!/^\d{4}-\d\d-\d\d/.test(text)) continue;
      const time = new Date(text.length > 10 ? `${text}Z` : text);
      const written = Number.isNaN(time.getTime()) ? "" : time.toISOString();
      if (!written.startsWith(text)) {
        throw new Error(`${property.name.toUpperCase()} ${text} is no date`);
      }
    }
    const tzid = property.getFirstParameter("tzid");
    if (tzid && !component.getTimeZoneByID(tzid)) makeKnown(tzid);
  }
}

/** A zone that the file names and does not define: ical.js would take its times for the plan's own. */
function makeKnown(tzid: string): void {
  if (ICAL.TimezoneService.has(tzid)) return;
  try {
    ICAL.TimezoneService.register(new NamedZone(zoneOf(tzid)));
  } catch (error) {
    const problem = `its zone ${tzid} is none of IANA's, and the file has no VTIMEZONE of it`;
    throw new Error(problem, { cause: error });
  }
}

/** A zone of IANA's name. */
class NamedZone extends ICAL.Timezone {
  private readonly known: Zone;

  constructor(known: Zone) {
    super({ tzid: known.name });
    this.known = known;
  }

  /** In seconds. */
  override utcOffset(time: ICAL.Time): number {
    const local = localOf(time);
    return (local - this.known.fromLocal(local)) / 1_000_000;
  }
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
