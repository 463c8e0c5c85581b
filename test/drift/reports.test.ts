import { describe, expect, test } from "vitest";
import type { ValidationRun } from "../../src/validation/schema.ts";
import { driftOf, runsOf } from "../support/values.ts";

/** What a monitor wrote on a day of August, as its source hands it on. */
function report(
  subject: ValidationRun["subject"],
  day: number,
  failed: number,
  tool = "evidently",
) {
  const [passing] = runsOf("P") as [ValidationRun];
  const checks = Array.from({ length: failed }, (_, i) => ({
    ...{ name: "ValueDrift", column: `age_${i}`, passed: false, observed: 0.31, threshold: 0.1 },
  }));
  return {
    ...passing,
    ...{ subject, tool, passed: failed === 0, status: failed === 0 ? "SUCCESS" : "FAIL" },
    path: `reports/${tool}_${day}_${failed}.json`,
    time: `2025-08-${String(day).padStart(2, "0")}T06:00:00+00:00`,
    checks: { evaluated: 13, failed: checks },
  };
}

const reasons = (runs: ValidationRun[]) =>
  driftOf({ runs }).reasons.map(({ severity, message }) => `${severity}: ${message}`);

describe("what a monitor says of the distribution", () => {
  test("is taken over with its own threshold, named as its", () => {
    const runs = [...runsOf("PPP"), report("distribution", 13, 2)];
    expect(driftOf({ runs })).toMatchObject({
      ...{ validation_trend: "stable", performance_degradation: "no" },
      ...{ data_distribution_shift: "yes", recommendation: "investigate_and_retrain" },
    });
    expect(reasons(runs)).toContain(
      "warning: The distribution of the data has shifted, says evidently on 2025-08-13: 2 of 13 checks failed, first ValueDrift of age_0 (0.31, its threshold 0.1)",
    );
  });

  test("that it has not, is no", () => {
    const runs = [report("distribution", 13, 0)];
    expect(driftOf({ runs })).toMatchObject({
      ...{ data_distribution_shift: "no", validation_trend: "unknown" },
    });
    expect(reasons(runs)).toContain(
      "notice: The distribution of the data has not shifted, says evidently on 2025-08-13",
    );
  });

  test("counts of the newest day of each tool alone", () => {
    const shift = (...runs: ValidationRun[]) => driftOf({ runs }).data_distribution_shift;
    expect(shift(report("distribution", 6, 1), report("distribution", 13, 0))).toBe("no");
    expect(shift(report("distribution", 13, 1), report("distribution", 13, 0))).toBe("yes");
    expect(shift(report("distribution", 6, 1, "tfdv"), report("distribution", 13, 0))).toBe("yes");
  });

  test("is unknown without one, and how to know is said", () => {
    expect(driftOf({}).data_distribution_shift).toBe("unknown");
    expect(reasons([])).toContain(
      "notice: Data distribution shift unknown: no report of a drift monitor was read; Evidently writes one",
    );
  });
});

describe("what a monitor says of the data", () => {
  const runs = [...runsOf("PPP"), report("data", 13, 1, "great_expectations")];

  test("is a warning in its name, and no verdict on the model", () => {
    expect(driftOf({ runs })).toMatchObject({
      ...{ validation_trend: "stable", data_distribution_shift: "unknown" },
      recommendation: "continue_monitoring",
    });
    expect(reasons(runs)).toContain(
      "warning: The data failed its checks, says great_expectations on 2025-08-13: 1 of 13 checks failed, first ValueDrift of age_0 (0.31, its threshold 0.1)",
    );
  });

  test("is no validation of the model", () => {
    expect(driftOf({ runs: runs.slice(1) })).toMatchObject({ validation_trend: "unknown" });
  });
});
