import { CADENCES, type Cadence } from "../config/choices.ts";
import type { PolicyDecision } from "./schema.ts";

/** Days between two cycles; a month is a twelfth of a year. */
export const DAYS_OF: Record<Cadence, number> = {
  daily: 1,
  weekly: 7,
  biweekly: 14,
  monthly: 365.25 / 12,
};

/**
 * The calendar that comes nearest to the best period, as a ratio: what costs are about, for twice and
 * half the best period cost the same.
 *
 * @param kept what holds where the data supports no cadence, or never
 * @example 17.8 days → biweekly; 2.5 days → daily, for 7/2.5 > 2.5/1
 */
export function calendarBy(decision: PolicyDecision, kept: Cadence): Cadence {
  const days = decision.best?.period_days ?? null;
  if (decision.status !== "supported" || days === null) return kept;
  const distance = (cadence: Cadence) => Math.abs(Math.log(DAYS_OF[cadence] / days));
  return CADENCES.reduce((best, next) => (distance(next) < distance(best) ? next : best));
}
