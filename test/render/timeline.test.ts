import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildTimeline, MOST_PERIODS } from "../../src/render/timeline.ts";
import { formatDay, parseDay } from "../../src/time/instant.ts";
import { scanOf } from "./scan.ts";

const FIRST = parseDay("2025-08-01");
const daysFrom = (first: number, ...samples: number[]) =>
  samples.flatMap((n, i) => (n === 0 ? [] : [{ day: formatDay(first + i), samples: n }]));

describe("buildTimeline", () => {
  test("shows empty days, and folds a long run of them into one period", () => {
    const days = daysFrom(FIRST, 5, 0, 0, 0, 7, 0, 0, 0, 0, 2);
    expect(
      buildTimeline(scanOf({ days })).map(({ first, last, length, empty, samples }) => [
        `${first.slice(8)}-${last.slice(8)}`,
        ...[length, empty, samples],
      ]),
    ).toEqual([
      ["01-01", 1, 0, 5],
      ["02-02", 1, 1, 0],
      ["03-03", 1, 1, 0],
      ["04-04", 1, 1, 0],
      ["05-05", 1, 0, 7],
      ["06-09", 4, 4, 0],
      ["10-10", 1, 0, 2],
    ]);
  });

  test("begins with the day of --since", () => {
    const since = {
      ...{ day: "2025-07-31", samples: 5, unknown: 0 },
      left_out: { samples: 0, files: 0 },
    };
    const [first] = buildTimeline(scanOf({ days: daysFrom(FIRST, 5), since }));
    expect(first).toMatchObject({ first: "2025-07-31", length: 1, empty: 1, samples: 0 });
  });

  test("weeks are in steps of seven days", () => {
    const week = (week: string, from: string, to: string) => ({ week, from, to, samples: 3 });
    const weeks = [
      week("2024-W52", "2024-12-23", "2024-12-29"),
      week("2025-W02", "2025-01-06", "2025-01-12"),
    ];
    expect(buildTimeline(scanOf({ weeks })).map(({ first, samples }) => [first, samples])).toEqual([
      ["2024-W52", 3],
      ["2025-W01", 0],
      ["2025-W02", 3],
    ]);
  });

  test("whatever the days, no day and no sample is lost, and the lines are few", () => {
    const samples = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(samples, (all) => {
        const days = daysFrom(FIRST, 1, ...all);
        const periods = buildTimeline(scanOf({ days }));
        const span = parseDay(days.at(-1)?.day as string) - FIRST + 1;
        const sum = (key: "length" | "empty" | "samples") =>
          periods.reduce((total, period) => total + period[key], 0);
        expect(periods.length).toBeLessThanOrEqual(MOST_PERIODS);
        expect(sum("length")).toBe(span);
        expect(sum("empty")).toBe(span - days.length);
        expect(sum("samples")).toBe(days.reduce((total, day) => total + day.samples, 0));
        // One ends where the next begins.
        for (const [i, { first }] of periods.entries()) {
          const before = periods[i - 1];
          if (before !== undefined) expect(parseDay(first)).toBe(parseDay(before.last) + 1);
        }
      }),
    );
  });
});
