import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { planCycles } from "../../src/schedule/cycles.ts";
import { scheduleFindings } from "../../src/schedule/findings.ts";
import { NO_HISTORY, type TrainingRun } from "../../src/schedule/history.ts";
import { chooseRetrainType } from "../../src/schedule/retrain-type.ts";
import { buildSchedule, type ScheduleFacts } from "../../src/schedule/schedule.ts";
import { sinceFull } from "../../src/schedule/since-full.ts";
import { createZone, formatDay, MICROS_PER_DAY, parseDay, UTC } from "../../src/time/instant.ts";
import { configOf, instant, NOW, scheduleData } from "../support/values.ts";

const rules = { fullEvery: 4, fullEveryBy: "default", forced: [] } as const;

test("every row says why it is full or incremental", () => {
  const said = (changes = {}) =>
    [1, 2, 4, 5].map((cycle) => chooseRetrainType(cycle, { ...rules, ...changes }, null).reason);
  expect(said()).toEqual([
    "the first of the plan",
    "1 of 3 after a full one",
    "3 of 3 after a full one",
    "every 4th cycle (assumed)",
  ]);
  const forced = ["the schema changed", "old_auc, on old data, is degrading"];
  expect(said({ forced })[0]).toBe("the schema changed; old_auc, on old data, is degrading");
  expect(said({ forced })[3]).toBe("every 4th cycle (assumed)");
  expect(chooseRetrainType(2, { ...rules, fullEvery: 1, fullEveryBy: "configured" }, null)).toEqual(
    {
      type: "full_retrain",
      reason: "every cycle, as configured",
    },
  );
  expect(
    chooseRetrainType(7, { ...rules, fullEvery: 6, fullEveryBy: "history" }, null).reason,
  ).toBe("every 6th cycle, which costs least");
});

describe("with a history, full cycles are counted from its last full training", () => {
  const fullOn = parseDay("2025-08-03");
  const said = (incrementals: number, changes = {}) =>
    [1, 2, 3, 4, 5].map((cycle) => {
      const since = { fullOn, incrementals, lastOn: fullOn + 7 * incrementals };
      return chooseRetrainType(cycle, { ...rules, ...changes }, since).reason;
    });
  const DUE = "every 4th cycle (assumed) (3 incrementals since the full training of 2025-08-03)";

  test("two incrementals later one more comes first", () => {
    expect(said(2)).toEqual([
      ...["3 of 3 after the full training of 2025-08-03", DUE],
      ...["1 of 3 after a full one", "2 of 3 after a full one", "3 of 3 after a full one"],
    ]);
  });

  test("just after it three come first", () => {
    expect(said(0)).toEqual([
      "1 of 3 after the full training of 2025-08-03",
      "2 of 3 after the full training of 2025-08-03",
      ...["3 of 3 after the full training of 2025-08-03", DUE, "1 of 3 after a full one"],
    ]);
  });

  test("as many, or more, and the first is full", () => {
    expect(said(3).slice(0, 2)).toEqual([DUE, "1 of 3 after a full one"]);
    expect(said(7).slice(0, 2)).toEqual([
      "every 4th cycle (assumed) (7 incrementals since the full training of 2025-08-03)",
      "1 of 3 after a full one",
    ]);
  });

  test("a forced one begins the count anew", () => {
    expect(said(1, { forced: ["the schema changed"] })).toEqual([
      ...["the schema changed", "1 of 3 after a full one", "2 of 3 after a full one"],
      ...["3 of 3 after a full one", "every 4th cycle (assumed)"],
    ]);
  });

  test("where every cycle is full nothing is counted", () => {
    const every = { fullEvery: 1, fullEveryBy: "configured" };
    expect(new Set(said(2, every))).toEqual(new Set(["every cycle, as configured"]));
  });
});

describe("where the history left off", () => {
  const at = (day: string) => instant(`${day}T22:30:00Z`);
  const run = (day: string, type: TrainingRun["type"]) => ({ at: at(day), type });
  const full = run("2025-08-03", "full_retrain");
  const later = [run("2025-08-10", "incremental"), run("2025-08-17", "incremental")];

  test.each([
    ["no training", [], null],
    ["no full one", later, null],
    ["a full one", [full], { full: "2025-08-03", incrementals: 0, last: "2025-08-03" }],
    [
      "incrementals after the last full one",
      [run("2025-06-01", "full_retrain"), run("2025-06-08", "incremental"), full, ...later],
      { full: "2025-08-03", incrementals: 2, last: "2025-08-17" },
    ],
  ])("%s", (_, runs, expected) => {
    const found = sinceFull(runs, UTC);
    expect(
      found && {
        ...{ full: formatDay(found.fullOn), incrementals: found.incrementals },
        last: formatDay(found.lastOn),
      },
    ).toEqual(expected);
  });

  test("days are those of the zone", () => {
    const found = sinceFull([full], createZone("Europe/Berlin"));
    expect(formatDay(found?.fullOn as number)).toBe("2025-08-04");
  });
});

describe("what an incremental trains on", () => {
  /** 200 samples a day: a window of 30 days has 6,000, a week 1,400. */
  const days = Array.from({ length: 60 }, (_, i) => ({
    ...{ day: formatDay(parseDay("2025-08-14") - 60 + i), samples: 200 },
  }));
  const plan = (input: ConfigInput = {}, facts: ScheduleFacts = {}) =>
    buildSchedule({
      config: configOf(input),
      now: NOW,
      zone: UTC,
      data: scheduleData(days),
      ...facts,
    });
  const run = (type: TrainingRun["type"], samples: number): TrainingRun => ({
    ...{ at: NOW, type, samples, hours: samples / 1000, gpus: 1, storageGb: 1, cost: null },
  });
  const history = (of: readonly number[]) => ({
    ...NO_HISTORY,
    files: ["h.csv"],
    runs: [
      ...[5000, 6000, 7000].map((samples) => run("full_retrain", samples)),
      ...of.map((samples) => run("incremental", samples)),
    ],
  });
  const trained = ({ cycles }: ReturnType<typeof plan>) =>
    cycles.slice(0, 3).map(({ training_window: { from, to }, effort, readiness }) => ({
      ...{ from, to, samples: effort.samples, expected: readiness.expected_samples },
    }));

  test("all of the data window, where nothing tells otherwise", () => {
    const whole = [6000, 6000, 6000];
    expect(trained(plan()).map(({ samples }) => samples)).toEqual(whole);
    // As much as full trainings had, or too few to tell.
    for (const of of [
      [5000, 5500, 6000],
      [1400, 1400],
    ]) {
      expect(trained(plan({}, { history: history(of) })).map((t) => t.samples)).toEqual(whole);
    }
  });

  test("what is new since the cycle before, where past ones had much less than full trainings", () => {
    const planned = plan({}, { history: history([1300, 1400, 1500]) });
    expect(trained(planned)).toEqual([
      { from: "2025-07-22", to: "2025-08-20", samples: 6000, expected: 6000 },
      { from: "2025-08-21", to: "2025-08-27", samples: 1400, expected: 6000 },
      { from: "2025-08-28", to: "2025-09-03", samples: 1400, expected: 6000 },
    ]);
    expect(planned.cycles.map(({ effort }) => effort.hours).slice(0, 2)).toEqual([6, 1.4]);
    expect(scheduleFindings(planned)).toEqual([]);
  });

  test("of the first cycle, what is new since the last training of the history", () => {
    const known = history([1300, 1400, 1500]);
    const runs = known.runs.map((run, week) => ({
      ...run,
      at: NOW - (5 - week) * 7 * MICROS_PER_DAY,
    }));
    const [first, second] = plan(
      { schedule: { full_every: 9 } },
      { history: { ...known, runs } },
    ).cycles;
    // Trained last at 2025-08-14, with the data until the 13th.
    expect(first).toMatchObject({
      ...{ type: "incremental", type_reason: "4 of 8 after the full training of 2025-07-24" },
      training_window: { from: "2025-08-14", to: "2025-08-20" },
    });
    expect(second?.training_window).toEqual({ from: "2025-08-21", to: "2025-08-27" });
  });

  test("so many days as configured", () => {
    const found = trained(plan({ schedule: { incremental_window_days: 10 } }));
    expect(found.map(({ samples }) => samples)).toEqual([6000, 2000, 2000]);
  });

  test("beyond what past ones had it is said to be an extrapolation", () => {
    const planned = plan({}, { history: history([300, 400, 500]) });
    expect(planned.cycles[1]?.effort).toMatchObject({ samples: 1400, extrapolated: true });
    expect(scheduleFindings(planned).map(({ message }) => message)).toEqual([
      "The hours of 4 incremental cycles are an extrapolation: 1,400 samples expected, past trainings had 300 to 500 samples",
    ]);
  });

  test("it is always a part of the data window that ends with it", () => {
    const schedule = fc.record({
      cadence: fc.constantFrom("daily", "weekly", "monthly", "PT12H"),
      full_every: fc.integer({ min: 1, max: 5 }),
      blackouts: fc.subarray(["2025-08-20", "2025-08-21", "2025-08-28"]),
    });
    const config = fc.oneof(
      schedule,
      fc
        .tuple(schedule, fc.integer({ min: 1, max: 400 }))
        .map(([own, incremental_window_days]) => ({ ...own, incremental_window_days })),
    );
    fc.assert(
      fc.property(config, fc.boolean(), (own, trainsOnNew) => {
        const { cycles } = planCycles(configOf({ schedule: own }).schedule, NOW, UTC, {
          trainsOnNew,
          hoursOf: () => 1,
        });
        for (const { data_window: data, training_window: training, type } of cycles) {
          expect(training.to).toBe(data.to);
          expect(training.from >= data.from && training.from <= training.to).toBe(true);
          if (type === "full_retrain") expect(training).toEqual(data);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("retraining now", () => {
  const held = (schedule: ConfigInput["schedule"], retrainNow?: string) =>
    planCycles(
      configOf({ schedule: { full_hours: 4, cycles: 3, ...schedule } }).schedule,
      NOW,
      UTC,
      {
        retrainNow,
      },
    ).cycles;

  test("pulls the next cycle forward; a calendar without anchor counts from it", () => {
    const [first, ...rest] = held({ cycles: 4 }, "retraining now");
    const due = held({});
    expect(first).toMatchObject({
      ...{ scheduled_at: "2025-08-14T08:00:00+00:00", period: "2025-W33", type: "full_retrain" },
      moved: { from: due[0]?.scheduled_at, rule: "retrain_now", by: "retraining now" },
      data_window: { from: "2025-07-15", to: "2025-08-13" },
    });
    expect(rest.map((cycle) => cycle.scheduled_at)).toEqual(due.map((c) => c.scheduled_at));
    expect(rest.map(({ period, moved }) => [period, moved])).toEqual(
      due.map(({ period }) => [period, null]),
    );
  });

  test("an anchored calendar keeps its other dates, and the cycle its name", () => {
    const anchor = { weekday: "tuesday", time: "06:00" } as const;
    const [first, ...rest] = held({ anchor }, "retraining now");
    const [due, ...others] = held({ anchor, cycles: 4 });
    expect(first).toMatchObject({ scheduled_date: "2025-08-14", period: due?.period });
    expect(rest).toEqual(others.slice(0, 2));
  });

  test("is in the plan where the next cycle is due after the horizon", () => {
    const short = { cycles: undefined, horizon: "3d" };
    expect(held(short, "now").map((cycle) => cycle.scheduled_date)).toEqual(["2025-08-14"]);
    expect(held(short)).toEqual([]);
    expect(held({ cycles: 1 }, "now")).toHaveLength(1);
  });

  test("not into a blackout, and the lead time holds", () => {
    const [first] = held({ lead_time: "P2D", blackouts: ["2025-08-14", "2025-08-15"] }, "now");
    // Training may begin on the 16th, and the model is live two days later.
    expect(first?.starts_at).toBe("2025-08-16T08:00:00+00:00");
    expect(first?.scheduled_at).toBe("2025-08-18T08:00:00+00:00");
    const blackouts = [{ from: "2025-08-14", to: "2025-08-20" }];
    expect(held({ blackouts }, "now")).toEqual(held({ blackouts }));
  });

  test("the next one waits for it", () => {
    const [first, second] = held({ cadence: "PT6H", full_hours: 9 }, "now");
    expect(first?.starts_at).toBe("2025-08-14T08:00:00+00:00");
    expect(Date.parse(second?.starts_at ?? "")).toBeGreaterThanOrEqual(
      Date.parse(first?.ends_at ?? ""),
    );
    expect(instant(second?.scheduled_at ?? "")).toBeLessThan(NOW + MICROS_PER_DAY);
  });
});
