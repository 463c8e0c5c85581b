import { type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";

/** How far the wall clock is ahead of UTC until an instant. */
export interface Offset {
  readonly until: Instant;
  readonly micros: number;
}

/** The offsets of a zone from one instant to another, each to the quarter hour on which it ends. */
export function listOffsets(zone: Zone, from: Instant, to: Instant): Offset[] {
  const offsets: Offset[] = [];
  let micros = zone.offsetAt(from);
  for (let day = from; day <= to + MICROS_PER_DAY; day += MICROS_PER_DAY) {
    if (zone.offsetAt(day) === micros) continue;
    let quarter = Math.floor((day - MICROS_PER_DAY) / QUARTER) * QUARTER;
    while (zone.offsetAt(quarter) === micros) quarter += QUARTER;
    offsets.push({ until: quarter, micros });
    micros = zone.offsetAt(day);
  }
  return [...offsets, { until: Number.POSITIVE_INFINITY, micros }];
}

const QUARTER = 900_000_000;
