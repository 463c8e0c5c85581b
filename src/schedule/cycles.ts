import { daysBetween, nearestCadence } from "../config/cadence.ts";
import { DEFAULT_FULL_EVERY, HORIZON } from "../config/choices.ts";
import { BY_CADENCE, DEFAULT_HOURS } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import type { Inventory } from "../inventory/schema.ts";
import type { CronRule } from "../time/cron.ts";
import { parseDuration } from "../time/duration.ts";
import {
  type DayNumber,
  formatDay,
  formatInstant,
  type Instant,
  MICROS_PER_DAY,
  type Zone,
} from "../time/instant.ts";
import { type Blackout, configuredBlackouts } from "./blackout.ts";
import { type Due, dueTimes, extraDue, lastDue } from "./due.ts";
import {
  type Place,
  type PlaceRules,
  placeCycle,
  placeEarly,
  type Room,
  type Window,
} from "./fit-cycle.ts";
import { chooseRetrainType, type Kind, trainingWindow } from "./retrain-type.ts";
import type { CycleDates, CycleType, KindRules, LeftOutCycle } from "./schema.ts";
import { columnsReason, pauseReason, type SinceFull } from "./since-full.ts";
import { addDuration } from "./wall-clock.ts";

export const DEFAULT_CYCLES = 6;
/** So many due times are looked at: a plan whose cycles all fall into blackouts has an end, too. */
const MOST_DUE = 20_000;
/** A day on which the clocks go forward by two hours, as in Antarctica. */
const SHORTEST_DAY = MICROS_PER_DAY - 2 * 3600e6;
const NO_TIME = { months: 0, days: 0, micros: 0 };

/** The facts beside the configuration that decide the dates of cycles. */
export interface CalendarFacts {
  /** Of the cadence, where that is a cron expression. */
  readonly cron?: CronRule | undefined;
  /** Beside the configured days: those of calendar files. */
  readonly blackouts?: readonly Blackout[] | undefined;
  /** Cycles due later are not planned, because the calendar files were read no further. */
  readonly blackoutsUntil?: Instant | undefined;
  /** How long a cycle trains that trains on these days, in hours; by default as configured. */
  readonly hoursOf?: (type: CycleType, window: Window) => number;
  /** Which cycles are full; by default as configured, else every fourth. */
  readonly kinds?: KindRules | undefined;
  /** The trainings before the plan, if a history contains a full one. */
  readonly sinceFull?: SinceFull | null;
  /** When the columns of the data changed. */
  readonly columnChanges?: Inventory["column_changes"] | undefined;
  /** Whether incrementals are known to train on what is new; by default they train on all. */
  readonly trainsOnNew?: boolean;
  /** Why the next cycle is held as soon as it can be; by default when it is due. */
  readonly retrainNow?: string | undefined;
}

/** The cycles of a plan, and the due times at which none can be held. */
export interface PlannedCycles {
  readonly cycles: CycleDates[];
  readonly leftOut: LeftOutCycle[];
}

/**
 * The planned retrainings, at the time of day of `now` on the wall clock of the zone, or as anchored:
 * so many as asked for, or all that are due in the horizon (its last instant included).
 *
 * A cycle trains from its date less the lead time, for its estimated duration, and is live on its date.
 * It begins after the one before has ended; neither its training nor its date falls into a blackout. For
 * that it moves: first to the end of the one before, then by whole days, to the next free day or (by the
 * rule "before", where there is one) to the last. Where no day is free before the next cycle is due,
 * it is skipped, because the next takes its place.
 *
 * @example weekly from 2025-08-14: 2025-08-21 full_retrain, 2025-08-28 incremental, …
 */
export function planCycles(
  config: Config["schedule"],
  now: Instant,
  zone: Zone,
  facts: CalendarFacts = {},
): PlannedCycles {
  const { cron, blackouts, hoursOf = byConfiguration(config), retrainNow } = facts;
  const { sinceFull = null, blackoutsUntil = Number.POSITIVE_INFINITY } = facts;
  const newDays = config.incremental_window_days ?? (facts.trainsOnNew ? "since_last" : "all");
  const until = config.horizon === undefined ? undefined : addHorizon(now, config.horizon, zone);
  const rules = placeRules(config, zone, blackouts);
  const periodDays = daysBetween(config.cadence);
  const given = firstKinds(config, facts);
  let kinds = given;
  const cycles: CycleDates[] = [];
  const leftOut: LeftOutCycle[] = [];
  let room: Omit<Room, "before"> = { from: now, previous: 0, after: now };
  // A training has the data until the day before it.
  let lastDay: DayNumber | undefined = sinceFull === null ? undefined : sinceFull.lastOn - 1;
  const extra = retrainNow === undefined ? undefined : extraDue(config, now, zone, cron);
  const dues = withNext(pending(config, now, zone, cron, extra), MOST_DUE, zone);
  for (const [due, next] of dues) {
    const number = cycles.length + 1;
    const mayBeEarly = retrainNow !== undefined && number === 1 && due.at > now;
    const isBeyond =
      until === undefined ? number > (config.cycles ?? DEFAULT_CYCLES) : due.at > until;
    if ((isBeyond && !mayBeEarly) || due.at > blackoutsUntil) break;
    if (number === 1 && sinceFull !== null && newDays === "since_last") {
      // Each cycle that is skipped before the first one makes the pause longer.
      const pause = pauseReason(sinceFull, zone.dayOf(due.at), rules.windowDays, periodDays);
      kinds = forcedBy(pause, given);
    }
    const kind = chooseRetrainType(number, kinds, sinceFull);
    const trainsOn = (window: Window) => trainingWindow(kind.type, window, newDays, lastDay);
    const own = { ...rules, hoursOf: (window: Window) => hoursOf(kind.type, trainsOn(window)) };
    const hold = (place: Place) => {
      cycles.push(cycleAt(number, kind, due, place, trainsOn(place.window), zone));
      room = { ...room, from: place.end, previous: number };
      lastDay = place.window.to;
    };
    if (due.at <= now) {
      const place = placeCycle(due.at, { ...LONG_AGO, before: next }, own);
      // Held already, unless a blackout moved it to a day still to come.
      if (!("live" in place) || place.moved === null || place.start < now) continue;
      hold(place);
      continue;
    }
    const early = mayBeEarly ? placeEarly(now, { ...room, before: due.at }, own, retrainNow) : null;
    if (early === null && isBeyond) break;
    if (early === null && due.isExtra) continue;
    const place = early ?? placeCycle(due.at, { ...room, before: next }, own);
    room = { ...room, after: due.at };
    if ("live" in place) {
      hold(place);
    } else {
      leftOut.push({ due_at: formatInstant(due.at, zone), period: due.period, ...place });
    }
  }
  return { cycles, leftOut };
}

/** The constraints on every cycle, beside its hours. */
export function placeRules(
  config: Config["schedule"],
  zone: Zone,
  blackouts: readonly Blackout[] = [],
): Omit<PlaceRules, "hoursOf"> {
  return {
    zone,
    lead: parseDuration(config.lead_time ?? "") ?? NO_TIME,
    windowDays: dataWindowDays(config),
    blackouts: [...configuredBlackouts(config, zone), ...blackouts],
    move: config.blackout_rule,
  };
}

/** Of a cycle that was due before the plan: what came before it is not known. */
const LONG_AGO = { from: Number.NEGATIVE_INFINITY, previous: 0, after: 0 };

/** The due times after `now`, and before them the last one, which may have been moved, and an extra one. */
function* pending(
  config: Config["schedule"],
  now: Instant,
  zone: Zone,
  cron: CronRule | undefined,
  extra: Due | undefined,
): Generator<Due> {
  const last = lastDue(config, now, zone, cron);
  if (last !== undefined) yield last;
  if (extra !== undefined) yield extra;
  yield* dueTimes(config, now, zone, cron);
}

function cycleAt(
  cycle: number,
  { type, reason }: Kind,
  due: Due,
  { live, start, end, hours, window, moved }: Place,
  trained: Window,
  zone: Zone,
): CycleDates {
  return {
    cycle,
    scheduled_date: formatDay(zone.dayOf(live)),
    scheduled_at: formatInstant(live, zone),
    period: due.period,
    starts_at: formatInstant(start, zone),
    ends_at: formatInstant(end, zone),
    type,
    type_reason: reason,
    moved: moved && { from: formatInstant(due.at, zone), ...moved },
    estimated_duration_hours: hours,
    data_window_days: window.to - window.from + 1,
    data_window: days(window),
    training_window: days(trained),
  };
}

function days({ from, to }: Window): CycleDates["data_window"] {
  return { from: formatDay(from), to: formatDay(to) };
}

/** Which cycles are full: the first one also where columns have changed since the last full one. */
function firstKinds(
  config: Config["schedule"],
  { sinceFull = null, columnChanges = [], kinds = kindRules(config) }: CalendarFacts,
): KindRules {
  const reason = sinceFull === null ? undefined : columnsReason(sinceFull, columnChanges);
  return forcedBy(reason, kinds);
}

function forcedBy(reason: string | undefined, rules: KindRules): KindRules {
  return reason === undefined ? rules : { ...rules, forced: [...rules.forced, reason] };
}

/** As configured, else every fourth. */
export function kindRules({ full_every: configured }: Config["schedule"]): KindRules {
  return {
    fullEvery: configured ?? DEFAULT_FULL_EVERY,
    fullEveryBy: configured === undefined ? "default" : "configured",
    forced: [],
  };
}

/** The days before a cycle whose samples it trains on: as configured, else by the cadence. */
export function dataWindowDays(config: Config["schedule"]): number {
  return config.data_window_days ?? BY_CADENCE[nearestCadence(config.cadence)].dataWindowDays;
}

/** The hours that a cycle of each type is configured to take, else what it takes by default. */
function byConfiguration(config: Config["schedule"]): (type: CycleType) => number {
  const { full_hours: full, incremental_hours: incremental } = config;
  return (type) => (type === "full_retrain" ? full : incremental) ?? DEFAULT_HOURS[type];
}

/** Each due time with the instant by which the next one needs the room. */
function* withNext(dues: Iterable<Due>, most: number, zone: Zone): Generator<[Due, Instant]> {
  let before: Due | undefined;
  let count = 0;
  for (const due of dues) {
    if (before !== undefined) yield [before, roomUntil(before.at, due.at, zone)];
    before = due;
    if (count++ > most) return;
  }
  if (before !== undefined) yield [before, Number.POSITIVE_INFINITY];
}

/**
 * Until when a cycle may be moved: where cycles are days apart, no two share a date, so that a cycle
 * which waits past midnight for the one before does not join the next.
 */
function roomUntil(due: Instant, next: Instant, zone: Zone): Instant {
  return next - due < SHORTEST_DAY ? next : zone.fromLocal(zone.dayOf(next) * MICROS_PER_DAY);
}

/** The last instant of a horizon. */
export function addHorizon(start: Instant, horizon: string, zone: Zone): Instant {
  const [, digits, unit] = HORIZON.exec(horizon) as RegExpExecArray;
  const step = { d: { days: 1 }, w: { days: 7 }, mo: { months: 1 }, y: { months: 12 } }[
    unit as "d"
  ];
  return addDuration(start, { ...NO_TIME, ...step }, Number(digits), zone);
}
