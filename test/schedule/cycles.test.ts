import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CADENCES } from "../../src/config/choices.ts";
import type { ConfigInput } from "../../src/config/schema.ts";
import { planCycles as plan } from "../../src/schedule/cycles.ts";
import type { TrainingRun } from "../../src/schedule/history.ts";
import type { CycleDates } from "../../src/schedule/schema.ts";
import { sinceFull } from "../../src/schedule/since-full.ts";
import { parseCron } from "../../src/time/cron.ts";
import {
  createZone,
  daysFromCivil,
  formatDay,
  formatInstant,
  MICROS_PER_DAY,
} from "../../src/time/instant.ts";
import { configOf, instant, NOW } from "../support/values.ts";

const UTC = createZone("UTC");
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
    expect(dates(schedule, now, createZone("Asia/Kolkata"))).toEqual(["2025-03-01"]);
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
    const berlin = createZone("Europe/Berlin");
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
    .map(createZone);
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
      planCycles(schedule, instant("2025-01-01T02:30", name), createZone(name)),
    );
  });
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

describe("cadences", () => {
  const at = (schedule: ConfigInput["schedule"], now = NOW, zone = UTC) => {
    const { cadence = "" } = schedule ?? {};
    const cron = /\s/.test(cadence) ? parseCron(cadence) : undefined;
    const config = scheduleOf({ schedule: { cycles: 3, full_hours: 1, ...schedule } });
    return plan(config, now, zone, { cron }).cycles.map((c) => c.scheduled_at.slice(0, 16));
  };

  test.each([
    // NOW is Thursday, 2025-08-14, 08:00.
    ["P10D", {}, ["2025-08-24T08:00", "2025-09-03T08:00", "2025-09-13T08:00"]],
    ["P2W", {}, ["2025-08-28T08:00", "2025-09-11T08:00", "2025-09-25T08:00"]],
    ["P1M", {}, ["2025-09-14T08:00", "2025-10-14T08:00", "2025-11-14T08:00"]],
    ["P1Y", {}, ["2026-08-14T08:00", "2027-08-14T08:00", "2028-08-14T08:00"]],
    ["PT12H", {}, ["2025-08-14T20:00", "2025-08-15T08:00", "2025-08-15T20:00"]],
    ["P1DT12H", {}, ["2025-08-15T20:00", "2025-08-17T08:00", "2025-08-18T20:00"]],
    ["weekly", { time: "06:00" }, ["2025-08-21T06:00", "2025-08-28T06:00", "2025-09-04T06:00"]],
    [
      "weekly",
      { weekday: "monday", time: "06:00" },
      ["2025-08-18T06:00", "2025-08-25T06:00", "2025-09-01T06:00"],
    ],
    // Today, for it is still to come.
    [
      "weekly",
      { weekday: "thursday", time: "09:30" },
      ["2025-08-14T09:30", "2025-08-21T09:30", "2025-08-28T09:30"],
    ],
    [
      "biweekly",
      { date: "2025-01-07", time: "06:00" },
      ["2025-08-19T06:00", "2025-09-02T06:00", "2025-09-16T06:00"],
    ],
    [
      "monthly",
      { weekday: "tuesday", time: "06:00" },
      ["2025-09-02T06:00", "2025-10-07T06:00", "2025-11-04T06:00"],
    ],
    [
      "monthly",
      { date: "2025-01-31", time: "06:00" },
      ["2025-08-31T06:00", "2025-09-30T06:00", "2025-10-31T06:00"],
    ],
    [
      "P3M",
      { date: "2030-01-31", time: "06:00" },
      ["2025-10-31T06:00", "2026-01-31T06:00", "2026-04-30T06:00"],
    ],
    ["0 6 * * 1", undefined, ["2025-08-18T06:00", "2025-08-25T06:00", "2025-09-01T06:00"]],
    ["0 6 31 * *", undefined, ["2025-08-31T06:00", "2025-10-31T06:00", "2025-12-31T06:00"]],
    ["30 2 * * MON#1", undefined, ["2025-09-01T02:30", "2025-10-06T02:30", "2025-11-03T02:30"]],
  ] as const)("%s %j", (cadence, anchor, expected) => {
    expect(at({ cadence, anchor })).toEqual(expected);
  });

  test("whole days follow the wall clock over a change of the clocks, hours do not, cron once", () => {
    const berlin = createZone("Europe/Berlin");
    const spring = instant("2025-03-29T02:30", "Europe/Berlin");
    const found = (cadence: string) => at({ cadence }, spring, berlin);
    expect(found("P1D")).toEqual(["2025-03-30T03:30", "2025-03-31T02:30", "2025-04-01T02:30"]);
    expect(found("PT24H")).toEqual(["2025-03-30T03:30", "2025-03-31T03:30", "2025-04-01T03:30"]);
    expect(found("30 2 * * *")).toEqual([
      "2025-03-30T03:30",
      "2025-03-31T02:30",
      "2025-04-01T02:30",
    ]);
    // 02:30 comes twice on 26 October: it is meant once, and first.
    const autumn = plan(
      scheduleOf({ schedule: { cadence: "30 2 * * *", cycles: 3, full_hours: 1 } }),
      instant("2025-10-25T01:00Z"),
      berlin,
      { cron: parseCron("30 2 * * *") },
    );
    expect(autumn.cycles.map((c) => c.scheduled_at)).toEqual([
      "2025-10-26T02:30:00+02:00",
      "2025-10-27T02:30:00+01:00",
      "2025-10-28T02:30:00+01:00",
    ]);
  });

  test("a period names the same retraining in plans of other days", () => {
    const periods = (cadence: string, now: string) =>
      planCycles(
        scheduleOf({ schedule: { cadence, cycles: 4, full_hours: 1 } }),
        instant(now),
        UTC,
        /\s/.test(cadence) ? { cron: parseCron(cadence) } : {},
      ).map((cycle) => cycle.period);
    expect(periods("weekly", "2025-08-14T08:00Z")).toEqual([
      ...["2025-W34", "2025-W35", "2025-W36", "2025-W37"],
    ]);
    for (const [cadence, later] of [
      ["daily", "2025-08-15T08:03Z"],
      ["weekly", "2025-08-22T09:00Z"],
      ["monthly", "2025-09-10T08:00Z"],
      ["P3M", "2025-11-02T08:00Z"],
      ["PT12H", "2025-08-14T20:10Z"],
      ["0 6 * * 1", "2025-08-18T06:00Z"],
    ] as const) {
      const now = periods(cadence, "2025-08-14T08:00Z");
      expect(periods(cadence, later).slice(0, 3)).toEqual(now.slice(1));
      expect(new Set(now).size).toBe(4);
    }
    expect(periods("P10D", "2025-08-14T08:00Z")).toEqual([
      ...["2025-08-24/P10D", "2025-09-03/P10D", "2025-09-13/P10D", "2025-09-23/P10D"],
    ]);
  });
});

describe("what moves a cycle", () => {
  const held = (schedule: ConfigInput["schedule"], cadence = "weekly") => {
    const config = scheduleOf({ schedule: { cadence, cycles: 3, full_hours: 8, ...schedule } });
    return plan(config, NOW, UTC);
  };
  const days = (schedule: ConfigInput["schedule"]) =>
    held(schedule).cycles.map((cycle) => cycle.scheduled_date);

  test("a blackout, to the next free day or the last before, and the row says so", () => {
    const blackouts = [{ from: "2025-08-27", to: "2025-08-29", reason: "freeze" }];
    const [, second] = held({ blackouts }).cycles;
    expect(second).toMatchObject({
      scheduled_at: "2025-08-30T08:00:00+00:00",
      period: "2025-W35",
      moved: {
        ...{ from: "2025-08-28T08:00:00+00:00", rule: "blackout" },
        by: "freeze (27 Aug 2025 to 29 Aug 2025)",
      },
      data_window: { from: "2025-07-31", to: "2025-08-29" },
    });
    expect(days({ blackouts, blackout_rule: "before" })[1]).toBe("2025-08-26");
    expect(days({ blackouts: ["2025-08-28"] })).toEqual(["2025-08-21", "2025-08-29", "2025-09-04"]);
  });

  test("a cycle that was due before the plan, and is moved to after it, is in the plan", () => {
    const anchor = { weekday: "tuesday", time: "06:00" } as const;
    const first = (now: string, more: ConfigInput["schedule"] = {}) => {
      const config = scheduleOf({
        schedule: { anchor, blackouts: ["2025-08-12"], full_hours: 8, cycles: 2, ...more },
      });
      const { cycles, leftOut } = plan(config, instant(now), UTC);
      expect(leftOut).toEqual([]);
      return cycles.map((c) => `${c.scheduled_date} ${c.period}`);
    };
    const moved = ["2025-08-13 2025-W33", "2025-08-19 2025-W34"];
    const past = ["2025-08-19 2025-W34", "2025-08-26 2025-W35"];
    expect(first("2025-08-12T05:00Z")).toEqual(moved);
    expect(first("2025-08-12T10:00Z")).toEqual(moved);
    expect(first("2025-08-13T06:01Z")).toEqual(past);
    // By the other rule it was held the day before.
    expect(first("2025-08-12T10:00Z", { blackout_rule: "before" })).toEqual(past);
    expect(first("2025-08-12T10:00Z", { blackouts: [] })).toEqual(past);
  });

  test("training does not run into a blackout either", () => {
    // 24 hours from 08:00 reach into the next day.
    expect(days({ full_hours: 24, blackouts: ["2025-08-22"] })[0]).toBe("2025-08-23");
    expect(days({ full_hours: 16, blackouts: ["2025-08-22"] })[0]).toBe("2025-08-21");
  });

  test("where no day is free before the next is due, a cycle is left out, and said to be", () => {
    const { cycles, leftOut } = held({
      blackouts: [{ from: "2025-08-25", to: "2025-09-05", reason: "freeze" }],
    });
    expect(cycles.map((c) => c.scheduled_date)).toEqual(["2025-08-21", "2025-09-06", "2025-09-11"]);
    expect(leftOut).toEqual([
      {
        ...{ due_at: "2025-08-28T08:00:00+00:00", period: "2025-W35", rule: "blackout" },
        by: "freeze (25 Aug 2025 to 5 Sep 2025)",
      },
    ]);
  });

  test("a blackout without end leaves no cycle, and comes to an end", () => {
    const { cycles, leftOut } = held({ blackouts: [{ from: "2025-01-01", to: "9999-01-01" }] });
    expect(cycles).toEqual([]);
    expect(leftOut.length).toBeGreaterThan(1000);
  });

  test("no two daily cycles share a date where a day of 23 hours is shorter than a training", () => {
    const { cycles, leftOut } = plan(
      scheduleOf({ schedule: { cadence: "daily", cycles: 11 } }),
      instant("2061-03-04T04:00Z"),
      createZone("America/New_York"),
    );
    expect(cycles.map((cycle) => cycle.scheduled_date).slice(7)).toEqual([
      "2061-03-11",
      "2061-03-12",
      "2061-03-14",
      "2061-03-15",
    ]);
    expect(leftOut).toEqual([
      {
        due_at: "2061-03-13T23:00:00-04:00",
        period: "2061-03-13",
        rule: "running",
        by: "cycle 9, which still trains",
      },
    ]);
  });

  test("a cycle waits for the one before", () => {
    const { cycles } = held({ full_hours: 30 }, "daily");
    expect(cycles.map((c) => [c.starts_at.slice(0, 16), c.ends_at.slice(0, 16)])).toEqual([
      ["2025-08-15T08:00", "2025-08-16T14:00"],
      ["2025-08-16T14:00", "2025-08-16T22:00"],
      ["2025-08-17T08:00", "2025-08-17T16:00"],
    ]);
    expect(cycles[1]?.moved).toMatchObject({ rule: "running", by: "cycle 1, which still trains" });
  });

  test("with a lead time training begins earlier, and its data ends there", () => {
    const { cycles, leftOut } = held({ lead_time: "P9DT6H" });
    expect(leftOut).toMatchObject([{ period: "2025-W34", rule: "lead_time" }]);
    expect(cycles[0]).toMatchObject({
      ...{ scheduled_at: "2025-08-28T08:00:00+00:00", starts_at: "2025-08-19T02:00:00+00:00" },
      ...{ ends_at: "2025-08-19T10:00:00+00:00", moved: null },
      data_window: { from: "2025-07-20", to: "2025-08-18" },
    });
  });
});

describe("for any calendar", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
  const cadences = fc.constantFrom("daily", "weekly", "biweekly", "monthly", "P10D", "PT36H");
  const nows = fc
    .integer({ min: 1_700_000_000, max: 1_900_000_000 })
    .map((seconds) => seconds * 1_000_000);
  const hours = fc.integer({ min: 1, max: 60 });
  const ranges = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 12 })),
    { maxLength: 6 },
  );
  const rules = fc.constantFrom("after" as const, "before" as const);
  const leads = fc.constantFrom(undefined, "PT36H", "P3D");

  test("dates increase, trainings do not overlap, and nothing is in a blackout", () => {
    fc.assert(
      fc.property(
        fc.record({ zone: zones, cadence: cadences, now: nows, full: hours, incremental: hours }),
        ...[ranges, rules, leads],
        ({ zone: name, cadence, now, full, incremental }, given, blackout_rule, lead_time) => {
          const zone = createZone(name);
          const today = zone.dayOf(now);
          const blackouts = given.map(([from, length]) => ({
            ...{ from: formatDay(today + from), to: formatDay(today + from + length) },
          }));
          const config = scheduleOf({
            schedule: {
              ...{ cadence, blackouts, blackout_rule, lead_time, cycles: 12 },
              ...{ full_hours: full, incremental_hours: incremental },
            },
          });
          const { cycles } = plan(config, now, zone);
          const at = (text: string) => instant(text);
          cycles.forEach((cycle, i) => {
            const before = cycles[i - 1];
            if (before !== undefined) {
              expect(at(cycle.scheduled_at)).toBeGreaterThan(at(before.scheduled_at));
              expect(at(cycle.starts_at)).toBeGreaterThanOrEqual(at(before.ends_at));
            }
            for (const { from, to } of blackouts) {
              const inBlackout = (text: string) =>
                text.slice(0, 10) >= from && text.slice(0, 10) <= to;
              expect(inBlackout(cycle.scheduled_at) || inBlackout(cycle.starts_at)).toBe(false);
              // Neither does one lie between its beginning and its end.
              const begin = zone.fromLocal(dayOf(from) * MICROS_PER_DAY);
              expect(at(cycle.starts_at) < begin && at(cycle.ends_at) > begin).toBe(false);
            }
          });
        },
      ),
    );
  });

  test("a plan made one cadence later is the same plan, one cycle on", () => {
    fc.assert(
      fc.property(zones, cadences, nows, (name, cadence, now) => {
        const zone = createZone(name);
        const config = scheduleOf({
          schedule: { cadence, cycles: 8, full_hours: 1, incremental_hours: 1 },
        });
        const first = planCycles(config, now, zone);
        const [next] = first;
        // Where the day is missing, or the hour, one cadence later is another time of day.
        const later = instant(next?.scheduled_at ?? "");
        const clock = (at: number) =>
          (((at + zone.offsetAt(at)) % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
        fc.pre(cadence === "PT36H" || clock(later) === clock(now));
        fc.pre(cadence !== "monthly" || Number(formatInstant(now, zone).slice(8, 10)) <= 28);
        const shifted = planCycles(config, later, zone);
        expect(shifted.slice(0, 7).map((c) => c.scheduled_at)).toEqual(
          first.slice(1).map((c) => c.scheduled_at),
        );
        expect(shifted.slice(0, 7).map((c) => c.period)).toEqual(
          first.slice(1).map((c) => c.period),
        );
      }),
    );
  });

  test("and goes on counting full cycles, where the history has what was trained in between", () => {
    const types = fc.array(fc.constantFrom("full_retrain" as const, "incremental" as const), {
      maxLength: 6,
    });
    const every = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(cadences, nows, types, every, (cadence, now, past, full_every) => {
        const zone = createZone("UTC");
        fc.pre(cadence !== "monthly" || Number(formatInstant(now, zone).slice(8, 10)) <= 28);
        const config = scheduleOf({
          schedule: { cadence, full_every, cycles: 9, full_hours: 1, incremental_hours: 1 },
        });
        const runs: Pick<TrainingRun, "at" | "type">[] = past.map((type, k) => ({
          at: now - (past.length - k) * 7 * MICROS_PER_DAY,
          type,
        }));
        const plan = (at: number) =>
          planCycles(config, at, zone, { trainsOnNew: true, sinceFull: sinceFull(runs, zone) });
        const first = plan(now);
        const [next] = first;
        const at = instant(next?.starts_at ?? "");
        const kinds = (cycles: readonly CycleDates[]) =>
          cycles.map(({ period, type, training_window }) => ({ period, type, training_window }));
        runs.push({ at, type: next?.type ?? "incremental" });
        expect(kinds(plan(at).slice(0, 8))).toEqual(kinds(first.slice(1)));
      }),
    );
  });

  test.each([
    ["weekly, after 30 days", "weekly", 23, "incremental", /after the full training/],
    [
      "weekly, after 31 days",
      "weekly",
      24,
      "full_retrain",
      /^nothing trained in the 31 days since /,
    ],
    ["every 60 days, after 120", "P60D", 60, "incremental", /after the full training/],
    ["every 60 days, after 121", "P60D", 61, "full_retrain", /the 121 days since /],
  ])("and is full after a pause: %s", (_, cadence, ago, type, reason) => {
    const config = scheduleOf({ schedule: { cadence, data_window_days: 30, cycles: 2 } });
    const zone = createZone("UTC");
    const now = instant("2025-08-14T08:00:00Z");
    const runs = [{ at: now - ago * MICROS_PER_DAY, type: "full_retrain" as const }];
    const [first, second] = planCycles(config, now, zone, {
      trainsOnNew: true,
      sinceFull: sinceFull(runs, zone),
    });
    expect(first).toMatchObject({ type, type_reason: expect.stringMatching(reason) });
    expect(second?.type).toBe("incremental");
  });

  test.each([
    ["before the last full training", [["2025-08-06", 1]], null],
    [
      "in its month",
      [["2025-08-01..2025-08-31", 1]],
      /^other columns in 1 file, first a0, since a day from 2025-08-01 to 2025-08-31$/,
    ],
    ["in the month before", [["2025-07-01..2025-07-31", 1]], null],
    ["on its day", [["2025-08-07", 2]], /^other columns in 2 files, first a0, since 2025-08-07$/],
    [
      "twice",
      [
        ["2025-08-10", 2],
        ["2025-07-01", 9],
        ["2025-08-08", 3],
      ],
      /^other columns in 5 files, first a2, since 2025-08-08$/,
    ],
    [
      "first in the second of two data sets",
      [
        [null, 1],
        ["2025-08-10", 2],
        ["2025-08-09", 3],
      ],
      /^other columns in 6 files, first a2, since 2025-08-09$/,
    ],
    [
      "nobody knows when",
      [[null, 1]],
      /^other columns in 1 file, first a0, since when is not known$/,
    ],
  ] as const)("and is full where columns changed %s", (_, changes, reason) => {
    const runs = [{ at: instant("2025-08-07T08:00:00Z"), type: "full_retrain" as const }];
    const columnChanges = changes.map(([day, files], n) => {
      const [earliest, latest = earliest] = day?.split("..") ?? [];
      const since = earliest && latest ? { earliest, latest } : null;
      return { since, files, path: `a${n}` };
    });
    const facts = { sinceFull: sinceFull(runs, UTC), columnChanges };
    const config = scheduleOf({ schedule: { cadence: "weekly", cycles: 3 } });
    const cycles = planCycles(config, instant("2025-08-14T08:00:00Z"), UTC, facts);
    const first = cycles[0];
    if (reason === null) expect(first?.type).toBe("incremental");
    else
      expect(first).toMatchObject({
        type: "full_retrain",
        type_reason: expect.stringMatching(reason),
      });
    expect(cycles[1]?.type).toBe("incremental");
  });

  test("and is full after a pause that blackouts make", () => {
    // Weekly from 14 August: those of 21 August to 11 September are left out.
    const config = scheduleOf({
      schedule: {
        data_window_days: 30,
        cycles: 2,
        blackouts: [{ from: "2025-08-20", to: "2025-09-17" }],
      },
    });
    const runs = [{ at: instant("2025-08-07T08:00:00Z"), type: "full_retrain" as const }];
    const { cycles, leftOut } = plan(config, instant("2025-08-14T08:00:00Z"), UTC, {
      trainsOnNew: true,
      sinceFull: sinceFull(runs, UTC),
    });
    expect(leftOut).toHaveLength(4);
    expect(cycles.map(({ scheduled_date, type }) => [scheduled_date, type])).toEqual([
      ["2025-09-18", "full_retrain"],
      ["2025-09-25", "incremental"],
    ]);
    expect(cycles[0]?.type_reason).toBe("nothing trained in the 42 days since 2025-08-07");
  });
});
