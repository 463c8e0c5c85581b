import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDay, parseDay } from "../../src/instant.ts";
import { supplySchema } from "../../src/schedule/schema.ts";
import { supplyOf } from "../../src/schedule/supply.ts";

const TODAY = parseDay("2025-08-14");

/** Samples on the days before today, the last being yesterday; then today's and later ones. */
function daysOf(past: number[], future: number[] = []) {
  return [...past, ...future]
    .map((samples, i) => ({ day: formatDay(TODAY - past.length + i), samples }))
    .filter(({ samples }) => samples > 0);
}

describe("supplyOf", () => {
  test("without a dated sample there is nothing to say", () => {
    expect(supplyOf([], 30, 100, TODAY)).toBe(null);
  });

  test("counts the window, which ends today, and names what is empty or still to come", () => {
    const supply = supplyOf(daysOf([9, 10, 0, 10, 10], [3, 7]), 5, 100, TODAY);
    expect(supplySchema.parse(supply)).toEqual({
      window: { from: "2025-08-10", to: "2025-08-14" },
      samples_in_window: 33, // 10 + 0 + 10 + 10, and 3 of today
      samples_in_future: 7,
      newest_day: "2025-08-14",
      newest_age_days: 0,
      empty_days: ["2025-08-11"],
      usual_daily_samples: 10, // the median of 9, 10, 0, 10, 10
      minimum_reached_on: null, // five days of 10 are 50
    });
  });

  test("says when the window will hold the minimum at the usual rate", () => {
    // 4 × 10 in the window; with 10 more a day: the 14th brings its 10 by the 15th.
    expect(supplyOf(daysOf([10, 10, 10, 10]), 30, 40, TODAY)?.minimum_reached_on).toBe(
      "2025-08-14",
    );
    expect(supplyOf(daysOf([10, 10, 10, 10]), 30, 41, TODAY)?.minimum_reached_on).toBe(
      "2025-08-15",
    );
    expect(supplyOf(daysOf([10, 10, 10, 10]), 30, 61, TODAY)?.minimum_reached_on).toBe(
      "2025-08-17",
    );
    expect(supplyOf(daysOf([10, 10, 10, 10]), 4, 41, TODAY)?.minimum_reached_on).toBe(null);
  });

  test("old data is not fresh, and before a full day nothing is usual", () => {
    const old = supplyOf([{ day: "2025-01-01", samples: 500 }], 30, 100, TODAY);
    expect(old).toMatchObject({
      samples_in_window: 0,
      newest_age_days: 225,
      usual_daily_samples: 0,
    });
    expect(old?.empty_days).toHaveLength(29);
    const first = supplyOf([{ day: "2025-08-14", samples: 5 }], 30, 100, TODAY);
    expect(first).toMatchObject({ usual_daily_samples: null, minimum_reached_on: null });
  });

  test("agrees with a simulation day by day", () => {
    const days = fc.array(fc.nat(50), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 40 }), fc.nat(1500), (past, window, minimum) => {
        const supply = supplyOf(daysOf(past), window, minimum, TODAY);
        if (supply === null) return;
        const usual = supply.usual_daily_samples ?? 0;
        const first = past.findIndex((samples) => samples > 0);
        const real = past.map((samples, i) => (i < first ? 0 : samples));
        let expected: string | null = null;
        for (let ahead = 0; ahead <= 2 * window && expected === null; ahead++) {
          const series = [...real, 0, ...Array<number>(ahead).fill(usual)];
          const sum = series.slice(-window).reduce((a, b) => a + b, 0);
          if (sum >= minimum) expected = formatDay(TODAY + ahead);
        }
        expect(supply.minimum_reached_on).toBe(
          supply.usual_daily_samples === null && expected !== formatDay(TODAY) ? null : expected,
        );
      }),
    );
  });
});
