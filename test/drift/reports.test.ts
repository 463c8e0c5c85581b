import { describe, expect, test } from "vitest";
import type { UnreadReport } from "../../src/validation/evidence.ts";
import type { ValidationRun } from "../../src/validation/schema.ts";
import { driftOf, instant, runsOf } from "../support/values.ts";

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
    suite: `reports/${tool}_*.json`,
    checks: { evaluated: 13, overall: null, failed: checks },
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
      "warning: The distribution of the data has shifted, says Evidently on 2025-08-13 in reports/evidently_13_2.json: 2 of 13 checks failed, first ValueDrift of age_0 (0.31, its threshold 0.1)",
    );
  });

  test("that it has not, is no", () => {
    const runs = [report("distribution", 13, 0)];
    expect(driftOf({ runs })).toMatchObject({
      ...{ data_distribution_shift: "no", validation_trend: "unknown" },
    });
    expect(reasons(runs)).toContain(
      "notice: The distribution of the data has not shifted, says Evidently on 2025-08-13 in reports/evidently_13_0.json: 13 checks passed",
    );
  });

  test("counts of the newest report of each suite, the more severe first", () => {
    const shift = (...runs: ValidationRun[]) => driftOf({ runs }).data_distribution_shift;
    expect(shift(report("distribution", 6, 1), report("distribution", 13, 0))).toBe("no");
    expect(shift(report("distribution", 13, 1), report("distribution", 13, 0))).toBe("yes");
    expect(shift(report("distribution", 6, 1, "tfdv"), report("distribution", 13, 0))).toBe("yes");
    const orders = { ...report("distribution", 6, 1), suite: "orders" };
    expect(shift(orders, report("distribution", 13, 0))).toBe("yes");
    expect(shift(orders, { ...report("distribution", 8, 0), suite: "orders" })).toBe("no");
  });

  test("is decided by the check of the whole, where there is one", () => {
    const columns = report("distribution", 13, 1);
    const overall = {
      ...{ name: "DriftedColumnsCount", column: null, passed: true },
      ...{ observed: 0.08, threshold: 0.5 },
    };
    const run = { ...columns, passed: true, checks: { ...columns.checks, overall } };
    expect(driftOf({ runs: [run] }).data_distribution_shift).toBe("no");
    expect(reasons([run])).toContain(
      "notice: The distribution of the data has not shifted, says Evidently on 2025-08-13 in reports/evidently_13_1.json: DriftedColumnsCount (0.08, its threshold 0.5); 1 column drifted, first ValueDrift of age_0 (0.31, its threshold 0.1)",
    );
  });

  test("is unknown where it could not be computed", () => {
    const failing = report("distribution", 13, 1);
    const failed = failing.checks.failed.map((check) => ({ ...check, passed: null }));
    const run = { ...failing, checks: { ...failing.checks, failed } };
    expect(driftOf({ runs: [run] })).toMatchObject({
      data_distribution_shift: "unknown",
      shift_reports: [{ failed: "unknown", why: "not_computed" }],
      recommendation: "monitor",
    });
    expect(reasons([run])).toContain(
      "warning: Input drift unknown: Evidently could not compute it on 2025-08-13 in reports/evidently_13_1.json: ValueDrift of age_0 (0.31, its threshold 0.1), not computed",
    );
  });

  test("is unknown once it is old, and the tool silent since", () => {
    const old = { ...report("distribution", 1, 0), time: "2025-07-01T06:00:00+00:00" };
    expect(driftOf({ runs: [old] })).toMatchObject({ data_distribution_shift: "unknown" });
    expect(driftOf({ runs: [old] }, { maxAgeDays: 60 }).data_distribution_shift).toBe("no");
    expect(reasons([old])).toContain(
      "warning: Input drift unknown: the newest report of Evidently, reports/evidently_1_0.json, is 44 days old (1 Jul 2025); at most 21 days count",
    );
    // A suite that was given up says nothing, neither for nor against.
    const other = { ...old, passed: false, suite: "before" };
    expect(driftOf({ runs: [other, report("distribution", 13, 0)] })).toMatchObject({
      data_distribution_shift: "no",
      shift_reports: [{ suite: "reports/evidently_*.json" }],
    });
  });

  test("is unknown where the newest cannot be read, unless another has found a shift", () => {
    const lost = (day: number, suites = ["reports/evidently_*.json"]): UnreadReport => ({
      ...{ path: "reports/broken.json", tool: "evidently", suites, subjects: ["distribution"] },
      at: instant(`2025-08-${day}T06:00:00Z`),
      timeSource: "name",
    });
    const shift = (runs: ValidationRun[], unread: UnreadReport[]) =>
      driftOf({ runs, unread }).data_distribution_shift;
    const sound = report("distribution", 12, 0);
    expect(shift([sound], [lost(13)])).toBe("unknown");
    expect(shift([sound], [lost(11)])).toBe("no");
    // What it may take back is as little known as what it may find.
    expect(shift([report("distribution", 12, 1)], [lost(13)])).toBe("unknown");
    expect(shift([sound, report("distribution", 12, 1, "tfdv")], [lost(13)])).toBe("yes");
    expect(shift([sound], [lost(11, [])])).toBe("unknown");
    expect(shift([sound], [{ ...lost(13), subjects: ["data"] }])).toBe("no");
    const { reasons } = driftOf({ runs: [sound], unread: [lost(13)] });
    expect(reasons.map(({ message }) => message)).toContain(
      "Input drift unknown: the newest report of Evidently, reports/broken.json, could not be read",
    );
  });

  test("is unknown without one, and how to know is said", () => {
    expect(driftOf({}).data_distribution_shift).toBe("unknown");
    expect(reasons([])).toContain(
      "notice: Input drift not checked: no drift report found (Evidently and NannyML reports are read)",
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
      "warning: The data failed its checks, says Great Expectations on 2025-08-13 in reports/great_expectations_13_1.json: 1 of 13 checks failed, first ValueDrift of age_0 (0.31, its threshold 0.1)",
    );
  });

  test("is no validation of the model", () => {
    expect(driftOf({ runs: runs.slice(1) })).toMatchObject({ validation_trend: "unknown" });
  });
});
