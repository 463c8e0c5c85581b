import { getISOWeek, getISOWeekYear } from "date-fns";
import { describe, expect, test } from "vitest";
import { formatDay, parseDay } from "../../src/time/instant.ts";
import { startOfWeek, weekName } from "../../src/time/week.ts";

describe("ISO weeks", () => {
  // Python: datetime.date(2024, 12, 30).isocalendar(), and so on.
  test.each([
    ["2024-12-30", "2025-W01", "2024-12-30"],
    ["2021-01-03", "2020-W53", "2020-12-28"],
    ["2025-08-01", "2025-W31", "2025-07-28"],
    ["1970-01-01", "1970-W01", "1969-12-29"],
    ["1969-12-28", "1969-W52", "1969-12-22"],
  ])("%s lies in %s, whose Monday is %s", (day, week, monday) => {
    expect(weekName(parseDay(day))).toBe(week);
    expect(formatDay(startOfWeek(parseDay(day)))).toBe(monday);
  });

  test("forty years of days are as date-fns names them", () => {
    for (let day = parseDay("1999-12-20"); day < parseDay("2040-01-10"); day++) {
      const [year = 0, month = 0, date = 0] = formatDay(day).split("-").map(Number);
      const local = new Date(year, month - 1, date);
      const week = `${getISOWeekYear(local)}-W${String(getISOWeek(local)).padStart(2, "0")}`;
      expect(weekName(day)).toBe(week);
    }
  });
});
