import { describe, expect, test } from "vitest";
import { classicFacts, type GeneratorInput, oneDecimal } from "../../src/render/classic.ts";
import { createZone, MICROS_PER_DAY, UTC } from "../../src/time/instant.ts";
import { configOf, instant, NOW, planOf } from "../support/values.ts";

const INPUT: GeneratorInput = {
  ...{ data: [], validations: [], recentAlerts: 0, hasSchedule: false, hasChecklist: false },
  ...{ now: NOW, zone: UTC },
};
const MEGABYTE = 1024 ** 2;

function classic(input: Partial<GeneratorInput> = {}, plan = planOf()) {
  return classicFacts(plan, { ...INPUT, ...input });
}

describe("the facts of the classic document", () => {
  test("judge data by size, a megabyte for 1,000 samples, and copies count", () => {
    const file = { path: "data/a.csv", bytes: 60 * MEGABYTE, at: NOW };
    expect(classic({ data: [file] }).recommendations).toEqual([
      "⚠️ Insufficient data: 60.0MB < 100.0MB required",
    ]);
    const copies = [file, { ...file, path: "datasets/a.csv" }];
    expect(classic({ data: copies }).recommendations).toEqual([
      "✅ Sufficient data: 120.0MB ≥ 100.0MB required",
    ]);
  });

  test("have the modification times on the clock of the zone, and types as first met", () => {
    const data = [
      { path: "data/b.csv", bytes: 1, at: instant("2025-07-09T09:23:44.683880Z") },
      { path: "data/a.json", bytes: 1, at: instant("2025-08-14T08:22:59Z") },
      { path: "features/c.csv", bytes: 1, at: instant("2025-08-01T00:00:00Z") },
      { path: "features/README", bytes: 1, at: instant("2025-08-01T00:00:00Z") },
    ];
    const { date_range, types, files } = classic({ data, zone: createZone("Asia/Shanghai") });
    expect(date_range).toBe("2025-07-09T17:23:44.683880 to 2025-08-14T16:22:59");
    expect([types, files]).toEqual([".csv(2), .json(1), (1)", 4]);
    expect(classic().date_range).toBe("None to None");
  });

  test.each([
    [["PASS", "PASS"], 0, "stable", "No", "monitor"],
    [["PASS", "PASS", "PASS"], 0, "stable", "No", "continue_monitoring"],
    [["PASS", "FAIL", "PASS"], 0, "unstable", "No", "investigate_and_retrain"],
    [["PASS", "FAIL", "FAIL"], 0, "degrading", "Yes", "retrain_immediately"],
    [["FAIL", "FAIL", "FAIL"], 5, "degrading", "Yes", "retrain_immediately"],
    [["FAIL", "FAIL", "FAIL"], 6, "degrading", "Yes", "retrain_soon"],
    [[], 6, "stable", "Yes", "retrain_soon"],
  ])("say of %j and %i alerts: %s, %s, %s", (validations, recentAlerts, trend, worse, what) => {
    expect(classic({ validations, recentAlerts })).toMatchObject({
      ...{ validation_trend: trend, performance_degradation: worse, recommendation: what },
    });
  });

  test.each([
    ["daily", 2, "7", ["2025-08-15", "2025-08-16"]],
    ["weekly", 8, "30", ["2025-08-21", "2025-08-28"]],
    ["monthly", 24, "90", ["2025-09-13", "2025-10-13"]],
  ] as const)(
    "have six %s cycles, the first and the fifth full",
    (cadence, hours, window, days) => {
      const plan = planOf({ config: configOf({ schedule: { cadence } }) });
      const { schedule, training_hours } = classic({}, plan);
      expect(training_hours).toBe(hours);
      expect(schedule.map(({ type }) => type[0]).join("")).toBe("fiiifi");
      expect(schedule.slice(0, 2).map((cycle) => cycle.scheduled_date)).toEqual(days);
      expect(new Set(schedule.map((cycle) => `${cycle.data_window_days}`))).toEqual(
        new Set([window]),
      );
    },
  );

  test("follow what is configured: the minimum, the schedule, the checklist", () => {
    const config = configOf({
      requirements: { minimum_replay_size: 250 },
      schedule: { cadence: "weekly", full_hours: 3, cycles: 2 },
    });
    const plan = planOf({ config, now: NOW + MICROS_PER_DAY });
    const facts = classic({ hasSchedule: true, hasChecklist: true }, plan);
    expect(facts).toMatchObject({ min_replay_size: 250, min_mb: "0.2" });
    expect(facts.schedule).toEqual(plan.schedule);
    expect(facts.checklist.map(({ done }) => done)).toEqual(plan.checklist.map(({ done }) => done));
    expect(classic({}, plan).checklist.every(({ done }) => done)).toBe(true);
  });

  test("list insufficient data first among the risks, then the degradation", () => {
    const risks = classic({ validations: ["FAIL", "FAIL", "FAIL"] }).risks;
    expect(risks.slice(0, 2)).toEqual([
      "Insufficient training data may lead to overfitting",
      "Continued performance degradation until the next retraining",
    ]);
    expect(risks).toHaveLength(7);
  });

  // By Python 3.11: [f"{v:.1f}" for v in (…)].
  test.each([
    [0.25, "0.2"],
    [0.75, "0.8"],
    [0.05, "0.1"],
    [0.15, "0.1"],
    [2.5, "2.5"],
    [100, "100.0"],
    [0.35, "0.3"],
    [1.25, "1.2"],
    [838_402 / MEGABYTE, "0.8"],
  ])("print %d as %s", (value, text) => {
    expect(oneDecimal(value)).toBe(text);
  });
});
