import { cadenceDuration, daysBetween } from "../config/cadence.ts";
import { WEEKDAYS } from "../config/choices.ts";
import type { Config } from "../config/schema.ts";
import type { CronRule } from "../time/cron.ts";
import { type Duration, toDays } from "../time/duration.ts";
import {
  type DayNumber,
  daysFromCivil,
  formatDay,
  formatInstant,
  type Instant,
  MICROS_PER_DAY,
  parseDay,
  UTC,
  type Zone,
} from "../time/instant.ts";
import { weekName } from "../time/week.ts";
import { addDuration, timeOfDay } from "./wall-clock.ts";

/** When a retraining is due by the cadence alone. */
export interface Due {
  readonly at: Instant;
  /**
   * The name of the cycle: the day, week or month in which it is due. Two plans, made at different
   * times, give the same retraining the same name, which its time of day would not do.
   */
  readonly period: string;
  /** Whether it is held early, or not at all: the next due time is its own. */
  readonly isExtra?: boolean;
}

type Schedule = Config["schedule"];

/**
 * The times after `now` at which retrainings are due, without end, strictly increasing. Without an
 * anchor the first is one cadence after `now`; a monthly one on the 31st falls on the last day of a
 * shorter month, and returns. A cron expression is read on the wall clock of the zone.
 *
 * @param cron of the cadence, where that is a cron expression
 * @param after the times are later than this: by default than `now`
 */
export function* dueTimes(
  schedule: Schedule,
  now: Instant,
  zone: Zone,
  cron: CronRule | undefined,
  after: Instant = now,
): Generator<Due> {
  let last = after;
  const dues =
    cron === undefined ? byDuration(schedule, now, after, zone) : byCron(cron, after, zone);
  for (const due of dues) {
    // A time that the clocks skip is the next one's, once.
    if (due.at <= last) continue;
    last = due.at;
    yield due;
  }
}

/**
 * The last time until `now` at which a retraining was due; undefined if the cadence depends on the
 * plan's own time, because then the plan before this one is not known.
 */
export function lastDue(
  schedule: Schedule,
  now: Instant,
  zone: Zone,
  cron: CronRule | undefined,
): Due | undefined {
  if (hangsOnPlan(schedule, cron)) return;
  const days = 2 * daysBetween(schedule.cadence) + 35;
  let last: Due | undefined;
  for (const due of dueTimes(schedule, now, zone, cron, now - days * MICROS_PER_DAY)) {
    if (due.at > now) break;
    last = due;
  }
  return last;
}

/**
 * The cycle that a calendar without anchor gains when a model is retrained at once: from then on it counts
 * anew, as it always counts from the plan's own time; undefined where the dates stand.
 */
export function extraDue(
  schedule: Schedule,
  now: Instant,
  zone: Zone,
  cron: CronRule | undefined,
): Due | undefined {
  const step = cadenceDuration(schedule.cadence);
  if (!hangsOnPlan(schedule, cron) || step === null) return;
  for (const { at } of dueTimes(schedule, now, zone, cron)) {
    return { at, period: namePeriod(now, step, zone), isExtra: true };
  }
  return;
}

/** Whether the cycles are counted from the plan's own time. */
function hangsOnPlan({ anchor }: Schedule, cron: CronRule | undefined): boolean {
  return cron === undefined && anchor?.weekday === undefined && anchor?.date === undefined;
}

function* byCron(cron: CronRule, after: Instant, zone: Zone): Generator<Due> {
  for (let local = cron(after + zone.offsetAt(after)); local !== null; local = cron(local)) {
    const clock = new Date(local / 1000).toISOString();
    yield { at: zone.fromLocal(local), period: clock.slice(0, 16).replace(":", "") };
  }
}

function* byDuration(schedule: Schedule, now: Instant, after: Instant, zone: Zone): Generator<Due> {
  const step = cadenceDuration(schedule.cadence);
  if (step === null) throw new Error(`the cron expression ${schedule.cadence} was not read`);
  const { atIndex, first } = indexDueTimes(schedule, step, now, after, zone);
  for (let index = first; ; index++) {
    const at = atIndex(index);
    yield { at, period: namePeriod(at, step, zone) };
  }
}

/** The cycle of each number, and a number not after the first requested one. */
function indexDueTimes(
  { anchor }: Schedule,
  step: Duration,
  now: Instant,
  after: Instant,
  zone: Zone,
) {
  const time = anchor?.time === undefined ? timeOfDay(now, zone) : parseTime(anchor.time);
  const at = (day: DayNumber) => zone.fromLocal(day * MICROS_PER_DAY + time);
  if (anchor?.weekday !== undefined && step.months > 0) {
    const weekday = WEEKDAYS.indexOf(anchor.weekday);
    const { months } = step;
    return {
      atIndex: (index: number) => at(firstWeekday(weekday, index * months)),
      first: Math.floor(monthIndex(zone.dayOf(after)) / months),
    };
  }
  const base =
    anchor?.weekday !== undefined
      ? at(MONDAY + WEEKDAYS.indexOf(anchor.weekday))
      : anchor?.date !== undefined
        ? at(parseDay(anchor.date))
        : null;
  if (base === null) {
    const start = at(zone.dayOf(now));
    return { atIndex: (index: number) => addDuration(start, step, index, zone), first: 1 };
  }
  // A month has 28 to 31 days: two of them less is early enough.
  const passed = (after - base) / (toDays(step) * MICROS_PER_DAY);
  const first = Math.floor(passed - Math.abs(passed) / 20) - 2;
  return { atIndex: (index: number) => addDuration(base, step, index, zone), first };
}

/** 5 January 1970. Weeks and days are counted from it, so that they do not depend on the plan's time. */
const MONDAY: DayNumber = 4;

function parseTime(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return (hours * 60 + minutes) * 60e6;
}

/** Months since January 1970. */
function monthIndex(day: DayNumber): number {
  const [year = 0, month = 0] = formatDay(day).split("-").map(Number);
  return (year - 1970) * 12 + month - 1;
}

function monthStart(months: number): DayNumber {
  const years = Math.floor(months / 12);
  return daysFromCivil(1970 + years, months - 12 * years + 1, 1);
}

/** The first such weekday, 0 for Monday, of a month. */
function firstWeekday(weekday: number, months: number): DayNumber {
  const start = monthStart(months);
  const of = (((start - MONDAY) % 7) + 7) % 7;
  return start + ((weekday - of + 7) % 7);
}

function namePeriod(at: Instant, step: Duration, zone: Zone): string {
  const { months, days, micros } = step;
  const day = zone.dayOf(at);
  if (micros > 0 && months + days === 0) {
    const start = Math.floor(at / micros) * micros;
    return `${formatInstant(start, UTC).slice(0, 16).replace(":", "")}Z/PT${micros / 3600e6}H`;
  }
  if (months > 0 && days + micros === 0) {
    const start = formatDay(monthStart(Math.floor(monthIndex(day) / months) * months)).slice(0, 7);
    return months === 1 ? start : `${start}/P${months}M`;
  }
  if (months > 0 || micros > 0 || days === 1) return formatDay(day);
  if (days === 7) return weekName(day);
  const start = MONDAY + Math.floor((day - MONDAY) / days) * days;
  return `${formatDay(start)}/P${days}D`;
}
