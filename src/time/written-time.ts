import { createZone, daysFromCivil, type Instant, MICROS_PER_DAY, type Zone } from "./instant.ts";

/** A time whose day and month are numbers in an order that the text does not tell: `03/04/2025 10:00`. */
export interface NumericDate {
  readonly first: number;
  readonly second: number;
  readonly year: number;
  /** Whether the year has two digits, so that it may as well be a day. */
  readonly isShort: boolean;
  /** The instant where the first number is the day, and where it is the month; NaN where no such day exists. */
  readonly dayFirst: Instant;
  readonly monthFirst: Instant;
}

/** `NaN` where a text is no time. */
export type WrittenTime = Instant | NumericDate;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const FULL_MONTHS =
  "january february march april may june july august september october november december".split(
    " ",
  );

/** The number of an English month, by its name or its first three letters; 0 for any other word. */
export function parseMonth(name: string): number {
  const lower = name.toLowerCase().replace(/\.$/, "");
  const month = MONTHS.indexOf(lower.slice(0, 3)) + 1;
  const full = FULL_MONTHS[month - 1];
  return full !== undefined && (lower === "sept" || full === lower || lower.length === 3)
    ? month
    : 0;
}

/** The ways to write a date that tell the order of its parts. */
const DATES: readonly (readonly [RegExp, readonly ("y" | "m" | "d")[]])[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, ["y", "m", "d"]],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, ["y", "m", "d"]],
  [/^(\d{4})\.(\d{1,2})\.(\d{1,2})(?!\d)\.?/, ["y", "m", "d"]],
  [/^((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)/, ["y", "m", "d"]],
  [/^((?:19|20)\d\d)[-/ .]?([a-z]{3,9})[-/ .]?(\d{1,2})(?!\d)/i, ["y", "m", "d"]],
  [
    /^(\d{1,2})(?:st|nd|rd|th)?[-/ .]{0,2}([a-z]{3,9})\.?,?[-/ ]{0,2}((?:19|20)\d\d|\d\d)(?!\d)/i,
    ["d", "m", "y"],
  ],
  [
    /^([a-z]{3,9})\.?[-/ ]{0,2}(\d{1,2})(?:st|nd|rd|th)?(?:,? {1,2}|[-/,])((?:19|20)\d\d)(?!\d)/i,
    ["m", "d", "y"],
  ],
];
const NUMERIC = /^(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?!\d)/;
const WEEKDAY = /^(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)[a-z]{0,6}\.?,? {1,2}(?=\w)/i;
/** As C's ctime and Twitter write it: `Aug 14 08:23:51 +0000 2025`. */
const YEAR_LAST =
  /^([a-z]{3,9})\.? +(\d{1,2}) +(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)((?: +[A-Z]{1,5}| *[-+]\d\d:?\d\d)?) +(\d{4})$/i;
const CLOCK =
  /^(?:(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?|(\d{1,2})(?= *[ap]\.?m)|(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?) *(?:([ap])\.?m\.?(?![a-z]))?/i;
const NAMED_ZONE = /^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+$/;

/** Abbreviations that RFC 2822 defines, and those of Central Europe; others mean several zones. */
const OFFSET_HOURS: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  cet: 1,
  cest: 2,
};

/**
 * Reads a time as people and programs write it, beyond ISO 8601: unpadded or dotted dates, English month
 * names, a 12-hour clock, RFC 2822, C's ctime, Apache's and SAS's forms, ISO 8601's basic form, 12 and 14
 * digits, and names of zones. A time without a zone is read in `zone`.
 *
 * @returns a {@link NumericDate} where only other values can tell day from month, NaN where it is no time
 * @example parseWrittenTime("14/Aug/2025:08:23:51 +0200", UTC) // 1755152631000000
 * @example parseWrittenTime("20250814T082351Z", UTC) // 1755159831000000
 */
export function parseWrittenTime(written: string, zone: Zone): WrittenTime {
  const text = written
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(WEEKDAY, "")
    .trim();
  if (text.length < 6 || text.length > 64 || !/\d/.test(text)) return Number.NaN;
  const digits = /^((?:19|20)\d{6})(\d{4}(?:\d\d)?)(\.\d+)?$/.exec(text);
  if (digits !== null) return parseWrittenTime(`${digits[1]}T${digits[2]}${digits[3] ?? ""}`, zone);
  const withMillis = /^((?:19|20)\d{12})(\d{3})$/.exec(text);
  if (withMillis !== null) return parseWrittenTime(`${withMillis[1]}.${withMillis[2]}`, zone);
  const ofDotNet = /^\/Date\((-?\d{1,15})(?:[-+]\d{4})?\)\/$/.exec(text);
  if (ofDotNet !== null) return Number(ofDotNet[1]) * 1000;
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    const [, month, day, clock, place, year] = yearLast;
    return parseWrittenTime(`${month} ${day} ${year} ${clock}${place}`, zone);
  }
  for (const [pattern, order] of DATES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const part = (letter: "y" | "m" | "d") => found[1 + order.indexOf(letter)] as string;
    const month = /^\d+$/.test(part("m")) ? Number(part("m")) : parseMonth(part("m"));
    const days = dayNumber(fullYear(part("y")), month, Number(part("d")));
    const rest = timeIn(text.slice(found[0].length), zone);
    return rest === undefined || Number.isNaN(days) ? Number.NaN : rest(days);
  }
  return numericDate(text, zone);
}

function numericDate(text: string, zone: Zone): WrittenTime {
  const found = NUMERIC.exec(text);
  const rest = found && timeIn(text.slice(found[0].length), zone);
  if (found === null || rest === null || rest === undefined) return Number.NaN;
  const [first, second, year] = [Number(found[1]), Number(found[3]), fullYear(found[4] as string)];
  const dayFirst = dayNumber(year, second, first);
  const monthFirst = dayNumber(year, first, second);
  if (Number.isNaN(dayFirst) && Number.isNaN(monthFirst)) return Number.NaN;
  const isShort = found[4]?.length === 2;
  return { first, second, year, isShort, dayFirst: rest(dayFirst), monthFirst: rest(monthFirst) };
}

/**
 * A whole number without its point and zeros: so pandas writes a column of whole numbers that has gaps.
 *
 * @example wholeNumber("20250814.0") // "20250814"
 */
export function wholeNumber(text: string): string {
  return text.replace(/^(\d+)\.0+$/, "$1");
}

/** POSIX: 69 to 99 are of the last century. */
export function fullYear(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year + (year < 69 ? 2000 : 1900);
}

/** Days since 1970, or NaN where no such day exists. */
export function dayNumber(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN;
  const days = daysFromCivil(year, month, day);
  return new Date(days * 86_400_000).getUTCDate() === day ? days : Number.NaN;
}

/** The text after a date: nothing, or a clock time, and perhaps a zone. Undefined for any other text. */
function timeIn(rest: string, zone: Zone): ((day: number) => Instant) | undefined {
  if (rest.trim() === "") return (day) => zone.fromLocal(day * MICROS_PER_DAY);
  const lead = /^(?:T|t|:|,? +(?:at +)?|_|-)(?=\d)/.exec(rest)?.[0];
  if (lead === undefined) return undefined;
  const clock = CLOCK.exec(rest.slice(lead.length));
  if (clock === null) return undefined;
  const micros = parseMicros(clock);
  const place = rest.slice(lead.length + clock[0].length).trim();
  if (micros === undefined) return undefined;
  const local = (day: number) => day * MICROS_PER_DAY + micros;
  if (place === "") return (day) => zone.fromLocal(local(day));
  const offset = parseOffset(place);
  if (offset !== undefined) return (day) => local(day) - offset;
  const named = zoneNamed(place.replace(/^\[(.*)\]$/, "$1"));
  return named && ((day) => named.fromLocal(local(day)));
}

function parseMicros(clock: RegExpExecArray): number | undefined {
  const hour12 = clock[10]?.toLowerCase();
  let hour = Number(clock[1] ?? clock[5] ?? clock[6]);
  const minute = Number(clock[2] ?? clock[7] ?? 0);
  const second = Number(clock[3] ?? clock[8] ?? 0);
  const fraction = Number(`0.${clock[4] ?? clock[9] ?? 0}`);
  if (hour12 !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (hour12 === "p" ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + Math.floor(fraction * 1_000_000);
}

/** Microseconds ahead of UTC of `Z`, `+0200`, `UTC+2`, `EST`; what follows in brackets only names it again. */
function parseOffset(place: string): number | undefined {
  const text = place
    .replace(/(?<=\d|Z) *(?:\[[\w/+-]+\]|\([\w ]+\))$/, "")
    .replace(/^([-+]\d{4}) [A-Z]{3,5}$/, "$1");
  const known = OFFSET_HOURS[text.toLowerCase()];
  if (known !== undefined) return known * HOUR;
  const [, sign, hours, minutes = "0"] = /^(?:UTC|GMT)?([-+])(\d\d?):?(\d\d)?$/i.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * (HOUR / 60));
}

const HOUR = 3_600_000_000;

function zoneNamed(name: string): Zone | undefined {
  if (!NAMED_ZONE.test(name)) return undefined;
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = knownZone(name);
    if (zones.size < 1000) zones.set(name, zone);
  }
  return zone ?? undefined;
}

const zones = new Map<string, Zone | null>();

function knownZone(name: string): Zone | null {
  try {
    return createZone(name);
  } catch {
    return null;
  }
}
