import { describe, expect, test } from "vitest";
import { weekSeason, withoutSeason } from "../../src/stats/week-season.ts";
import { close } from "./close.ts";

const WEEK = [0.3, 0.1, 0, -0.1, -0.2, 0.2, -0.3];
const days = (n: number) => Array.from({ length: n }, (_, day) => day + 20_000);
const seasonal = (n: number, level: (i: number) => number) =>
  days(n).map((day, i) => level(i) + (WEEK[day % 7] as number));

describe("the season of the week", () => {
  test.each([
    ["a level", () => 5],
    ["a slope", (i: number) => 5 - 0.01 * i],
  ])("is found exactly about %s", (_, level) => {
    close(weekSeason(days(28), seasonal(28, level)) ?? [], WEEK);
  });

  test("is found in spite of a step and of an odd week", () => {
    const values = seasonal(70, (i) => (i >= 40 ? 4 : 5) + (i === 10 ? 3 : 0));
    close(weekSeason(days(70), values) ?? [], WEEK, 0.02);
  });

  test("is taken out", () => {
    const season =
      weekSeason(
        days(28),
        seasonal(28, () => 5),
      ) ?? [];
    close(
      withoutSeason(
        days(28),
        seasonal(28, () => 5),
        season,
      ),
      new Array(28).fill(5),
    );
  });

  test("needs three weeks of daily values", () => {
    expect(
      weekSeason(
        days(20),
        seasonal(20, () => 5),
      ),
    ).toBeNull();
    expect(
      weekSeason(
        days(21),
        seasonal(21, () => 5),
      ),
    ).not.toBeNull();
    const weekly = days(28).map((day) => day * 7);
    expect(
      weekSeason(
        weekly,
        seasonal(28, () => 5),
      ),
    ).toBeNull();
    expect(weekSeason([], [])).toBeNull();
  });

  test("of five days a week leaves the others alone", () => {
    const worked = days(42).filter((day) => day % 7 < 5);
    const values = worked.map((day) => 5 + (WEEK[day % 7] as number));
    const season = weekSeason(worked, values);
    expect(season?.slice(5)).toEqual([0, 0]);
    close(
      season?.slice(0, 5) ?? [],
      WEEK.slice(0, 5).map((effect) => effect - 0.02),
    );
  });
});
