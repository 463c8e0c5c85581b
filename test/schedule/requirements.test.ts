import { describe, expect, test } from "vitest";
import { NO_HISTORY, type TrainingRun } from "../../src/schedule/history.ts";
import { estimateRequirements } from "../../src/schedule/requirements.ts";
import { configOf, NOW } from "../support/values.ts";

const run = (samples: number, hours: number): TrainingRun => ({
  ...{ at: NOW, type: "full_retrain", samples, hours, gpus: 4, storageGb: 40, cost: null },
});
const HISTORY = { ...NO_HISTORY, runs: [run(4000, 5), run(8000, 9), run(10_000, 11)] };

describe("estimateRequirements", () => {
  test.each([
    ["daily", 2, "Automated data validation pipeline"],
    ["weekly", 8, "Data quality monitoring"],
    ["biweekly", 8, "Data quality monitoring"],
    ["monthly", 24, "Comprehensive data review"],
  ] as const)("%s", (cadence, hours, prerequisite) => {
    const requirements = estimateRequirements(
      configOf({ schedule: { cadence } }),
      null,
      NO_HISTORY,
    );
    expect(requirements).toMatchObject({
      min_samples: null,
      min_data_size_mb: null,
      estimated_training_time_hours: hours,
      compute_requirements: "8x GPUs",
      storage_requirements_gb: 50,
      assumed: { training_time: true, compute: true, storage: true },
    });
    expect(requirements.prerequisites[0]).toBe(prerequisite);
    expect(requirements.prerequisites).toHaveLength(4);
  });

  test("100,000 samples are the seed document's 100.0 MB, without a rounding error", () => {
    const minimum = { samples: 100_000, by: "configured" } as const;
    expect(estimateRequirements(configOf(), minimum, NO_HISTORY).min_data_size_mb).toBe(100);
  });

  test("each can be configured", () => {
    const requirements = {
      minimum_replay_size: 5,
      gpus: "2x A100",
      storage_gb: 0.1,
    };
    const config = configOf({ requirements, schedule: { full_hours: 0.5 } });
    expect(estimateRequirements(config, { samples: 5, by: "configured" }, HISTORY)).toEqual({
      min_samples: 5,
      min_data_size_mb: 0.005,
      estimated_training_time_hours: 0.5,
      compute_requirements: "2x A100",
      storage_requirements_gb: 0.1,
      assumed: { training_time: false, compute: false, storage: false },
      prerequisites: expect.any(Array),
    });
  });

  test("what the history tells is no assumption", () => {
    expect(estimateRequirements(configOf(), null, HISTORY)).toMatchObject({
      // Of three runs with one hour a thousand samples and one more, at the median of 8,000.
      estimated_training_time_hours: 9,
      compute_requirements: "4x GPUs",
      storage_requirements_gb: 40,
      assumed: { training_time: false, compute: false, storage: false },
    });
  });

  test.each([
    [8, "8x GPUs"],
    [1, "1x GPUs"],
    [0, "no GPU"],
    ["8x A100 80 GB", "8x A100 80 GB"],
  ])("gpus: %s", (gpus, text) => {
    const config = configOf({ requirements: { gpus } });
    expect(estimateRequirements(config, null, NO_HISTORY).compute_requirements).toBe(text);
  });
});
