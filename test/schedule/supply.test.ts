import { describe, expect, test } from "vitest";
import { supplySchema } from "../../src/schedule/schema.ts";
import { estimateSupply } from "../../src/schedule/supply.ts";
import { formatDay, parseDay } from "../../src/time/instant.ts";

const TODAY = parseDay("2025-08-14");

/** Samples on the days before today, the last being yesterday; then today's and later ones. */
function daysOf(past: number[], future: number[] = []) {
  return [...past, ...future]
    .map((samples, i) => ({ day: formatDay(TODAY - past.length + i), samples }))
    .filter(({ samples }) => samples > 0);
}

/** Samples every seventh day for ten weeks, and then nothing, so that the last are of so many days ago. */
function weekly(age: number): number[] {
  const weeks = Array.from({ length: 64 }, (_, i) => (i % 7 === 0 ? 10 : 0));
  return [...weeks, ...Array<number>(age - 1).fill(0)];
}

describe("estimateSupply", () => {
  test("without a dated sample there is nothing to say", () => {
    expect(estimateSupply([], 30, TODAY)).toBe(null);
  });

  test("counts the window, which ends today, and names what is empty or still to come", () => {
    const supply = estimateSupply(daysOf([9, 10, 0, 10, 10], [3, 7]), 5, TODAY);
    expect(supplySchema.omit({ minimum_reached_on: true }).parse(supply)).toEqual({
      window: { from: "2025-08-10", to: "2025-08-14" },
      samples_in_window: 33, // 10 + 0 + 10 + 10, and 3 of today
      samples_in_future: 7,
      newest_day: "2025-08-14",
      newest_age_days: 0,
      empty_days: ["2025-08-11"],
      uncounted_days: [],
      usual_daily_samples: 10, // the median of 9, 10, 0, 10, 10
      stopped: false,
    });
  });

  test("a day whose files could not be counted is not empty, but unknown", () => {
    const mayHaveMore = (day: number) => formatDay(day) === "2025-08-11";
    const supply = estimateSupply(daysOf([9, 10, 0, 0, 10], [3]), 5, TODAY, mayHaveMore);
    expect(supply).toMatchObject({
      empty_days: ["2025-08-12"],
      uncounted_days: ["2025-08-11"],
      usual_daily_samples: 9.5, // the median of 9, 10, 0, 10
    });
  });

  test("a day that was counted in part has samples", () => {
    const supply = estimateSupply(daysOf([9, 10, 4]), 5, TODAY, () => true);
    expect(supply).toMatchObject({ empty_days: [], uncounted_days: [], usual_daily_samples: 9 });
  });

  test("a feed whose later files could not be counted has not stopped", () => {
    const days = daysOf([10, 10, ...Array(8).fill(0)]);
    const mayHaveMore = (day: number) => day === TODAY - 2;
    expect(estimateSupply(days, 30, TODAY, mayHaveMore)?.stopped).toBe(false);
  });

  test.each([
    ["a week of silence after daily samples", [10, 10, ...Array(8).fill(0)], true],
    ["six days of it", [10, 10, ...Array(6).fill(0)], false],
    ["three weeks and a day after weekly ones", weekly(22), true],
    ["three weeks after weekly ones", weekly(21), false],
    ["one old delivery", [500, ...Array(30).fill(0)], true],
    ["samples of today", [10, 10], false],
  ])("%s: the feed has stopped: %j", (_, past, stopped) => {
    expect(estimateSupply(daysOf(past as number[]), 30, TODAY)?.stopped).toBe(stopped);
  });

  test("old data is not fresh, and before a full day nothing is usual", () => {
    const old = estimateSupply([{ day: "2025-01-01", samples: 500 }], 30, TODAY);
    expect(old).toMatchObject({
      samples_in_window: 0,
      newest_age_days: 225,
      usual_daily_samples: 0,
    });
    expect(old?.empty_days).toHaveLength(29);
    const first = estimateSupply([{ day: "2025-08-14", samples: 5 }], 30, TODAY);
    expect(first).toMatchObject({ usual_daily_samples: null });
  });
});
