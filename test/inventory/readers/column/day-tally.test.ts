import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ColumnTimes,
  type TimeUnit,
} from "../../../../src/inventory/readers/column/column-times.ts";
import { createZone, MICROS_PER_DAY } from "../../../../src/time/instant.ts";

const MICROS_PER_UNIT = { day: MICROS_PER_DAY, s: 1_000_000, ms: 1000, us: 1, ns: 0 };

// Clocks in St John's went back at a minute past midnight; before 1972 many zones had odd minutes.
const zone = fc
  .constantFrom("UTC", "Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Pacific/Apia")
  .map(createZone);

// Later instants, of the year 2255 and after, are exact to some microseconds.
// Values around a centre: dense ones share days and quarter hours, wide ones leave every table.
const values = fc
  .tuple(
    fc.constantFrom(
      "2010-11-07T02:31Z",
      "2025-03-30T01:00Z",
      "1969-12-31T23:59Z",
      "1901-05-05T00:00Z",
      "2240-02-29T12:00Z",
    ),
    fc.constantFrom(3_600e6, 90_000e6, 40 * 86_400e6, 90 * 365 * 86_400e6),
  )
  .chain(([centre, spread]) => {
    const micros = Date.parse(centre) * 1000;
    return fc.array(
      fc.integer({
        min: micros - spread,
        max: Math.min(micros + spread, Number.MAX_SAFE_INTEGER - 1),
      }),
      { minLength: 1 },
    );
  });

function wordsOf(numbers: readonly bigint[]): Int32Array {
  return new Int32Array(BigInt64Array.from(numbers).buffer);
}

describe("64-bit times, tallied", () => {
  it.each(["s", "ms", "us", "ns"] as const)("%s: as zone and Map would", (unit: TimeUnit) => {
    fc.assert(
      fc.property(zone, fc.boolean(), values, (plan, isLocal, instants) => {
        const raw = instants.map((instant) =>
          unit === "ns"
            ? BigInt(instant) * 1000n + 999n
            : BigInt(Math.floor(instant / MICROS_PER_UNIT[unit])),
        );
        const expected = raw.map((value) => {
          const micros =
            unit === "ns" ? Number((value - 999n) / 1000n) : Number(value) * MICROS_PER_UNIT[unit];
          return isLocal ? plan.fromLocal(micros) : micros;
        });
        const times = new ColumnTimes({ kind: "unit", unit, isLocal }, plan);
        times.addInt64s(wordsOf(raw), raw.length);
        const days = new Map<number, number>();
        for (const instant of expected) {
          days.set(plan.dayOf(instant), (days.get(plan.dayOf(instant)) ?? 0) + 1);
        }
        expect(times.eventTime("t")).toEqual({
          column: "t",
          earliest: Math.min(...expected),
          latest: Math.max(...expected),
          days,
          untimed: 0,
        });
      }),
      { numRuns: 400, seed: 20250814 },
    );
  });
});

describe("statistics", () => {
  it("say enough only where all values between them are of one day, in order", () => {
    fc.assert(
      fc.property(zone, fc.boolean(), values, (plan, isLocal, locals) => {
        const sorted = [...locals].sort((a, b) => a - b);
        const ends = wordsOf([BigInt(sorted[0] as number), BigInt(sorted.at(-1) as number)]);
        const [low0 = 0, high0 = 0, low1 = 0, high1 = 0] = ends;
        const type = { kind: "unit", unit: "us", isLocal } as const;
        const known = new ColumnTimes(type, plan);
        const min = { low: low0, high: high0 };
        const isKnown = known.addBetween(min, { low: low1, high: high1 }, sorted.length);
        if (!isKnown) return;
        const read = new ColumnTimes(type, plan);
        read.addInt64s(wordsOf(sorted.map(BigInt)), sorted.length);
        expect(known.eventTime("t")).toEqual(read.eventTime("t"));
      }),
      { numRuns: 2000, seed: 20250814 },
    );
  });
});

it("counts what no calendar holds as untimed", () => {
  const times = new ColumnTimes({ kind: "unit", unit: "s", isLocal: false }, createZone("UTC"));
  times.addInt64s(wordsOf([2n ** 62n, -(2n ** 63n), 0n]), 3);
  expect(times.eventTime("t")).toMatchObject({ earliest: 0, latest: 0, untimed: 2 });
});
