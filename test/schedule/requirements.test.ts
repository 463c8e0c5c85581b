import { describe, expect, test } from "vitest";
import { requirementsOf } from "../../src/schedule/requirements.ts";
import { configOf } from "../support/values.ts";

const MB = 1024 ** 2;

describe("requirementsOf", () => {
  test.each([
    ["daily", 2, "Automated data validation pipeline"],
    ["weekly", 8, "Data quality monitoring"],
    ["biweekly", 8, "Data quality monitoring"],
    ["monthly", 24, "Comprehensive data review"],
  ] as const)("%s", (cadence, hours, prerequisite) => {
    const requirements = requirementsOf(configOf({ schedule: { cadence } }), null);
    expect(requirements).toMatchObject({
      min_samples: null,
      min_data_size_mb: null,
      estimated_training_time_hours: hours,
      compute_requirements: "8x GPUs",
      storage_requirements_gb: 50,
    });
    expect(requirements.prerequisites[0]).toBe(prerequisite);
    expect(requirements.prerequisites).toHaveLength(4);
  });

  test("100,000 samples are the seed document's 100.0 MB, without a rounding error", () => {
    expect(
      requirementsOf(configOf(), { samples: 100_000, by: "configured" }).min_data_size_mb,
    ).toBe(100);
  });

  test("each can be configured", () => {
    const requirements = {
      minimum_replay_size: 5,
      bytes_per_sample: MB,
      training_hours: 0.5,
      compute: "1 CPU",
      storage_gb: 0.1,
      prerequisites: ["Coffee"],
    };
    expect(requirementsOf(configOf({ requirements }), { samples: 5, by: "configured" })).toEqual({
      min_samples: 5,
      min_data_size_mb: 5,
      estimated_training_time_hours: 0.5,
      compute_requirements: "1 CPU",
      storage_requirements_gb: 0.1,
      prerequisites: ["Coffee"],
    });
  });
});
