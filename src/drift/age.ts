import { quantile } from "../stats/quantile.ts";
import { formatInstant, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { Age } from "./schema.ts";

export interface AgeRules {
  readonly now: Instant;
  readonly zone: Zone;
  /** Days between two retrainings: what evidence of a single day is held against. */
  readonly cadenceDays: number;
  /** As configured; null where evidence is held against its own interval. */
  readonly maxAgeDays: number | null;
}

/** Evidence is stale after so many of its own intervals … */
const INTERVALS = 3;
/** … but never within a week: a day's outage of a daily job proves nothing. */
const LEAST_DAYS = 7;
/** A rhythm may have changed: the newest of so many gaps count. */
const NEWEST_GAPS = 20;

/**
 * How old evidence is, how often it usually comes, and whether it is too old to say anything about today: older
 * than three of its own intervals and a week. The usual interval is the median of the newest gaps
 * between days with evidence; of evidence of a single day it is unknown, and the limit is three
 * cadences.
 *
 * @param times in any order
 * @returns null where there is no evidence
 * @example weekly until 2025-05-19, on 2026-08-15 → 453 days old, at most 21, stale
 */
export function judgeAge(times: ArrayLike<Instant>, rules: AgeRules): Age | null {
  const sorted = inOrder(times);
  const newest = sorted[sorted.length - 1];
  if (newest === undefined) return null;
  const interval = usualInterval(sorted, rules.zone);
  const limit = rules.maxAgeDays ?? ageLimit(interval, rules.cadenceDays);
  const age = (rules.now - newest) / MICROS_PER_DAY;
  return {
    newest: formatInstant(newest, rules.zone),
    // By the calendar: what was evaluated yesterday evening was not evaluated today.
    days: Math.max(0, rules.zone.dayOf(rules.now) - rules.zone.dayOf(newest)),
    usual_interval_days: interval,
    max_days: limit,
    stale: age > limit,
  };
}

function ageLimit(interval: number | null, cadenceDays: number): number {
  return Math.max(LEAST_DAYS, INTERVALS * (interval ?? cadenceDays));
}

function inOrder(times: ArrayLike<Instant>): ArrayLike<Instant> {
  for (let i = 1; i < times.length; i++) {
    if ((times[i] as Instant) < (times[i - 1] as Instant)) return Float64Array.from(times).sort();
  }
  return times;
}

/** @param sorted oldest first */
function usualInterval(sorted: ArrayLike<Instant>, zone: Zone): number | null {
  const gaps: number[] = [];
  let later: number | null = null;
  for (let i = sorted.length - 1; i >= 0 && gaps.length < NEWEST_GAPS; i--) {
    const day = zone.dayOf(sorted[i] as Instant);
    if (later !== null && day !== later) gaps.push(later - day);
    later = day;
  }
  return gaps.length === 0
    ? null
    : quantile(
        gaps.sort((a, b) => a - b),
        0.5,
      );
}
