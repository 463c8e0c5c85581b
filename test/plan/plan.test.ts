import { describe, expect, test } from "vitest";
import { RISKS } from "../../src/config/defaults.ts";
import { planSchema } from "../../src/plan/schema.ts";
import { createZone } from "../../src/time/instant.ts";
import {
  alertsOf,
  configOf,
  driftOf,
  instant,
  inventoryOf,
  planOf,
  runsOf,
} from "../support/values.ts";

const judgedOf = (word: string, alerts = 0) =>
  driftOf({ runs: runsOf(word), alerts: alertsOf(alerts), problems: [] });
const few = inventoryOf({ samples: { counted: 1, undated: 0, unlisted: 0, uncounted_files: 0 } });
const unclear = inventoryOf({
  bytes: 2e8,
  samples: { counted: 1, undated: 0, unlisted: 0, uncounted_files: 1 },
});

describe("buildPlan", () => {
  test("is what its schema says, and survives JSON", () => {
    for (const plan of [planOf(), planOf({ inventory: few, drift: judgedOf("FFF", 6) })]) {
      expect(planSchema.parse(plan)).toEqual(plan);
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    }
  });

  test("the same inputs give the same bytes", () => {
    expect(JSON.stringify(planOf())).toBe(JSON.stringify(planOf()));
  });

  test("generated_at is UTC, to the microsecond, whatever the zone", () => {
    const now = instant("2025-08-14T08:23:51.328015Z");
    const zone = createZone("Asia/Kolkata");
    const plan = planOf({ now, zone, config: configOf({ timezone: "Asia/Kolkata" }) });
    expect(plan.metadata).toMatchObject({
      generated_at: "2025-08-14T08:23:51.328015+00:00",
      timezone: "Asia/Kolkata",
      cadence: "weekly",
      min_replay_size: 100_000,
      plan_version: "2.0",
      config: null,
    });
    expect(plan.schedule[0]?.scheduled_at).toBe("2025-08-21T13:53:51.328015+05:30");
  });

  test("keeps the generator's keys", () => {
    const plan = planOf();
    expect(plan).toMatchObject({
      current_state: {
        data_availability: {
          file_count: 2,
          data_types: { ".csv": 2 },
          total_size_mb: 4e6 / 1024 ** 2,
        },
        drift_assessment: { validation_trend: "stable", performance_degradation: "no" },
        training_requirements: { min_data_size_mb: 100, prerequisites: expect.any(Array) },
      },
    });
    expect(plan.schedule).toHaveLength(6);
    expect(plan.success_criteria).toHaveLength(5);
    expect(plan.risks).toHaveLength(5);
  });
});

describe("the decision", () => {
  test.each([
    ["enough, stable", inventoryOf(), "PPP", "retrain_as_scheduled"],
    ["enough, no trend", inventoryOf(), "", "cannot_decide"],
    ["enough, failing", inventoryOf(), "FFF", "retrain_now"],
    ["too little", few, "PPP", "wait"],
    ["too little, unstable", few, "PPF", "wait"],
    ["too little, no trend", few, "", "wait"],
    ["unclear", unclear, "PPP", "cannot_decide"],
  ] as const)("%s", (_, inventory, word, action) => {
    const { decision } = planOf({ inventory, drift: judgedOf(word) });
    expect(decision.action).toBe(action);
    expect(decision.because.length).toBeGreaterThan(0);
  });

  test("says all that is unknown, and refers to why", () => {
    const [source] = inventoryOf().sources;
    const inventory = { ...unclear, sources: [{ ...source, event_time: null }] } as typeof unclear;
    const { decision, findings } = planOf({ inventory, drift: judgedOf("P") });
    expect(decision.not_known.map(({ what }) => what)).toEqual([
      "whether the data suffices",
      "the trend of the model",
      "input drift",
      "whether later cycles will have enough data",
      expect.stringMatching(/^when the samples of /),
    ]);
    for (const { finding } of decision.not_known) {
      expect(findings.find(({ id }) => id === finding)?.unknown).not.toBeNull();
    }
  });
});

describe("the schedule's reach", () => {
  test("six cycles", () => {
    expect(planOf().schedule_covers).toEqual({
      cycles: 6,
      horizon: null,
      from: "2025-08-21",
      to: "2025-09-25",
      full_every: 4,
      full_every_by: "default",
      last_full: null,
      loss_per_incremental: null,
      anchor: null,
      lead_time: null,
      blackout_rule: "after",
    });
  });
  test("a horizon without any cycle", () => {
    const plan = planOf({ config: configOf({ schedule: { cadence: "monthly", horizon: "3w" } }) });
    expect(plan.schedule_covers).toMatchObject({ cycles: 0, horizon: "3w", from: null, to: null });
    expect(plan.decision.calendar).toBeNull();
    expect(planSchema.parse(plan)).toEqual(plan);
  });
});

test("risks: those of findings first, then the configured ones", () => {
  const config = configOf({ review: { risks: ["Rain"] } });
  expect(planOf({ config, inventory: few, drift: judgedOf("FFF") }).risks).toEqual([
    "Insufficient training data may lead to overfitting",
    "Continued performance degradation without immediate retraining",
    "Rain",
  ]);
  expect(planOf({ config: configOf({ review: { risks: [] } }) }).risks).toEqual([]);
  const owners = configOf({ review: { risks: [{ finding: "insufficient-data", owner: "A" }] } });
  expect(planOf({ config: owners }).risks).toEqual([...RISKS]);
});
