import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CADENCES } from "../../src/config/choices.ts";
import { daysFromCivil, formatInstant, MICROS_PER_DAY, zoneOf } from "../../src/instant.ts";
import { planCycles as plan } from "../../src/schedule/cycles.ts";
import { configOf, instant, NOW } from "../support/values.ts";

const UTC = zoneOf("UTC");
const planCycles = (...args: Parameters<typeof plan>) => plan(...args).cycles;
const scheduleOf = (input: Parameters<typeof configOf>[0] = {}) => configOf(input).schedule;
const dates = (schedule: Parameters<typeof planCycles>[0], now = NOW, zone = UTC) =>
  planCycles(schedule, now, zone).map((cycle) => cycle.scheduled_date);

describe("planCycles", () => {
  test("gives the seed document's schedule", () => {
    const cycles = planCycles(scheduleOf(), instant("2025-08-14T08:23:51.328015Z"), UTC);
    expect(
      cycles.map((c) => [c.cycle, c.scheduled_date, c.type, c.estimated_duration_hours]),
    ).toEqual([
      [1, "2025-08-21", "full_retrain", 24],
      [2, "2025-08-28", "incremental", 8],
      [3, "2025-09-04", "incremental", 8],
      [4, "2025-09-11", "incremental", 8],
      [5, "2025-09-18", "full_retrain", 24],
      [6, "2025-09-25", "incremental", 8],
    ]);
    expect(cycles[0]?.scheduled_at).toBe("2025-08-21T08:23:51.328015+00:00");
    expect(cycles[0]?.data_window).toEqual({ from: "2025-07-22", to: "2025-08-20" });
  });

  test.each([
    ["daily", ["2025-08-15", "2025-08-16", "2025-08-17"], 7],
    ["weekly", ["2025-08-21", "2025-08-28", "2025-09-04"], 30],
    ["biweekly", ["2025-08-28", "2025-09-11", "2025-09-25"], 30],
    ["monthly", ["2025-09-14", "2025-10-14", "2025-11-14"], 90],
  ] as const)("%s", (cadence, expected, windowDays) => {
    const cycles = planCycles(scheduleOf({ schedule: { cadence, cycles: 3 } }), NOW, UTC);
    expect(cycles.map((cycle) => cycle.scheduled_date)).toEqual(expected);
    expect(cycles[0]?.data_window_days).toBe(windowDays);
  });

  test("the 31st falls on the last day of shorter months, and returns", () => {
    const schedule = scheduleOf({ schedule: { cadence: "monthly", cycles: 14 } });
    expect(dates(schedule, instant("2024-01-31T12:00Z"))).toEqual([
      "2024-02-29",
      "2024-03-31",
      "2024-04-30",
      "2024-05-31",
      "2024-06-30",
      "2024-07-31",
      "2024-08-31",
      "2024-09-30",
      "2024-10-31",
      "2024-11-30",
      "2024-12-31",
      "2025-01-31",
      "2025-02-28",
      "2025-03-31",
    ]);
  });

  test("the date is that of the zone, not of UTC", () => {
    const schedule = scheduleOf({ schedule: { cadence: "monthly", cycles: 1 } });
    const now = instant("2025-01-31T20:00Z");
    expect(dates(schedule, now, UTC)).toEqual(["2025-02-28"]);
    // There it is 1 February already.
    expect(dates(schedule, now, zoneOf("Asia/Kolkata"))).toEqual(["2025-03-01"]);
  });

  test.each([
    ["weekly", "6mo", 26, "2026-02-12"],
    ["weekly", "26w", 26, "2026-02-12"],
    ["weekly", "14d", 2, "2025-08-28"],
    ["weekly", "6d", 0, undefined],
    ["daily", "1y", 365, "2026-08-14"],
    ["monthly", "6mo", 6, "2026-02-14"],
    ["monthly", "1y", 12, "2026-08-14"],
    ["biweekly", "6mo", 13, "2026-02-12"],
  ] as const)("%s in %s: %i cycles", (cadence, horizon, count, last) => {
    const found = dates(scheduleOf({ schedule: { cadence, horizon } }));
    expect(found).toHaveLength(count);
    expect(found.at(-1)).toBe(last);
  });

  test("keeps the wall clock's time of day over a change of the clocks", () => {
    const berlin = zoneOf("Europe/Berlin");
    const schedule = scheduleOf({ schedule: { cadence: "daily", cycles: 3 } });
    // 02:30 does not exist on 30 March: the cycle moves on with the clock, and the next one back.
    const cycles = planCycles(schedule, instant("2025-03-28T02:30", "Europe/Berlin"), berlin);
    expect(cycles.map((cycle) => cycle.scheduled_at)).toEqual([
      "2025-03-29T02:30:00+01:00",
      "2025-03-30T03:30:00+02:00",
      "2025-03-31T02:30:00+02:00",
    ]);
  });

  test.each([
    [1, "FFFFFF"],
    [2, "FIFIFI"],
    [4, "FIIIFI"],
    [100, "FIIIII"],
  ])("every %i. cycle is full", (full_every, expected) => {
    const cycles = planCycles(scheduleOf({ schedule: { full_every } }), NOW, UTC);
    expect(cycles.map((c) => (c.type === "full_retrain" ? "F" : "I")).join("")).toBe(expected);
  });

  test("durations and data window are as configured", () => {
    const [full, incremental] = planCycles(
      scheduleOf({ schedule: { full_hours: 3.5, incremental_hours: 0.5, data_window_days: 1 } }),
      NOW,
      UTC,
    );
    expect(full).toMatchObject({ estimated_duration_hours: 3.5, data_window_days: 1 });
    expect(full?.data_window).toEqual({ from: "2025-08-20", to: "2025-08-20" });
    expect(incremental).toMatchObject({ estimated_duration_hours: 0.5 });
  });
});

describe("for any cadence, zone and now", () => {
  const zones = fc
    .constantFrom(
      "UTC",
      "America/New_York",
      "America/St_Johns",
      "America/Santiago",
      "Europe/Berlin",
      "Africa/Casablanca",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "Pacific/Chatham",
      "Pacific/Apia",
    )
    .map(zoneOf);
  // 2012 to 2099: before it Samoa left out a day, on which a daily cycle cannot fall.
  const nows = fc.integer({ min: 1_325_376_000_000_000, max: 4_070_908_800_000_000 });
  const cadences = fc.constantFrom(...CADENCES);
  // A time of day on the quarter hours about which clocks change.
  const nights = fc
    .tuple(fc.integer({ min: 15_340, max: 47_000 }), fc.integer({ min: 0, max: 16 }))
    .map(([day, quarter]) => day * MICROS_PER_DAY + quarter * 15 * 60e6 + 1);

  test("dates strictly increase", () => {
    fc.assert(
      fc.property(cadences, zones, nows, (cadence, zone, now) => {
        const cycles = planCycles(scheduleOf({ schedule: { cadence, cycles: 30 } }), now, zone);
        const days = [
          formatInstant(now, zone).slice(0, 10),
          ...cycles.map((c) => c.scheduled_date),
        ];
        expect(days).toEqual([...new Set(days)].sort());
      }),
    );
  });

  test("a monthly schedule skips no month", () => {
    fc.assert(
      fc.property(zones, nows, (zone, now) => {
        const schedule = scheduleOf({ schedule: { cadence: "monthly", cycles: 30 } });
        const months = planCycles(schedule, now, zone).map((c) => monthOf(c.scheduled_date));
        const first = monthOf(formatInstant(now, zone));
        expect(months).toEqual(months.map((_, index) => first + index + 1));
      }),
    );
  });

  // Calendar arithmetic by hand: the same time of day on the zone's clock, on the day so many later.
  test("daily cycles agree with days counted on the zone's own calendar", () => {
    fc.assert(
      fc.property(zones, nights, (zone, local) => {
        const now = zone.fromLocal(local);
        const shown = now + zone.offsetAt(now);
        // Shorter than the shortest day: no cycle waits for the one before.
        const schedule = scheduleOf({ schedule: { cadence: "daily", cycles: 200, full_hours: 8 } });
        const expected = Array.from({ length: 200 }, (_, index) =>
          formatInstant(zone.fromLocal(shown + (index + 1) * MICROS_PER_DAY), zone),
        );
        expect(planCycles(schedule, now, zone).map((c) => c.scheduled_at)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

/** Months since the year 0. */
function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

test("the window of a cycle ends on the day before it", () => {
  for (const cycle of planCycles(scheduleOf({ schedule: { horizon: "1y" } }), NOW, UTC)) {
    const { from, to } = cycle.data_window;
    expect(dayOf(cycle.scheduled_date) - dayOf(to)).toBe(1);
    expect(dayOf(to) - dayOf(from) + 1).toBe(cycle.data_window_days);
  }
});

function dayOf(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return daysFromCivil(year, month, day);
}

test("the time zone of the process has no say", () => {
  const before = process.env.TZ;
  const schedule = scheduleOf({ schedule: { cadence: "daily", cycles: 370 } });
  const answers = ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"].map((tz) => {
    process.env.TZ = tz;
    return ["Europe/Berlin", "Asia/Kolkata", "Pacific/Chatham"].map((name) =>
      planCycles(schedule, instant("2025-01-01T02:30", name), zoneOf(name)),
    );
  });
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});
