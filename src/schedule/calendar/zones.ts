import ICAL from "ical.js";
import { createZone, type Zone } from "../../time/instant.ts";
import type { ExpansionBudget } from "./expansion-budget.ts";
import { toLocalMicros } from "./time.ts";

/** As many offsets as there are on earth, several times over. */
const MOST_ZONES = 200;

/**
 * Takes the file's own word for zones that IANA knows out of a calendar: it is known better here.
 *
 * @throws Error where it has far too many
 */
export function leaveKnownZones(calendar: ICAL.Component): void {
  const zones = calendar.getAllSubcomponents("vtimezone");
  if (zones.length > MOST_ZONES) {
    throw new Error(`${zones.length} zones of its own, of which ${MOST_ZONES} are read`);
  }
  for (const zone of zones) {
    if (knownZone(zone.getFirstPropertyValue("tzid")) !== null) calendar.removeSubcomponent(zone);
  }
}

/**
 * Makes a zone that an event names known to ical.js, which would take its times for the plan's own; or, where
 * the file says itself what that zone is, checks that it says it in a way that comes to an end.
 *
 * @throws Error if the zone is unknown
 */
export function settleZone(tzid: string, event: ICAL.Component, budget: ExpansionBudget): void {
  const own = event.getTimeZoneByID(tzid);
  if (own) {
    if (settled.has(own)) return;
    settled.add(own);
    for (const observance of own.component.getAllSubcomponents())
      settleObservance(observance, tzid, budget);
    return;
  }
  if (ICAL.TimezoneService.has(tzid)) return;
  const known = knownZone(tzid);
  if (known === null) {
    throw new Error(`its zone ${tzid} is not an IANA zone, and the file has no VTIMEZONE for it`);
  }
  ICAL.TimezoneService.register(new NamedZone(known));
}

/** ical.js, too, works a zone of the file out once for all events. */
const settled = new WeakSet<ICAL.Timezone>();

function knownZone(tzid: unknown): Zone | null {
  try {
    return createZone(String(tzid));
  } catch {
    return null;
  }
}

const MOST_YEARS = 2200;
/** How many days of an event are looked at while ical.js works out one year of a zone. */
const STEPS_PER_YEAR = 150;
const YEARLY = new Set(["BYMONTH", "BYMONTHDAY", "BYDAY"]);

/**
 * One of the offsets of a zone, and since when it holds: by a list, of which ical.js takes the first entry of
 * each line alone, or by a rule, which is to name days of a year.
 */
function settleObservance(observance: ICAL.Component, tzid: string, budget: ExpansionBudget): void {
  for (const property of observance.getAllProperties("rdate")) {
    const [, ...more] = property.getValues();
    for (const value of more) observance.addPropertyWithValue("rdate", value);
    if (more.length > 0) property.setValue(property.getFirstValue());
  }
  const rule = observance.getFirstPropertyValue("rrule");
  const start = observance.getFirstPropertyValue("dtstart");
  if (!(rule instanceof ICAL.Recur && start instanceof ICAL.Time)) return;
  if (rule.freq !== "YEARLY" || !Object.keys(rule.parts).every((part) => YEARLY.has(part))) {
    throw new Error(`its zone ${tzid} changes by a rule that names no days of the year: ${rule}`);
  }
  budget.take(STEPS_PER_YEAR * Math.max(0, MOST_YEARS - start.year));
}

/** A zone of IANA's name. */
class NamedZone extends ICAL.Timezone {
  private readonly known: Zone;

  constructor(known: Zone) {
    super({ tzid: known.name });
    this.known = known;
  }

  /** In seconds. */
  override utcOffset(time: ICAL.Time): number {
    const local = toLocalMicros(time);
    return (local - this.known.fromLocal(local)) / 1_000_000;
  }
}
