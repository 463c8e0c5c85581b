import { tzOffset } from "@date-fns/tz/tzOffset";
import { UserError } from "../errors.ts";
import {
  COLON,
  COMMA,
  HYPHEN,
  LETTER_T,
  LETTER_Z,
  LOWER_T,
  LOWER_Z,
  PLUS,
  POINT,
  SPACE,
  ZERO,
} from "../text/ascii.ts";
import { similarZone } from "./zone-names.ts";

/**
 * Microseconds since 1970-01-01T00:00:00Z, as a plain number: what file systems, Parquet and Python
 * write. A safe integer until the year 2255; later instants are exact to some microseconds.
 */
export type Instant = number;

/** Days since 1970-01-01 in some zone's calendar. */
export type DayNumber = number;

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
// Zones change their offset on quarter hours only, since 1972.
const MICROS_PER_QUARTER = 15 * MICROS_PER_MINUTE;

/** A time zone: converts between instants and what a wall clock there shows. */
export interface Zone {
  /** IANA name, as the user wrote it. */
  readonly name: string;
  /** How far the wall clock is ahead of UTC at an instant, in microseconds. */
  offsetAt(instant: Instant): number;
  /** The calendar day on which an instant falls. */
  dayOf(instant: Instant): DayNumber;
  /**
   * The instant at which the wall clock shows `local`, microseconds since 1970-01-01T00:00 on that
   * clock. A time skipped by daylight saving moves forward with the clock; one that occurs twice is
   * the earlier, as in Temporal's "compatible" disambiguation.
   */
  fromLocal(local: number): Instant;
}

/** Without Intl, whose loading takes as long as reading ten small files. */
export const UTC: Zone = {
  name: "UTC",
  offsetAt: () => 0,
  dayOf: (instant) => Math.floor(instant / MICROS_PER_DAY),
  fromLocal: (local) => local,
};

const zones = new Map([["UTC", UTC]]);

/** The zone of an IANA name such as `UTC` or `Asia/Kolkata`. Throws UserError for an unknown name. */
export function createZone(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = makeZone(name);
    zones.set(name, zone);
  }
  return zone;
}

function makeZone(name: string): Zone {
  // Also "+25:00" has an offset; no place on earth is further than 14 hours from Greenwich.
  const offset = tzOffset(name, new Date(0));
  if (Number.isNaN(offset) || Math.abs(offset) > 14 * 60) {
    const meant = similarZone(name);
    throw new UserError(`"${name}" is not a time zone`, {
      hint:
        meant === undefined
          ? 'use an IANA name such as "UTC" or "Europe/Berlin"'
          : `did you mean "${meant}"?`,
    });
  }
  function lookUp(instant: Instant): number {
    return Math.round(tzOffset(name, new Date(instant / 1000))) * MICROS_PER_MINUTE;
  }
  const atMidnight = memoise((day) => lookUp(day * MICROS_PER_DAY));
  const atQuarter = memoise((quarter) => lookUp(quarter * MICROS_PER_QUARTER));
  function offsetAt(instant: Instant): number {
    // A day that begins and ends with one offset has no other between: Intl is asked twice a day.
    const day = Math.floor(instant / MICROS_PER_DAY);
    const offset = atMidnight(day);
    if (offset === atMidnight(day + 1)) return offset;
    return atQuarter(Math.floor(instant / MICROS_PER_QUARTER));
  }
  return {
    name,
    offsetAt,
    dayOf: (instant) => Math.floor((instant + offsetAt(instant)) / MICROS_PER_DAY),
    fromLocal(local) {
      // The two candidates are the readings under the offsets of the day before and the day after.
      const before = offsetAt(local - MICROS_PER_DAY);
      const after = offsetAt(local + MICROS_PER_DAY);
      const earlier = local - before;
      if (before === after || offsetAt(earlier) === before) return earlier;
      const later = local - after;
      return offsetAt(later) === after ? later : earlier;
    },
  };
}

/** Remembers a slow function's answers, up to a bound: rows fall into few days. */
function memoise(compute: (key: number) => number): (key: number) => number {
  const answers = new Map<number, number>();
  return (key) => {
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = compute(key);
      if (answers.size >= 100_000) answers.clear();
      answers.set(key, answer);
    }
    return answer;
  };
}

/**
 * Reads an ISO 8601 date or date-time; a space may stand for the `T`, a comma for the point.
 * A zone-less time is read in `zone`; digits beyond microseconds are cut.
 *
 * @returns undefined where the text is no such time, or no such day exists
 * @example parseInstant("2025-08-14T08:23:51.328015+00:00", createZone("UTC")) // 1755159831328015
 */
export function parseInstant(text: string, zone: Zone): Instant | undefined {
  const { read, written } = encoder.encodeInto(text, scratch);
  const bytes = read === text.length ? scratch.subarray(0, written) : encoder.encode(text);
  return parseInstantBytes(bytes, 0, bytes.length, zone);
}

const encoder = new TextEncoder();
/** Most times are far shorter. */
const scratch = new Uint8Array(64);

/** {@link parseInstant} on the bytes `from` (included) to `to` (excluded), without allocating. */
export function parseInstantBytes(
  bytes: Uint8Array,
  from: number,
  to: number,
  zone: Zone,
): Instant | undefined {
  let at = from;
  const year = digits(bytes, at, 4, to);
  if (year < 0 || bytes[at + 4] !== HYPHEN) return undefined;
  const month = digits(bytes, at + 5, 2, to);
  if (month < 1 || month > 12 || bytes[at + 7] !== HYPHEN) return undefined;
  const day = digits(bytes, at + 8, 2, to);
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  const days = daysFromCivil(year, month, day);
  at += 10;
  if (at === to) return zone.fromLocal(days * MICROS_PER_DAY);
  if (bytes[at] !== LETTER_T && bytes[at] !== LOWER_T && bytes[at] !== SPACE) return undefined;
  const hour = digits(bytes, at + 1, 2, to);
  if (hour < 0 || hour > 23 || bytes[at + 3] !== COLON) return undefined;
  const minute = digits(bytes, at + 4, 2, to);
  if (minute < 0 || minute > 59) return undefined;
  at += 6;
  let second = 0;
  let micros = 0;
  if (at < to && bytes[at] === COLON) {
    second = digits(bytes, at + 1, 2, to);
    // 60 is a leap second: POSIX time counts it as the second that follows.
    if (second < 0 || second > 60) return undefined;
    at += 3;
    if (at < to && (bytes[at] === POINT || bytes[at] === COMMA)) {
      at++;
      const start = at;
      for (let unit = 100_000; at < to && isDigit(bytes[at]); at++, unit /= 10) {
        if (unit >= 1) micros += ((bytes[at] as number) - ZERO) * unit;
      }
      if (at === start) return undefined;
    }
  }
  const local =
    days * MICROS_PER_DAY + ((hour * 60 + minute) * 60 + second) * MICROS_PER_SECOND + micros;
  if (at === to) return zone.fromLocal(local);
  if (bytes[at] === SPACE) at++; // "2025-08-14 08:23:51 UTC", "… +0000"
  const offset = parseOffset(bytes, at, to);
  return offset === undefined ? undefined : local - offset;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** The number that `count` digits at `at` spell, or -1. */
function digits(bytes: Uint8Array, at: number, count: number, to: number): number {
  if (at + count > to) return -1;
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i] as number;
    if (byte < ZERO || byte > ZERO + 9) return -1;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

/** `Z`, `UTC`, `GMT`, `±hh`, `±hhmm` or `±hh:mm`, in microseconds ahead of UTC. */
function parseOffset(bytes: Uint8Array, at: number, to: number): number | undefined {
  const length = to - at;
  const sign = bytes[at];
  if (length === 1 && (sign === LETTER_Z || sign === LOWER_Z)) return 0;
  if (length === 3 && /^(utc|gmt)$/i.test(String.fromCharCode(...bytes.subarray(at, to)))) return 0;
  if (sign !== PLUS && sign !== HYPHEN) return undefined;
  const hours = digits(bytes, at + 1, 2, to);
  if (hours < 0 || hours > 23) return undefined;
  let minutes = 0;
  if (length !== 3) {
    const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
    minutes = digits(bytes, minutesAt, 2, to);
    if (minutes < 0 || minutes > 59 || minutesAt + 2 !== to) return undefined;
  }
  const offset = (hours * 60 + minutes) * MICROS_PER_MINUTE;
  return sign === PLUS ? offset : -offset;
}

/**
 * Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
 * Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
 *
 * @example daysFromCivil(1970, 1, 1) // 0
 * @example daysFromCivil(2000, 3, 1) // 11017
 */
export function daysFromCivil(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return leap ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `2025-08-14` for a day number. */
export function formatDay(day: DayNumber): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The day number of `2025-08-14`, as {@link formatDay} writes it. */
export function parseDay(text: string): DayNumber {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

/**
 * ISO 8601 with the zone's offset; microseconds only where there are any, as Python's isoformat.
 *
 * @example formatInstant(1755159831328015, createZone("UTC")) // "2025-08-14T08:23:51.328015+00:00"
 */
export function formatInstant(instant: Instant, zone: Zone): string {
  const offset = zone.offsetAt(instant);
  const local = instant + offset;
  const seconds = Math.floor(local / MICROS_PER_SECOND);
  const micros = local - seconds * MICROS_PER_SECOND;
  const clock = new Date(seconds * 1000).toISOString().slice(0, -5);
  const fraction = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
  const minutes = Math.abs(offset) / MICROS_PER_MINUTE;
  const hh = String(Math.floor(minutes / 60)).padStart(2, "0");
  const mm = String(minutes % 60).padStart(2, "0");
  return `${clock}${fraction}${offset < 0 ? "-" : "+"}${hh}:${mm}`;
}
