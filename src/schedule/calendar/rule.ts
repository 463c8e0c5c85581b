import ICAL from "ical.js";
import { type Day, dayAt } from "./day.ts";
import { FOUND, type Looks } from "./expansion-budget.ts";
import { daysOf, firstDayOf, isAmong, numbersOf } from "./rule-days.ts";
import { localOf } from "./time.ts";

/** What matters, on any clock: most of what repeats is long past. In microseconds since 1970 on the wall clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const SECONDS_PER_DAY = 86_400;
/** A quarter of an hour: what repeats more often is one long blackout, or none that anybody meant. */
const MOST_TIMES_PER_DAY = 96;
/** Seconds in a period of a rule that repeats within days. */
const UNITS: Readonly<Record<string, number>> = { HOURLY: 3600, MINUTELY: 60, SECONDLY: 1 };

/**
 * What a rule names from its beginning on, in order: in each period whose turn it is, all times that its BY parts
 * allow, and of these the ones that BYSETPOS asks for.
 *
 * ical.js expands rules, too, but passes over BYSETPOS beside BYMONTHDAY, BYDAY beside BYWEEKNO and hours that
 * are not in order, and where a rule names nothing it looks for ever.
 *
 * Source: RFC 5545, 3.3.10
 *
 * @param span what of it matters
 * @throws Error where the rule looks at too much
 * @example FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 → the last working day of each month
 */
export function* timesOf(
  rule: ICAL.Recur,
  start: ICAL.Time,
  span: Span,
  looks: Looks,
): Generator<ICAL.Time> {
  const { count, until } = rule;
  const begin = secondOf(start);
  let named = 0;
  for (const second of asked(allowed(rule, start, span, looks), numbersOf(rule, "BYSETPOS"))) {
    if (second < begin) continue;
    named++;
    if (second * 1_000_000 > span.to || (count && named > count)) return;
    if (second * 1_000_000 < span.from) continue;
    looks.take(FOUND);
    const time = timeAt(second, start);
    if (until && time.compare(until) > 0) return;
    yield time;
  }
}

/** A time that the BY parts allow, in seconds since 1970 on the wall clock, and the number of its period. */
interface Allowed {
  readonly second: number;
  readonly period: number;
}

function* allowed(
  rule: ICAL.Recur,
  start: ICAL.Time,
  { from, to }: Span,
  looks: Looks,
): Generator<Allowed> {
  const unit = UNITS[rule.freq];
  const begin = secondOf(start);
  const first = dayAt(Math.floor(begin / SECONDS_PER_DAY));
  const periodOf = (second: number, day: Day) =>
    unit === undefined ? periodOfDay(rule, day) : Math.floor(second / unit);
  const firstPeriod = periodOf(begin, first);
  const isTurn = (period: number) => (period - firstPeriod) % rule.interval === 0;
  const isNamed = daysOf(rule, first);
  const clock = clockOf(rule, start);
  checkFrequency(rule, clock);

  // What is counted is counted from its beginning. Else only periods that matter are looked at, as wholes.
  const entry = rule.count ? first.number : Math.max(first.number, dayNumberOf(from));
  const last = dayNumberOf(to) + 366;
  for (let number = beginOfPeriod(rule, dayAt(entry)); number <= last; number++) {
    looks.take();
    const day = dayAt(number);
    if (unit === undefined && !isTurn(periodOf(0, day))) continue;
    if (!isNamed(day)) continue;
    looks.take(clock.length);
    for (const offset of clock) {
      const second = number * SECONDS_PER_DAY + offset;
      const period = periodOf(second, day);
      if (isTurn(period)) yield { second, period };
    }
  }
}

/** Before anything is expanded. */
function checkFrequency({ freq, interval }: ICAL.Recur, { length }: readonly number[]): void {
  const times = Math.ceil(length / (freq in UNITS ? interval : 1));
  if (times <= MOST_TIMES_PER_DAY) return;
  throw new Error(
    `its rule names up to ${times} times a day, of which ${MOST_TIMES_PER_DAY} are read; give the event its whole length instead`,
  );
}

function dayNumberOf(micros: number): number {
  return Math.floor(micros / 1_000_000 / SECONDS_PER_DAY);
}

function periodOfDay(rule: ICAL.Recur, { number, year, month }: Day): number {
  if (rule.freq === "YEARLY") return year;
  if (rule.freq === "MONTHLY") return year * 12 + month;
  // Day 0 was a Thursday.
  if (rule.freq === "WEEKLY") return Math.floor((number + 4 - firstDayOf(rule)) / 7);
  return number;
}

function beginOfPeriod(rule: ICAL.Recur, day: Day): number {
  let { number } = day;
  const period = periodOfDay(rule, day);
  while (periodOfDay(rule, dayAt(number - 1)) === period) number--;
  return number;
}

/** The seconds of a day that a rule allows, in order. A date has no clock. */
function clockOf(rule: ICAL.Recur, { isDate, hour, minute, second }: ICAL.Time): number[] {
  if (isDate) return [0];
  const { freq } = rule;
  const isWithinHours = freq === "MINUTELY" || freq === "SECONDLY";
  const each = (
    part: "BYHOUR" | "BYMINUTE" | "BYSECOND",
    count: number,
    isAny: boolean,
    own: number,
  ) => numbersOf(rule, part) ?? (isAny ? [...Array(count).keys()] : [own]);
  const hours = each("BYHOUR", 24, freq in UNITS, hour);
  const minutes = each("BYMINUTE", 60, isWithinHours, minute);
  const seconds = each("BYSECOND", 60, freq === "SECONDLY", second);
  return hours
    .flatMap((h) => minutes.flatMap((m) => seconds.map((s) => (h * 60 + m) * 60 + s)))
    .sort((a, b) => a - b);
}

/** In each period those at the places that are asked for; all where none are. */
function* asked(
  times: Iterable<Allowed>,
  places: readonly number[] | undefined,
): Generator<number> {
  if (places === undefined) {
    for (const { second } of times) yield second;
    return;
  }
  const ofPeriod = (seconds: readonly number[]) =>
    seconds.filter((_, i) => isAmong(places, { at: i + 1, of: seconds.length }));
  let [current, seconds]: [number, number[]] = [Number.NaN, []];
  for (const { second, period } of times) {
    if (period !== current) {
      yield* ofPeriod(seconds);
      [current, seconds] = [period, []];
    }
    seconds.push(second);
  }
  yield* ofPeriod(seconds);
}

function secondOf(time: ICAL.Time): number {
  return localOf(time) / 1_000_000;
}

function timeAt(second: number, { isDate, zone }: ICAL.Time): ICAL.Time {
  const date = new Date(second * 1000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  if (isDate) return new ICAL.Time({ year, month, day, isDate }, zone);
  const [hour, minute] = [date.getUTCHours(), date.getUTCMinutes()];
  return new ICAL.Time({ year, month, day, hour, minute, second: date.getUTCSeconds() }, zone);
}
