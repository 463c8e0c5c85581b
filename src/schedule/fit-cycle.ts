import type { Duration } from "../time/duration.ts";
import type { DayNumber, Instant, Zone } from "../time/instant.ts";
import type { Blackout } from "./blackout.ts";
import type { Hindrance } from "./schema.ts";
import { addDuration } from "./wall-clock.ts";

const MICROS_PER_HOUR = 3_600_000_000;
const A_DAY: Duration = { months: 0, days: 1, micros: 0 };

/** The days whose samples a cycle trains on; both belong to it. */
export interface Window {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** When a cycle can be held. */
export interface Place {
  /** When the new model is live. */
  readonly live: Instant;
  /** When training begins, and when it is over. */
  readonly start: Instant;
  readonly end: Instant;
  readonly hours: number;
  readonly window: Window;
  /** Why it is not held when it is due. */
  readonly moved: Hindrance | null;
}

/** Between what a cycle has room. */
export interface Room {
  /** When the cycle before has ended; before the first, the plan's own time. */
  readonly from: Instant;
  /** The number of the cycle before; 0 before the first. */
  readonly previous: number;
  /** When the cycle before was due, and when the next one is. */
  readonly after: Instant;
  readonly before: Instant;
}

/** The constraints on a place. */
export interface PlaceRules {
  readonly zone: Zone;
  readonly lead: Duration;
  readonly windowDays: number;
  readonly blackouts: readonly Blackout[];
  readonly move: "after" | "before";
  hoursOf(window: Window): number;
}

/**
 * Where a cycle that is due at an instant is held; or, where nowhere, what stands in the way. Moved, it
 * keeps its time of day, unless it waits for the cycle before.
 */
export function placeCycle(due: Instant, room: Room, rules: PlaceRules): Place | Hindrance {
  const own = at(due, rules);
  const reason = findHindrance(own, room, rules);
  if (reason === null) return own;
  const moved = (live: Instant): Place | null => {
    const place = { ...at(live, rules), moved: reason };
    return findHindrance(place, room, rules) === null ? place : null;
  };
  const waited = own.start < room.from ? liveAfter(room.from, rules) : due;
  // Before the first cycle nothing is waited for: its training would have had to begin already.
  if (reason.rule === "lead_time" || waited >= room.before) return reason;
  const byDays = function* (start: Instant, step: 1 | -1): Generator<Instant> {
    for (let days = step; ; days += step) yield addDuration(start, A_DAY, days, rules.zone);
  };
  const first = moved(waited);
  if (first !== null) return first;
  if (rules.move === "before") {
    for (const live of byDays(due, -1)) {
      if (live <= room.after) break;
      const place = moved(live);
      if (place !== null) return place;
    }
  }
  for (const live of byDays(waited, 1)) {
    if (live >= room.before) return reason;
    const place = moved(live);
    if (place !== null) return place;
  }
  return reason;
}

/**
 * Where a cycle is held that begins as soon as it can, before it is due; null where it cannot.
 *
 * @param room `before` is when it is due
 */
export function placeEarly(now: Instant, room: Room, rules: PlaceRules, why: string): Place | null {
  const live = liveAfter(now, rules);
  const place = placeCycle(live, room, { ...rules, move: "after" });
  if (!("live" in place) || place.live >= room.before) return null;
  return { ...place, moved: { rule: "retrain_now", by: why } };
}

/**
 * The first instant from now on at which a model can be live, and each a day later, with what stands in
 * the way; null where nothing does.
 */
export function* placesFrom(
  now: Instant,
  rules: PlaceRules,
): Generator<{ place: Place; hindrance: Hindrance | null }> {
  const first = liveAfter(now, rules);
  for (let days = 0; ; days++) {
    // Of an hour that comes twice, a day's arithmetic gives the first.
    const live = days === 0 ? first : addDuration(first, A_DAY, days, rules.zone);
    const place = at(live, rules);
    yield { place, hindrance: findHindrance(place, { from: now, previous: 0 }, rules) };
  }
}

function at(live: Instant, { lead, zone, windowDays, hoursOf }: PlaceRules): Place {
  const start = addDuration(live, lead, -1, zone);
  const day = zone.dayOf(start);
  const window = { from: day - windowDays, to: day - 1 };
  const hours = hoursOf(window);
  return { live, start, end: start + hours * MICROS_PER_HOUR, hours, window, moved: null };
}

function findHindrance(
  { live, start, end }: Place,
  { from, previous }: Pick<Room, "from" | "previous">,
  { blackouts }: PlaceRules,
): Hindrance | null {
  if (start < from) {
    return previous === 0
      ? { rule: "lead_time", by: "the lead time: its training should already have started" }
      : { rule: "running", by: `cycle ${previous}, which still trains` };
  }
  const blackout = blackouts.find(
    ({ from, to }) => (start < to && end > from) || (live >= from && live < to),
  );
  return blackout === undefined ? null : { rule: "blackout", by: blackout.reason };
}

/** When a model is live whose training begins at an instant. */
function liveAfter(start: Instant, { lead, zone }: PlaceRules): Instant {
  let live = addDuration(start, lead, 1, zone);
  // The clocks may have changed in between.
  while (addDuration(live, lead, -1, zone) < start) live += MICROS_PER_HOUR;
  return live;
}
