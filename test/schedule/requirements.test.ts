import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Pointer } from "../../src/inventory/pointers/pointer.ts";
import { judgeSufficiency, requirementsOf } from "../../src/schedule/requirements.ts";
import { type Supply, sufficiencySchema } from "../../src/schedule/schema.ts";
import { configOf, inventoryOf } from "../support/values.ts";

const MB = 1024 ** 2;

describe("judgeSufficiency", () => {
  const judge = (counted: number, uncounted_files: number, megabytes: number) =>
    judgeSufficiency(
      inventoryOf({
        bytes: Math.round(megabytes * MB),
        samples: { counted, undated: counted, unlisted: 0, uncounted_files },
      }),
      null,
      configOf(),
    );

  test.each([
    // counted, uncounted files, MB, status, basis, estimate
    [100_000, 0, 0.1, "sufficient", "samples", false],
    [100_000, 9, 0.1, "sufficient", "samples", false],
    [99_999, 0, 900, "insufficient", "samples", false],
    [0, 0, 0, "insufficient", "samples", false],
    [99_999, 1, 99.9, "insufficient", "size", true],
    [99_999, 1, 101, "unknown", "size", true],
    [0, 1, 101, "unknown", "size", true],
  ] as const)("%i counted, %i files not, %d MB: %s", (counted, files, size, status, basis, est) => {
    const sufficiency = judge(counted, files, size);
    expect(sufficiency).toMatchObject({ status, basis, estimate: est, have_samples: counted });
    expect(sufficiencySchema.parse(sufficiency)).toEqual(sufficiency);
  });

  test.each([
    // in the window, undated, uncounted files, MB, status, basis
    [100_000, 0, 0, 1, "sufficient", "samples"],
    [20_000, 0, 0, 900, "insufficient", "samples"], // half a million older ones do not help
    [20_000, 80_000, 0, 900, "sufficient", "samples"], // nothing says that these are old
    [20_000, 79_999, 0, 900, "insufficient", "samples"],
    [20_000, 0, 1, 99, "insufficient", "size"],
    [20_000, 0, 1, 900, "unknown", "size"],
  ] as const)(
    "%i in the window, %i undated, %i files not, %d MB: %s",
    (inWindow, undated, uncounted_files, size, status, basis) => {
      const supply = { samples_in_window: inWindow } as Supply;
      const samples = {
        counted: 500_000 + inWindow + undated,
        undated,
        unlisted: 0,
        uncounted_files,
      };
      const sufficiency = judgeSufficiency(
        inventoryOf({ bytes: size * MB, samples }),
        supply,
        configOf(),
      );
      expect(sufficiency).toMatchObject({ status, basis, have_samples: inWindow + undated });
    },
  );

  const none = { counted: 0, undated: 0, unlisted: 0, uncounted_files: 0 };
  const csv: Pointer = { path: "data/a.csv", tool: "dvc", files: 1, bytes: 5e6, get: "dvc pull" };

  test.each([
    ["no data was found", { samples: none, sources: [] }],
    ["data/a.csv (4.8 MB) is not on this machine", { samples: none, not_here: [csv] }],
    [
      "data/a.csv (4.8 MB) and 1 more path are not on this machine",
      { samples: none, not_here: [csv, csv] },
    ],
    ["data/a.csv is not on this machine", { samples: none, not_here: [{ ...csv, bytes: null }] }],
  ])("%s: unknown, and too little is not claimed", (why, found) => {
    const inventory = inventoryOf({ bytes: 0, ...found });
    expect(judgeSufficiency(inventory, null, configOf())).toMatchObject({ status: "unknown", why });
  });

  test("what is not here does not matter where enough is", () => {
    const enough = judgeSufficiency(inventoryOf({ not_here: [csv] }), null, configOf());
    expect(enough).toMatchObject({ status: "sufficient", why: null });
  });

  test("a sample's bytes can be configured", () => {
    const config = configOf({ requirements: { minimum_replay_size: 10, bytes_per_sample: 100 } });
    const judgeBytes = (bytes: number) =>
      judgeSufficiency(
        inventoryOf({
          bytes,
          samples: { counted: 0, undated: 0, unlisted: 0, uncounted_files: 1 },
        }),
        null,
        config,
      ).status;
    expect(judgeBytes(999)).toBe("insufficient");
    expect(judgeBytes(1000)).toBe("unknown");
  });

  test("never sufficient by size alone, never insufficient with enough samples", () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(3), fc.nat(500), (counted, files, size) => {
        expect(judge(counted, files, size).status === "sufficient").toBe(counted >= 100_000);
      }),
    );
  });
});

describe("requirementsOf", () => {
  test.each([
    ["daily", 2, "Automated data validation pipeline"],
    ["weekly", 8, "Data quality monitoring"],
    ["biweekly", 8, "Data quality monitoring"],
    ["monthly", 24, "Comprehensive data review"],
  ] as const)("%s", (cadence, hours, prerequisite) => {
    const requirements = requirementsOf(configOf({ schedule: { cadence } }));
    expect(requirements).toMatchObject({
      min_samples: 100_000,
      estimated_training_time_hours: hours,
      compute_requirements: "8x GPUs",
      storage_requirements_gb: 50,
    });
    expect(requirements.prerequisites[0]).toBe(prerequisite);
    expect(requirements.prerequisites).toHaveLength(4);
  });

  test("100,000 samples are the seed document's 100.0 MB, without a rounding error", () => {
    expect(requirementsOf(configOf()).min_data_size_mb).toBe(100);
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
    expect(requirementsOf(configOf({ requirements }))).toEqual({
      min_samples: 5,
      min_data_size_mb: 5,
      estimated_training_time_hours: 0.5,
      compute_requirements: "1 CPU",
      storage_requirements_gb: 0.1,
      prerequisites: ["Coffee"],
    });
  });
});
