import { expect, test } from "vitest";
import { parseHolidays } from "../../../src/schedule/calendar/holidays.ts";
import { createZone } from "../../../src/time/instant.ts";
import { instant } from "../../support/values.ts";

const RANGE = { from: instant("2025-01-01"), to: instant("2026-01-01") };
const ZONE = createZone("America/New_York");

const calendar = (...lines: string[]) =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\n${lines.join("\n")}\nEND:VEVENT\nEND:VCALENDAR\n`;
const hours = (...lines: string[]) =>
  parseHolidays(calendar(...lines), "a.ics", RANGE, ZONE).map(
    ({ from, to }) => (to - from) / 3_600_000_000,
  );

test.each([
  ["once", [], [24]],
  ["every week", ["RRULE:FREQ=WEEKLY;COUNT=3"], [24, 24, 24]],
])("an all-day event that ends on its own day blocks that day: %s", (_, more, expected) => {
  expect(
    hours("DTSTART;VALUE=DATE:20250603", "DTEND;VALUE=DATE:20250603", ...(more as string[])),
  ).toEqual(expected);
});

test("an event of no length at an hour blocks that moment alone", () => {
  expect(hours("DTSTART:20250603T090000Z", "DTEND:20250603T090000Z")[0]).toBeLessThan(0.001);
});
