import {
  formatInstant,
  type Instant,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  parseInstant,
  type Zone,
} from "../../time/instant.ts";
import { findPathDate, taggedFolderDate } from "../../time/path-date.ts";
import type { TimeSource } from "../schema.ts";

/** When a result was, and by what that is known. */
export interface ResultTime {
  readonly at: Instant;
  readonly timeSource: TimeSource;
}

/**
 * The time of a result: what it states itself, else the date in its path, else the commit that brought
 * it, else when its file was written.
 *
 * @param known its times are null if they are not known; `path` is relative to the project
 */
export function resultTime(
  known: { own: Instant | null; committed: Instant | null; path: string; modified: Instant },
  zone: Zone,
): ResultTime {
  if (known.own !== null) return { at: known.own, timeSource: "run" };
  const named = namedInstant(known.path, zone);
  if (named !== null) return { at: named, timeSource: "name" };
  return known.committed === null
    ? { at: known.modified, timeSource: "modified" }
    : { at: known.committed, timeSource: "commit" };
}

/** The message about a result that was not known when the plan was made. */
export function afterPlan(at: Instant, timeSource: TimeSource, zone: Zone): string {
  const verb = { run: "dated", commit: "committed", name: "named", modified: "written" }[
    timeSource
  ];
  // A file's clock has microseconds, which say nothing here.
  const second = at - (at % MICROS_PER_SECOND);
  return `${verb} ${formatInstant(second, zone)}, after this plan`;
}

/**
 * An instant that a result states: ISO 8601, or seconds or milliseconds since 1970.
 *
 * @returns undefined if the value is not an instant
 * @example statedInstant(1_754_028_000.5, UTC) // 1754028000500000
 */
export function statedInstant(value: unknown, zone: Zone): Instant | undefined {
  if (typeof value === "string") {
    const instant = parseInstant(value.trim(), zone);
    return instant !== undefined && instant >= 0 && instant < YEAR_9999 ? instant : undefined;
  }
  // Seconds of the years 2001 to 2286 have ten digits, milliseconds thirteen.
  if (typeof value === "number" && value >= 1e9 && value < 1e13) {
    return Math.round(value < 1e10 ? value * 1e6 : value * 1e3);
  }
  // TOML has dates of its own.
  return value instanceof Date ? statedInstant(value.toISOString(), zone) : undefined;
}

// Later times could not be printed in every zone.
const YEAR_9999 = Date.UTC(9999, 0) * 1000;

/**
 * The instant that a path names: the beginning of its day, or the time behind its date.
 *
 * @returns null where it names none, or more than a day
 * @example namedInstant("runs/20250814_080000Z/metrics.json", UTC) // 2025-08-14T08:00:00Z
 * @example namedInstant("runs/2025-08-14-nyc-xgb/metrics.json", UTC) // 2025-08-14T00:00:00Z
 */
export function namedInstant(path: string, zone: Zone): Instant | null {
  const date = findPathDate(path) ?? taggedFolderDate(path);
  if (date === null || date.first !== date.last) return null;
  const local = date.first * MICROS_PER_DAY;
  const [, , hours = "0", minutes = "0", seconds = "0", utc] = CLOCK.exec(path) ?? [];
  const clock = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    return zone.fromLocal(local);
  }
  const instant = local + clock * MICROS_PER_SECOND;
  return utc === undefined ? zone.fromLocal(instant) : instant;
}

/** A time behind a date: `20250814_080000Z`, `2025-08-14T08-00`. */
const CLOCK =
  /(?<!\d)\d{4}([-_]?)\d\d\1\d\d[T_ -](\d\d)[:-]?(\d\d)(?:[:-]?(\d\d))?(Z)?(?![\dA-Za-z])/;
