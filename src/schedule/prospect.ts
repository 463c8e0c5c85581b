import { type DayNumber, formatDay, type Instant } from "../time/instant.ts";
import { type PlaceRules, placesFrom, type Window } from "./fit-cycle.ts";
import type { Outlook } from "./readiness.ts";
import type { Hindrance, OpenDay, Prospect } from "./schema.ts";

/** So many days are looked at: longer than a data window, or a freeze, usually is. */
const DAYS = 400;

/**
 * The days on which a retraining that is not on the calendar could be held: neither its training nor its
 * date falls into a blackout, and its training does not begin before the plan.
 *
 * @param until blackouts are known until then; by default for ever
 * @param notBefore a day before which none is held, for the model is too young
 */
export function findProspect(
  now: Instant,
  rules: PlaceRules,
  outlook: Pick<Outlook, "judgeReadiness">,
  {
    until = Number.POSITIVE_INFINITY,
    notBefore = Number.NEGATIVE_INFINITY,
  }: { until?: Instant | undefined; notBefore?: DayNumber } = {},
): Prospect {
  const openDays: OpenDay[] = [];
  let first: Hindrance | null = null;
  let looked = 0;
  for (const { place, hindrance } of placesFrom(now, rules)) {
    if (looked++ === DAYS || place.live > until) break;
    const on = rules.zone.dayOf(place.live);
    const hinders =
      on < notBefore ? { rule: "cool_down" as const, by: "the cool-down of the model" } : hindrance;
    if (looked === 1) first = hinders;
    if (hinders !== null) continue;
    openDays.push({ day: formatDay(on), hasData: hasDataFor(place.window, on) });
  }
  const today = rules.zone.dayOf(now);
  const days = Array.from({ length: rules.windowDays + 8 }, (_, i) => today + 1 + i);
  const enoughOn = days.find((day) =>
    hasDataFor({ from: day - rules.windowDays, to: day - 1 }, day),
  );
  const obstacle = first && { ...first, until: openDays[0]?.day ?? null };
  return { openDays, obstacle, enoughOn: enoughOn === undefined ? null : formatDay(enoughOn) };

  function hasDataFor(window: Window, on: DayNumber): boolean | null {
    const { status } = outlook.judgeReadiness(window, on);
    return status === "unknown" ? null : status !== "short";
  }
}
