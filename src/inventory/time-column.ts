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
import { similarTo } from "../text/similar.ts";
import {
  type Instant,
  MICROS_PER_DAY,
  parseInstantBytes,
  UTC,
  type Zone,
} from "../time/instant.ts";
import { type TimeReader, timeReader } from "../time/time-format.ts";
import { parseWrittenTime, wholeNumber } from "../time/written-time.ts";
import { addReading, decideReading, isAmbiguousEpoch, noReadings } from "./date-readings.ts";

/**
 * The column that a source names for the event time: as written, then whatever its case; the index of
 * pandas, whose header is empty, by `""` or by the name that pandas gives it, `Unnamed: 0`.
 *
 * @example findWantedColumn(["id", "When"], "when") // "When"
 * @returns undefined where `wanted` is not among the names
 */
export function findWantedColumn(names: readonly string[], wanted: string): string | undefined {
  if (names.includes(wanted)) return wanted;
  if (wanted === "" || wanted === PANDAS_INDEX) {
    return INDEX_NAMES.find((name) => names[0] === name || (name !== "" && names.includes(name)));
  }
  const lower = wanted.toLowerCase();
  return names.find((name) => name.toLowerCase() === lower);
}

/** The name of a column as the plan and a configuration write it. @example columnLabel("") // "Unnamed: 0" */
export function columnLabel(name: string): string {
  return name === "" ? PANDAS_INDEX : name;
}

const PANDAS_INDEX = "Unnamed: 0";
/** The unnamed index of a data frame: in CSV, in CSV that was read and written again, in Parquet. */
const INDEX_NAMES = ["", PANDAS_INDEX, "__index_level_0__"];

/**
 * The error for a source that names a time column that a file does not have, and how to fix it.
 *
 * @example noColumn("tiem", ["id", "time"]) // 'no column "tiem", perhaps "time"; correct `time_column`'
 */
export function noColumn(wanted: string, names: readonly string[]): string {
  const near = similarTo(wanted, names);
  const perhaps = near === undefined ? "" : `, perhaps ${JSON.stringify(near)}`;
  return `no column ${JSON.stringify(wanted)}${perhaps}; correct \`time_column\``;
}

/** How the values of a column look: most are times, most look like times that cannot be read, or neither. */
export type ColumnLook = "times" | "unread" | "other";

/** Which column holds the event time: one, or several that could as well; undefined where none could. */
export type TimeChoice =
  | { readonly column: string }
  | { readonly unclear: readonly string[] }
  | undefined;

/**
 * Chooses the column of the event time by names and by how their values look. The first of the names of
 * {@link EVIDENT} whose values are times, or look like them, is the one. Other names are equally good: of
 * several that hold times none is taken.
 *
 * @example chooseTime(["shipped_at", "paid_on"], () => "times") // { unclear: ["shipped_at", "paid_on"] }
 */
export function chooseTime(
  names: readonly string[],
  lookOf: (name: string) => ColumnLook,
): TimeChoice {
  const candidates = findTimeColumns(names);
  const evident = candidates.filter(isEvident);
  const certain = evident.find((name) => lookOf(name) !== "other");
  if (certain !== undefined) return { column: certain };
  const others = candidates.filter((name) => !isEvident(name));
  const times = others.filter((name) => lookOf(name) === "times");
  if (times.length > 1) return { unclear: times };
  const [column] = [...times, ...others.filter((name) => lookOf(name) === "unread")];
  return column === undefined ? undefined : { column };
}

/** The remark about a file in which several columns could be the event time. */
export function unclearNote(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(columnLabel(name)));
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)} may be the event time; name one with \`time_column\` under \`sources\``;
}

/**
 * How texts look, of which empty ones do not count.
 *
 * @param name of their column: a number of days is a date in a column that says so
 */
export function lookOfTexts(
  texts: readonly string[],
  name: string,
  parser: TimeParser,
): ColumnLook {
  const values = texts.filter((text) => text.trim() !== "");
  if (values.length === 0) return "other";
  const half = values.length / 2;
  const count = (is: (text: string) => boolean) =>
    values.reduce((n, text) => n + Number(is(text)), 0);
  const isTime = (text: string) => !Number.isNaN(parser.instantOfText(text));
  const times = count(isTime);
  if (times >= half) return "times";
  if (parser.isStated) return "other";
  const readings = noReadings("");
  for (const text of values) addReading(readings, text.trim(), UTC, 1);
  if (readings.values >= half && "order" in decideReading(readings, name, times)) {
    return "times";
  }
  return count((text) => isTime(text) || looksLikeDate(text, name)) >= half ? "unread" : "other";
}

/**
 * Whether a text that {@link TimeParser} does not read may say a day all the same: `20150101T000000Z`,
 * `8/14/2025`, `14-Aug-25`, `2025-W33`; or a number of days, where the column's name says date or day.
 * Durations and times of day do not: `12.5`, `0:01:30`.
 */
export function looksLikeDate(text: string, name: string): boolean {
  const value = text.trim();
  if (saysWhen(name) && /\d/.test(value) && !isShortNumber(value)) return true;
  if (/^\d{5,}(\.\d+)?$/.test(value)) return /date|day/i.test(name) && Number(value) >= 10_000;
  if (/^(19|20)\d\d$/.test(value)) return /date/i.test(name);
  return (
    /^(19|20)\d{6}(T|(\d\d){1,3}(\D|$)|\s|$)/.test(value) ||
    /(^|\D)\d{1,4}[-/.:_]\d{1,2}[-/._]\d{1,4}(\D|$)/.test(value) ||
    /^(19|20)\d\d([:_]\d\d){2}(\D|$)|^(19|20)\d\d-[0-3]\d\d$/.test(value) ||
    /^\d{1,2}\.? [^\d\s]{3,12} \d{4}$|^\d{4} ?(?:\u5e74|\u00e5\u00b9\u00b4)|^\d{1,3}(,\d{3}){3,}$/.test(
      value,
    ) ||
    /^(19|20)\d\d[-/]?([QWqw]?\d{1,2})(\D|$)/.test(value) ||
    (/\d/.test(value) &&
      /(^|[^a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(value)) ||
    value.includes('"$date"')
  );
}

/** Whether a column of such a name holds times, and nothing else: not so `time`, `day` and `epoch`. */
function saysWhen(name: string): boolean {
  return (
    /^(event|occurred|created|observed|recorded|datetime|timestamp|unix)/i.test(name) &&
    isEvident(name)
  );
}

/** Rows may be counted, or timed from a beginning: `12.5`, `0:01:30`. */
function isShortNumber(value: string): boolean {
  return /^[-+]?\d{1,4}(\.\d*)?$|^\d{1,2}:\d\d(:\d\d(\.\d+)?)?$/.test(value);
}

/**
 * Every column whose name says that it may hold the event time, the likeliest first: names of
 * {@link EVIDENT}, in that order, the unnamed index of a data frame, then names ending in `_timestamp`,
 * `_datetime`, `_ts`, `_at`, `_time`, `_date`, `_utc`, `_on`. Case, spaces, hyphens, underscores and
 * points do not matter. Names of durations and birthdays do not count, nor those of what happens to a row later.
 */
export function findTimeColumns(names: readonly string[]): string[] {
  const ranked: { name: string; rank: number }[] = [];
  for (const [index, name] of names.entries()) {
    const rank = rankTimeColumn(name, index);
    if (rank !== undefined) ranked.push({ name, rank });
  }
  // Array.sort is stable: equal ranks stay in file order.
  return ranked.sort((a, b) => a.rank - b.rank).map(({ name }) => name);
}

/** Whether a name alone says that its column holds the event time. */
export function isEvident(name: string): boolean {
  return (rankTimeColumn(name, 0) ?? Number.POSITIVE_INFINITY) <= EVIDENT.length;
}

const EVIDENT = [
  "eventtime",
  "eventtimestamp",
  "eventts",
  "eventdatetime",
  "timestamp",
  "eventdate",
  "ts",
  "time",
  "datetime",
  "date",
  "occurredat",
  "occurredon",
  "createdat",
  "createdon",
  "observedat",
  "recordedat",
  "createdtime",
  "createdtimestamp",
  "createdts",
  "createddate",
  "timestampms",
  "timestampus",
  "timestampns",
  "tsms",
  "unixtime",
  "epoch",
  "epochms",
  "dt",
  "ds",
  "day",
  // In other languages.
  ...["datum", "fecha", "fechahora", "datahora", "zeitstempel", "horodatage", "dato", "tarih"],
  ...["дата", "日期"],
];

const SUFFIXES = ["timestamp", "datetime", "ts", "at", "time", "date", "utc", "on"];

/** Words of times of something else than the sample's event. */
const OTHER_TIMES =
  /^(birth.*|born|dob|expir.*|delet.*|due|valid|until|next|end|ends|ended|last|updat.*|modif.*|death|deadline|target|expected|estimated|eta)$/;
/** Words of durations. */
const DURATIONS =
  /^(response|process|processing|wait|waiting|travel|run|running|elapsed|duration|lead|delay|load|loading|build|cpu|gpu|wall|exec|execution|latency|cycle|reaction|prep|preparation|cook|cooking|idle|up|down|screen|play|watch|queue|handling|turnaround|commute|life|training|inference|compute|mean|avg|average|median|min|max|total|sum|spent|remaining)$/;

function rankTimeColumn(name: string, index: number): number | undefined {
  if (INDEX_NAMES.includes(name)) return index === 0 || name !== "" ? EVIDENT.length : undefined;
  // camelCase parts count as words: "requestAt" ends in "_at", "format" does not.
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[\s_.-]+/);
  const isUtc = words.length > 1 && /^(utc|gmt)$/.test(words.at(-1) as string);
  const evident = EVIDENT.indexOf((isUtc ? words.slice(0, -1) : words).join(""));
  if (evident >= 0) return evident;
  const suffix = words.length < 2 ? -1 : SUFFIXES.indexOf(words.at(-1) as string);
  if (suffix < 0 || words.some((word) => OTHER_TIMES.test(word))) return undefined;
  if (
    /^(time|ts|utc)$/.test(words.at(-1) as string) &&
    words.some((word) => DURATIONS.test(word))
  ) {
    return undefined;
  }
  return EVIDENT.length + 1 + suffix;
}

// Between them a number may be an epoch; the four units do not overlap.
const PLAUSIBLE_FROM = Date.UTC(1990) / 1000;
const PLAUSIBLE_TO = Date.UTC(2100) / 1000;

/**
 * The instant of an epoch number, whose unit (s, ms, µs or ns) is judged by its magnitude: the one
 * that puts it into the years 1990 to 2099.
 *
 * @returns undefined where no unit does, or where the number may as well be a day with an hour
 * @example instantOfEpoch(1755159831.5) // 1755159831500000
 */
export function instantOfEpoch(value: number | bigint): Instant | undefined {
  if (typeof value === "bigint") {
    // Nanoseconds are beyond what a number holds exactly.
    if (value <= 100_000_000_000_000_000n) return instantOfEpoch(Number(value));
    return value < LEAST_NANOS ? undefined : instantOfEpoch(Number(value / 1000n));
  }
  if (isAmbiguousEpoch(value)) return undefined;
  if (within(value)) return Math.round(value * 1_000_000);
  if (within(value / 1e3)) return Math.round(value * 1000);
  if (within(value / 1e6)) return Math.floor(value);
  if (within(value / 1e9) && value >= LEAST_NANOS) return Math.floor(value / 1000);
  return undefined;
}

/** In March 1992; below, .NET's ticks since the year 1 are of this century. */
export const LEAST_NANOS = 700_000_000_000_000_000n;

function within(seconds: number): boolean {
  return seconds >= PLAUSIBLE_FROM && seconds < PLAUSIBLE_TO;
}

/** Whether a text stands for a missing value. */
export function isNoValue(text: string): boolean {
  return /^(|null|none|nan|nat|na|n\/a|\\n|<na>|-|--|\?)$/i.test(text);
}

/**
 * The instant of a date that is written as a number: 20250814, 202508140823 or 20250814082351.
 *
 * @returns undefined for any other number
 */
export function instantOfDateNumber(value: number, zone: Zone): Instant | undefined {
  if (!(value >= 19_900_101 && value < 21_000_000_000_000 * 10 && Number.isInteger(value)))
    return undefined;
  const text = String(value);
  const year = Number(text.slice(0, 4));
  if (![8, 12, 14].includes(text.length) || year < 1990 || year >= 2100) return undefined;
  const instant = parseWrittenTime(text, zone);
  return typeof instant === "number" && !Number.isNaN(instant) ? instant : undefined;
}

/**
 * Reads the values of one time column from text: ISO 8601, `2025/08/14`, `20250814`, epoch numbers as
 * {@link instantOfEpoch}, what {@link parseWrittenTime} knows; or a stated format alone. It remembers the last day's zone offset, so that sorted times
 * cost little; one object a column and zone.
 */
export class TimeParser {
  readonly #zone: Zone;
  readonly #read: TimeReader | null;
  // The last date's ten bytes but its first hyphen, packed in two numbers, and its midnight in UTC
  // and in the zone.
  #yearMonth = -1;
  #day = -1;
  #utcMidnight = 0;
  #midnight = 0;

  /** @param format as a source states it: see {@link timeReader} */
  constructor(zone: Zone, format?: string) {
    this.#zone = zone;
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
    const yearMonth = pack(bytes, from) * 65_536 + two(bytes, from + 5);
    const day = two(bytes, from + 8) * 256 + (bytes[from + 7] as number);
    const isKnown = yearMonth === this.#yearMonth && day === this.#day;
    if (!isKnown && !this.#setDay(bytes, from, yearMonth, day)) return Number.NaN;
    return inUtc ? this.#utcMidnight : this.#midnight;
  }

  #setDay(bytes: Uint8Array, from: number, yearMonth: number, day: number): boolean {
    this.#yearMonth = -1;
    const utc = parseInstantBytes(bytes, from, from + 10, UTC);
    if (utc === undefined) return false;
    const midnight = this.#zone.fromLocal(utc);
    const lastMicro = utc + MICROS_PER_DAY - 1;
    // On a day on which the clocks change, midnight does not tell the offset of every hour.
    if (this.#zone.fromLocal(lastMicro) - midnight !== MICROS_PER_DAY - 1) return false;
    this.#utcMidnight = utc;
    this.#midnight = midnight;
    this.#yearMonth = yearMonth;
    this.#day = day;
    return true;
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

/** Four bytes as a number. */
function pack(bytes: Uint8Array, at: number): number {
  return two(bytes, at) * 65_536 + two(bytes, at + 2);
}

function two(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

/** The number that two digits spell; NaN or something large if they are not digits. */
function number2(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}
