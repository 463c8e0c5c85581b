import { describe, expect, test } from "vitest";
import {
  ColumnTimes,
  type TimeUnit,
} from "../../../../src/inventory/readers/column/column-times.ts";
import { createZone, type Zone } from "../../../../src/time/instant.ts";
import { randomUniform } from "../../../bench/noise.mjs";

const NANOS_PER: Record<Exclude<TimeUnit, "day">, bigint> = {
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  ns: 1n,
};
const YEAR = 365 * 86_400;

/** Earliest and latest instant and the samples a day, in the arithmetic of BigInt. */
function tallied(values: BigInt64Array, unit: keyof typeof NANOS_PER, zone: Zone) {
  const days = new Map<number, number>();
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    const nanos = value * NANOS_PER[unit];
    const instant = Number((nanos - (((nanos % 1000n) + 1000n) % 1000n)) / 1000n);
    earliest = Math.min(earliest, instant);
    latest = Math.max(latest, instant);
    const day = zone.dayOf(instant);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return { earliest, latest, days: new Map([...days].sort(([a], [b]) => a - b)) };
}

/** Values on and beside quarter hours and days, and others between, of so many years from a year on. */
function makeValues(unit: keyof typeof NANOS_PER, from: number, years: number, seed: number) {
  const random = randomUniform(seed);
  const perSecond = 1_000_000_000n / NANOS_PER[unit];
  const values = new BigInt64Array(5000);
  for (let i = 0; i < values.length; i++) {
    const second = Math.floor((from - 1970) * YEAR + random() * years * YEAR);
    const rounded = [second, 900 * Math.floor(second / 900), 86_400 * Math.floor(second / 86_400)];
    const beside = BigInt([0, -1, 1][Math.floor(random() * 3)] as number);
    values[i] = BigInt(rounded[i % 3] as number) * perSecond + beside;
  }
  return values;
}

describe.each(["s", "ms", "us", "ns"] as const)("64-bit times in %s", (unit) => {
  test.each([
    ["UTC", 2025, 0.3],
    ["UTC", 2020, 20],
    ["America/St_Johns", 2024, 2],
    // 44 minutes and 30 seconds behind until 1972.
    ["Africa/Monrovia", 1968, 8],
    ["Europe/Amsterdam", 1930, 12],
    ["Asia/Kolkata", 1965, 200],
  ])("in %s from %i on for %d years are counted as one by one", (name, from, years) => {
    const zone = createZone(name);
    const values = makeValues(unit, from, years, 7);
    const times = new ColumnTimes({ kind: "unit", unit, isLocal: false }, zone);
    const words = new Int32Array(values.buffer);
    times.addInt64s(words.subarray(0, 2 * 3000), 3000);
    times.addInt64s(words.subarray(2 * 3000), 2000);
    expect(times.eventTime("t")).toEqual({
      column: "t",
      untimed: 0,
      ...tallied(values, unit, zone),
    });
  });
});
