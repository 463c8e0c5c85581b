import { expect, test } from "vitest";
import { daysNeeded, weekBlocks } from "../../../src/drift/data/blocks.ts";
import { measureMemory } from "../../../src/drift/data/day-memory.ts";
import { randomFrom } from "../../../src/stats/random.ts";
import { dayCounts, daysFrom, profile, toArrays } from "./profiles.ts";

const spans = (days: readonly number[], most?: number, rows?: readonly number[]) =>
  weekBlocks(profile(days, [], rows), most).map(({ from, to, first, end }) => [
    from,
    to,
    end - first,
  ]);

test("weeks are counted back from the last day", () => {
  expect(spans(daysFrom(100, 17))).toEqual([
    [103, 109, 7],
    [110, 116, 7],
  ]);
  expect(spans(daysFrom(100, 17), 1)).toEqual([[110, 116, 7]]);
  expect(spans(daysFrom(100, 6))).toEqual([]);
  expect(spans([])).toEqual([]);
});

test("weeks without rows are none, and a weekly delivery is a week", () => {
  expect(spans([0, 1, 2, 3, 4, 5, 6, 21, 22, 23, 24, 25, 26, 27])).toEqual([
    [0, 6, 7],
    [21, 27, 7],
  ]);
  expect(spans([6, 13, 20])).toEqual([
    [0, 6, 1],
    [7, 13, 1],
    [14, 20, 1],
  ]);
  expect(spans([6, 13, 20], 9, [1, 0, 1])).toHaveLength(2);
});

test("the days that would suffice", () => {
  expect(daysNeeded({ reference: 4, current: 1 }, 0.05, 2000)).toEqual({
    reference: 28,
    current: 21,
  });
  expect(daysNeeded({ reference: 20, current: 0 }, 0.05, 2000)).toEqual({
    reference: 140,
    current: 7,
  });
  expect(daysNeeded({ reference: 0, current: 0 }, 0.05, 2000)).toEqual({
    reference: 7,
    current: 140,
  });
  expect(daysNeeded({ reference: 26, current: 1 }, 0.01, 2000)).toEqual({
    reference: 182,
    current: 14,
  });
});

test("the memory of days is found, and that of rows alone is none", () => {
  const windows = (effects: (d: number) => number) => {
    const random = randomFrom(9);
    const of = (first: number, days: number) => {
      const counts = daysFrom(first, days).map(
        (d) => dayCounts(1, { rows: 2000, shift: effects(d), random })[0] as number[],
      );
      return {
        days: daysFrom(first, days),
        counts: toArrays(counts),
        rows: counts.map(() => 2000),
      };
    };
    return [of(0, 112), of(112, 56)] as const;
  };
  const [alike] = measureMemory([windows(() => 0)]);
  expect(alike?.share).toBeLessThan(0.5);
  // Up for some days, then down, with a period that no weekday has.
  const [slow] = measureMemory([windows((d) => 0.05 * Math.sin((2 * Math.PI * d) / 11))]);
  expect(slow?.share).toBeGreaterThan(0.5);
  // cos(2π / 11) = 0.84
  expect(slow?.autocorrelation).toBeGreaterThan(0.75);
  const [weekly] = measureMemory([windows((d) => 0.05 * Math.sin((2 * Math.PI * d) / 7))]);
  expect(weekly?.share).toBeLessThan(0.5);
  const [trend] = measureMemory([windows((d) => 0.002 * d)]);
  expect(trend?.share).toBeLessThan(0.5);
});
