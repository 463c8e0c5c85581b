import type { DayNumber, Instant, Zone } from "../time/instant.ts";
import { MICROS_PER_DAY } from "../time/instant.ts";
import { instantOfExcel, timeReader } from "../time/time-format.ts";
import { type NumericDate, parseWrittenTime, wholeNumber } from "../time/written-time.ts";

/** Times by one way to read a column. */
export interface Reading {
  readonly days: Map<DayNumber, number>;
  earliest: Instant;
  latest: Instant;
  timed: number;
}

/** Values that several readings explain, with what speaks for each: plain data, to be sent to threads. */
export interface DateReadings {
  /** How many values there are, and the first. */
  values: number;
  first: string;
  readonly dayFirst: Reading;
  readonly monthFirst: Reading;
  /** Values that are dates by this order alone. */
  onlyDayFirst: number;
  onlyMonthFirst: number;
  /** Years of two digits: the range of the first part and of the last, which may be the day. */
  readonly short: { count: number; first: Range; last: Range };
  /** Numbers of days, since 1970 and by Excel. */
  readonly epochDays: Reading;
  readonly excel: Reading;
  /** Numbers of ten digits: seconds since 1970, all of them, or days with an hour. */
  readonly epochSeconds: Reading;
  readonly dayHours: Reading;
}

interface Range {
  min: number;
  max: number;
}

/** How a column is read. */
export type DateOrder =
  | "dayFirst"
  | "monthFirst"
  | "epochDays"
  | "excel"
  | "epochSeconds"
  | "dayHours";

/** How the result of reading a file names an order, and the configuration states it. */
export const ORDER_FORMATS: Readonly<Record<DateOrder, string>> = {
  dayFirst: "day_first",
  monthFirst: "month_first",
  epochDays: "epoch_days",
  excel: "excel",
  epochSeconds: "epoch_s",
  dayHours: "%Y%m%d%H",
};

const ORDERS = Object.keys(ORDER_FORMATS) as DateOrder[];
const readDayHours = timeReader(ORDER_FORMATS.dayHours);

export function noReadings(first: string): DateReadings {
  const reading = (): Reading => ({
    days: new Map(),
    earliest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
    timed: 0,
  });
  const range = (): Range => ({ min: 99, max: 0 });
  return {
    values: 0,
    first,
    dayFirst: reading(),
    monthFirst: reading(),
    onlyDayFirst: 0,
    onlyMonthFirst: 0,
    short: { count: 0, first: range(), last: range() },
    epochDays: reading(),
    excel: reading(),
    epochSeconds: reading(),
    dayHours: reading(),
  };
}

/** Adds `count` values of one text; false where it is no date by any reading. */
export function addReading(to: DateReadings, text: string, zone: Zone, count: number): boolean {
  const number = wholeNumber(text);
  if (/^\d{10}$/.test(number)) {
    if (!isAmbiguousEpoch(Number(number))) return false;
    to.values += count;
    addTo(to.epochSeconds, Number(number) * 1e6, zone, count);
    const hour = readDayHours(number, zone);
    if (!Number.isNaN(hour)) addTo(to.dayHours, hour, zone, count);
    return true;
  }
  const serial = parseDaysSince(text);
  if (serial !== null) {
    to.values += count;
    if (serial.isExcel) addTo(to.excel, instantOfExcel(serial.days, zone), zone, count);
    else addTo(to.epochDays, zone.fromLocal(serial.days * MICROS_PER_DAY), zone, count);
    return true;
  }
  const date = parseWrittenTime(text, zone);
  if (typeof date === "number") return false;
  to.values += count;
  addNumeric(to, date, zone, count);
  return true;
}

function addNumeric(to: DateReadings, date: NumericDate, zone: Zone, count: number): void {
  const { dayFirst, monthFirst, isShort } = date;
  if (!Number.isNaN(dayFirst)) addTo(to.dayFirst, dayFirst, zone, count);
  if (!Number.isNaN(monthFirst)) addTo(to.monthFirst, monthFirst, zone, count);
  if (Number.isNaN(monthFirst)) to.onlyDayFirst += count;
  if (Number.isNaN(dayFirst)) to.onlyMonthFirst += count;
  if (!isShort) return;
  to.short.count += count;
  widen(to.short.first, date.first);
  widen(to.short.last, date.year % 100);
}

function widen(range: Range, value: number): void {
  range.min = Math.min(range.min, value);
  range.max = Math.max(range.max, value);
}

/**
 * Whether a number may be seconds since 1970, of the years 2033 to 2036, or a day with an hour:
 * 2025081408 is in March 2034, or at 8 o'clock on 14 August 2025.
 */
export function isAmbiguousEpoch(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1_990_000_000 && seconds < 2_100_000_000;
}

/** Years 1990 to 2049 as days since 1970 and by Excel: the two do not overlap. */
function parseDaysSince(text: string): { days: number; isExcel: boolean } | null {
  if (!/^\d{4,5}(\.\d+)?$/.test(text)) return null;
  const days = Number(text);
  if (days >= 7305 && days < 29_220 && Number.isInteger(days)) return { days, isExcel: false };
  return days >= 32_874 && days < 54_789 ? { days, isExcel: true } : null;
}

function addTo(reading: Reading, instant: Instant, zone: Zone, count: number): void {
  const day = zone.dayOf(instant);
  reading.days.set(day, (reading.days.get(day) ?? 0) + count);
  reading.earliest = Math.min(reading.earliest, instant);
  reading.latest = Math.max(reading.latest, instant);
  reading.timed += count;
}

/** Adds what was read elsewhere, of later rows. */
export function appendReadings(to: DateReadings, more: DateReadings): void {
  to.values += more.values;
  to.onlyDayFirst += more.onlyDayFirst;
  to.onlyMonthFirst += more.onlyMonthFirst;
  to.short.count += more.short.count;
  for (const part of ["first", "last"] as const) {
    widen(to.short[part], more.short[part].min);
    widen(to.short[part], more.short[part].max);
  }
  for (const order of ORDERS) {
    const [own, other] = [to[order], more[order]];
    for (const [day, count] of other.days) own.days.set(day, (own.days.get(day) ?? 0) + count);
    own.earliest = Math.min(own.earliest, other.earliest);
    own.latest = Math.max(own.latest, other.latest);
    own.timed += other.timed;
  }
}

/**
 * The reading that the whole column decides: the day comes first where one value can only be read so, and
 * none the other way; a number of days is a date in a column called so; ten digits are a day with an hour where
 * all of them are one, which one in a hundred numbers of seconds is.
 *
 * @param others how many values of the column are times without being decided
 * @returns the order, or why it is uncertain
 */
export function decideReading(
  readings: DateReadings,
  column: string,
  others = 0,
): { order: DateOrder } | { why: string } {
  if (readings.epochSeconds.timed > 0) return decideDigits(readings, others);
  const { values, dayFirst, monthFirst, onlyDayFirst, onlyMonthFirst, short } = readings;
  for (const order of ["epochDays", "excel"] as const) {
    if (readings[order].timed === 0) continue;
    const isNamed = /date|day/i.test(column) && readings[order].timed === values;
    return isNamed ? { order } : { why: "may be a number of days" };
  }
  if (onlyDayFirst > 0 && onlyMonthFirst > 0) {
    return { why: "some values have a day above 12 in first place, others in second" };
  }
  // "25-08-14": the year may come first where the last part varies as days do.
  const isYearFirst =
    short.count > 0 &&
    short.last.max - short.last.min > short.first.max - short.first.min &&
    short.last.max <= 31;
  if (isYearFirst) return { why: "may begin with the year" };
  if (onlyDayFirst > 0) return { order: "dayFirst" };
  if (onlyMonthFirst > 0) return { order: "monthFirst" };
  const areSame =
    dayFirst.days.size === monthFirst.days.size &&
    [...dayFirst.days].every(([day, count]) => monthFirst.days.get(day) === count) &&
    dayFirst.days.size === 1;
  return areSame ? { order: "dayFirst" } : { why: "may be day/month or month/day" };
}

function decideDigits(
  { values, epochSeconds, dayHours }: DateReadings,
  others: number,
): { order: DateOrder } | { why: string } {
  if (epochSeconds.timed === values) {
    if (dayHours.timed === values && others === 0) return { order: "dayHours" };
    if (dayHours.timed * 2 < values) return { order: "epochSeconds" };
  }
  return { why: "may be a day with an hour, or seconds since 1970" };
}
