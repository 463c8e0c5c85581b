import {
  COLON,
  HYPHEN,
  LETTER_T,
  LETTER_Z,
  PLUS,
  POINT,
  SLASH,
  SPACE,
  ZERO,
} from "../text/ascii.ts";
import { type Instant, parseInstantBytes, type Zone } from "../time/instant.ts";
import { type TimeReader, timeReader } from "../time/time-format.ts";
import { parseWrittenTime, wholeNumber } from "../time/written-time.ts";
import { instantOfEpoch } from "./epoch.ts";
import { type Midnights, midnightsIn } from "./midnights.ts";

/**
 * Reads the values of one time column from text: ISO 8601, `2025/08/14`, `20250814`, epoch numbers as
 * {@link instantOfEpoch}, what {@link parseWrittenTime} knows; or a stated format alone. One object a column and zone.
 */
export class TimeParser {
  readonly #zone: Zone;
  readonly #read: TimeReader | null;
  readonly #midnights: Midnights;
  /** Of the date that was read last. */
  #utcMidnight = 0;
  #midnight = 0;

  /** @param format as a source states it: see {@link timeReader} */
  constructor(zone: Zone, format?: string) {
    this.#zone = zone;
    this.#midnights = midnightsIn(zone);
    this.#read = format === undefined ? null : timeReader(format);
  }

  /** Whether the format is a stated one. */
  get isStated(): boolean {
    return this.#read !== null;
  }

  /** The instant that `text` spells, or NaN. */
  instantOfText(text: string): Instant {
    const bytes = encoder.encode(text);
    return this.readInstant(bytes, 0, bytes.length);
  }

  /** The instant that the bytes `from` (included) to `to` (excluded) spell, or NaN. */
  readInstant(bytes: Uint8Array, from: number, to: number): Instant {
    if (this.#read !== null) {
      return this.#read(String.fromCharCode(...bytes.subarray(from, to)), this.#zone);
    }
    if (to - from >= 19 && bytes[from + 4] === HYPHEN) {
      const quick = this.#quick(bytes, from, to);
      if (!Number.isNaN(quick)) return quick;
    }
    return this.#slow(bytes, from, to);
  }

  /** `yyyy-mm-ddThh:mm:ss[.ffffff][Z|±hh:mm]` on a day without a zone transition, or NaN. */
  #quick(bytes: Uint8Array, from: number, to: number): Instant {
    if (Number.isNaN(this.readMidnight(bytes, from, true))) return Number.NaN;
    const separator = bytes[from + 10];
    if (separator !== LETTER_T && separator !== SPACE) return Number.NaN;
    if (bytes[from + 13] !== COLON || bytes[from + 16] !== COLON) return Number.NaN;
    const hour = number2(bytes, from + 11);
    const minute = number2(bytes, from + 14);
    const second = number2(bytes, from + 17);
    // Leap seconds are left to the slow way.
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    let micros = (hour * 3600 + minute * 60 + second) * 1_000_000;
    let at = from + 19;
    if (at < to && bytes[at] === POINT) {
      at++;
      const start = at;
      let unit = 100_000;
      while (at < to) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9) break;
        if (unit >= 1) micros += digit * unit;
        unit /= 10;
        at++;
      }
      if (at === start) return Number.NaN;
    }
    if (at === to) return this.#midnight + micros;
    const sign = bytes[at];
    if (sign === LETTER_Z && at + 1 === to) return this.#utcMidnight + micros;
    if ((sign === PLUS || sign === HYPHEN) && at + 6 === to && bytes[at + 3] === COLON) {
      const hours = number2(bytes, at + 1);
      const minutes = number2(bytes, at + 4);
      if (!(hours < 24 && minutes < 60)) return Number.NaN;
      const offset = (hours * 60 + minutes) * 60_000_000;
      return this.#utcMidnight + micros + (sign === PLUS ? -offset : offset);
    }
    return Number.NaN;
  }

  /**
   * The midnight, in UTC or in the zone, of the date whose ten bytes begin at `from`; NaN where there
   * is no such date, or the clocks change on it.
   */
  readMidnight(bytes: Uint8Array, from: number, inUtc: boolean): Instant {
    const place = this.#midnights.find(bytes, from);
    if (place === -1) return Number.NaN;
    this.#utcMidnight = this.#midnights.inUtc[place] as number;
    this.#midnight = this.#midnights.inZone[place] as number;
    return inUtc ? this.#utcMidnight : this.#midnight;
  }

  #slow(bytes: Uint8Array, start: number, end: number): Instant {
    let from = start;
    let to = end;
    while (from < to && isSpace(bytes[from])) from++;
    while (from < to && isSpace(bytes[to - 1])) to--;
    const length = to - from;
    // "1/8/25" is the shortest. No date-time is longer than "2025-08-14 08:23:51.123456789 +00:00" with some more digits.
    if (length < 6 || length > 64) return Number.NaN;
    if (bytes[from + 4] === HYPHEN) {
      const instant = parseInstantBytes(bytes, from, to, this.#zone);
      if (instant !== undefined) return instant;
    }
    const text = wholeNumber(String.fromCharCode(...bytes.subarray(from, to)));
    if (length >= 10 && bytes[from + 4] === SLASH && bytes[from + 7] === SLASH) {
      const iso = encoder.encode(`${text.slice(0, 4)}-${text.slice(5, 7)}-${text.slice(8)}`);
      const instant = parseInstantBytes(iso, 0, iso.length, this.#zone);
      if (instant !== undefined) return instant;
    }
    const number = this.#readNumber(text);
    if (!Number.isNaN(number)) return number;
    const written = parseWrittenTime(text, this.#zone);
    return typeof written === "number" ? written : Number.NaN;
  }

  #readNumber(text: string): Instant {
    if (/^\d+$/.test(text)) {
      if (text.length === 8) return this.#compactDate(text);
      const value = text.length > 15 ? BigInt(text) : Number(text);
      return instantOfEpoch(value) ?? Number.NaN;
    }
    if (!/^\d+(\.\d*)?(e\+?\d+)?$/i.test(text)) return Number.NaN;
    return instantOfEpoch(Number(text)) ?? Number.NaN;
  }

  #compactDate(text: string): Instant {
    const year = Number(text.slice(0, 4));
    if (year < 1990 || year >= 2100) return Number.NaN;
    return this.instantOfText(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
  }
}

const encoder = new TextEncoder();

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === 0x09;
}

/** The number that two digits spell; NaN or something large if they are not digits. */
function number2(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}
