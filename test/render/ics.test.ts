import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { renderIcs } from "../../src/render/ics.ts";
import { renderScheduleCsv } from "../../src/render/schedule.ts";
import { buildSchedule } from "../../src/schedule/schedule.ts";
import { UTC } from "../../src/time/instant.ts";
import { configOf, instant, scheduleData } from "../support/values.ts";

const NAME = "Übung; „churn“, or \\ what comes after a long name that needs to be folded";

function planned(now: string, reason = "freeze") {
  const blackouts = [{ from: "2025-08-28", to: "2025-08-28", reason }];
  return buildSchedule({
    config: configOf({ schedule: { blackouts, lead_time: "PT36H" } }),
    ...{ now: instant(now), zone: UTC, data: scheduleData() },
  });
}

const file = (now: string, name = NAME) =>
  renderIcs(planned(now).cycles, { name, now: instant(now) / 1000, currency: "EUR" });
// Read by ical.js; Python's icalendar reads the same file (fixtures/schedule/check.py).
const events = (text: string) =>
  new ICAL.Component(ICAL.parse(text))
    .getAllSubcomponents("vevent")
    .map((component) => new ICAL.Event(component));

describe("renderIcs", () => {
  const text = file("2025-08-14T08:00:00Z");

  test("lines end with CRLF and have at most 75 octets, characters whole", () => {
    const lines = text.split("\r\n");
    expect(lines.at(-1)).toBe("");
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/[\r\n\uFFFD]/);
    }
    expect(lines.some((line) => line.startsWith(" "))).toBe(true);
  });

  test("a parser reads back what was meant", () => {
    const [first, second] = events(text);
    expect(first?.summary).toBe(`Full retrain: ${NAME}`);
    expect(first?.startDate.toString()).toBe("2025-08-19T20:00:00Z");
    expect(first?.endDate.toString()).toBe("2025-08-20T20:00:00Z");
    expect(second?.description).toMatch(
      /^Because: 1 of 3 after a full one\nLive: 2025-08-31 08:00 \+00:00\nTraining: 8 h, assumed\nData window: .*\nmoved from 2025-08-28 08:00 because of freeze \(28 Aug 2025\)$/,
    );
  });

  test("the same plan gives the same bytes; a week later the same events, newer", () => {
    expect(file("2025-08-14T08:00:00Z")).toBe(text);
    const [before, after] = [events(text), events(file("2025-08-21T09:30:00Z"))];
    expect(after.slice(0, 5).map(({ uid }) => uid)).toEqual(before.slice(1).map(({ uid }) => uid));
    expect(after[0]?.sequence).toBeGreaterThan(before[1]?.sequence ?? 0);
    expect(new Set(before.map(({ uid }) => uid)).size).toBe(6);
  });

  test("another project's events are others", () => {
    const other = new Set(events(file("2025-08-14T08:00:00Z", "other")).map(({ uid }) => uid));
    for (const { uid } of events(text)) expect(other.has(uid)).toBe(false);
  });
});

test("comma-separated values quote what must be, and run nothing", () => {
  const lines = renderScheduleCsv(planned("2025-08-14T08:00:00Z", '=cmd,"x"')).split("\r\n");
  expect(lines).toHaveLength(8);
  expect(lines[2]).toMatch(
    /,2025-08-28T08:00:00\+00:00,"'=cmd,""x"" \(28 Aug 2025\)",1 of 3 after a full one,/,
  );
  expect(lines[1]).toMatch(/^1,2025-08-21,.*,full_retrain,2025-08-19T20:00:00\+00:00,/);
});
