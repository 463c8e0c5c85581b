import type { Instant, Zone } from "../time/instant.ts";
import { parseWrittenTime } from "../time/written-time.ts";
import { isAmbiguousEpoch } from "./date-readings.ts";

// Between them a number may be an epoch; the four units do not overlap.
const PLAUSIBLE_FROM = Date.UTC(1990) / 1000;
const PLAUSIBLE_TO = Date.UTC(2100) / 1000;

/**
 * The instant of an epoch number, whose unit (s, ms, µs or ns) is judged by its magnitude: the one
 * that puts it into the years 1990 to 2099.
 *
 * @returns undefined where no unit does, or where the number may as well be a day with an hour
 * @example instantOfEpoch(1755159831.5) // 1755159831500000
 */
export function instantOfEpoch(value: number | bigint): Instant | undefined {
  if (typeof value === "bigint") {
    // Nanoseconds are beyond what a number holds exactly.
    if (value <= 100_000_000_000_000_000n) return instantOfEpoch(Number(value));
    return value < LEAST_NANOS ? undefined : instantOfEpoch(Number(value / 1000n));
  }
  if (isAmbiguousEpoch(value)) return undefined;
  if (within(value)) return Math.round(value * 1_000_000);
  if (within(value / 1e3)) return Math.round(value * 1000);
  if (within(value / 1e6)) return Math.floor(value);
  if (within(value / 1e9) && value >= LEAST_NANOS) return Math.floor(value / 1000);
  return undefined;
}

/** In March 1992; below, .NET's ticks since the year 1 are of this century. */
export const LEAST_NANOS = 700_000_000_000_000_000n;

function within(seconds: number): boolean {
  return seconds >= PLAUSIBLE_FROM && seconds < PLAUSIBLE_TO;
}

/**
 * The instant of a date that is written as a number: 20250814, 202508140823 or 20250814082351.
 *
 * @returns undefined for any other number
 */
export function instantOfDateNumber(value: number, zone: Zone): Instant | undefined {
  if (!(value >= 19_900_101 && value < 21_000_000_000_000 * 10 && Number.isInteger(value)))
    return undefined;
  const text = String(value);
  const year = Number(text.slice(0, 4));
  if (![8, 12, 14].includes(text.length) || year < 1990 || year >= 2100) return undefined;
  const instant = parseWrittenTime(text, zone);
  return typeof instant === "number" && !Number.isNaN(instant) ? instant : undefined;
}
