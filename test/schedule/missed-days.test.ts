import { describe, expect, test } from "vitest";
import { missedDays } from "../../src/schedule/missed-days.ts";
import { estimateSupply } from "../../src/schedule/supply.ts";
import { formatDay, parseDay } from "../../src/time/instant.ts";

/** A Friday. */
const TODAY = parseDay("2025-08-15");

/** Samples on each day of so many weeks up to today that a test takes, where Monday is 1. */
function missed(weeks: number, isTaken: (weekday: number, day: string) => boolean): string[] {
  const days = Array.from({ length: 7 * weeks }, (_, i) => TODAY - 7 * weeks + 1 + i)
    .map(formatDay)
    .filter((day) => isTaken(new Date(`${day}T00:00Z`).getUTCDay(), day))
    .map((day) => ({ day, samples: 3 }));
  return missedDays(days, withoutDate(estimateSupply(days, 30, TODAY)));
}

const withoutDate = (supply: ReturnType<typeof estimateSupply>) =>
  supply && { ...supply, minimum_reached_on: null };

const isWorkday = (weekday: number) => weekday >= 1 && weekday <= 5;

describe("the days on which samples are missed", () => {
  test("are not those of the week on which none come", () => {
    expect(missed(20, isWorkday)).toEqual([]);
    expect(missed(20, (weekday) => weekday === 1)).toEqual([]);
  });

  test("are others, also in a gap of weeks", () => {
    expect(missed(20, (weekday, day) => isWorkday(weekday) && day !== "2025-08-06")).toEqual([
      "2025-08-06",
    ]);
    const gap = missed(20, (weekday, day) => isWorkday(weekday) && day < "2025-07-21");
    expect(gap).toHaveLength(19);
  });

  test("are all empty days where the past is too short to tell", () => {
    expect(missed(7, isWorkday)).toHaveLength(8);
  });

  test("are none without a day", () => {
    expect(missedDays([], null)).toEqual([]);
  });
});
