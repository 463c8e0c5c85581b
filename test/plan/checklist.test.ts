import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/config/schema.ts";
import { type ChecklistFacts, weighChecklist } from "../../src/plan/checklist.ts";
import { createZone } from "../../src/time/instant.ts";
import { configOf, instant, inventoryOf, NOW, planOf, runsOf } from "../support/values.ts";

const { drift_assessment: drift } = planOf().current_state;
const FACTS: ChecklistFacts = {
  inventory: inventoryOf(),
  drift,
  newestFile: () => null,
  now: NOW,
  zone: createZone("UTC"),
};
const weigh = (evidence: Evidence, facts: Partial<ChecklistFacts> = {}) => {
  const [item] = weighChecklist([{ item: "A", evidence }], { ...FACTS, ...facts });
  return [item?.done, item?.evidence];
};

test("by default nine items, ticked by what this program sees, and no other", () => {
  const items = weighChecklist(undefined, FACTS);
  expect(items).toHaveLength(9);
  expect(items.filter(({ done }) => done).map(({ item }) => item)).toEqual([
    "Data files readable",
    "Model validation suite prepared",
  ]);
  expect(items[1]?.evidence).toBe("no report of a data quality check found");
  expect(items[2]?.evidence).toBe("no evidence configured");
});

test("an item without evidence stays open", () => {
  expect(weighChecklist(configOf({ checklist: [{ item: "A" }] }).checklist, FACTS)).toEqual([
    { item: "A", done: false, evidence: "no evidence configured" },
  ]);
  expect(weighChecklist([], FACTS)).toEqual([]);
});

describe("attestation", () => {
  const attest = (on: string, until?: string): Evidence => ({
    kind: "attestation",
    by: "R. Rao",
    on,
    ...(until !== undefined && { until }),
  });
  test.each([
    ["2025-08-01", undefined, true, "attested by R. Rao on 2025-08-01"],
    ["2025-08-14", "2025-08-14", true, "attested by R. Rao on 2025-08-14, until 2025-08-14"],
    ["2025-08-01", "2025-08-13", false, "attested by R. Rao on 2025-08-01, expired on 2025-08-13"],
    ["2025-08-15", undefined, false, "attested by R. Rao on 2025-08-15, which is still to come"],
    ["2025-08-15", "2025-09-01", false, "attested by R. Rao on 2025-08-15, which is still to come"],
  ])("on %s until %s: %s", (on, until, done, evidence) => {
    expect(weigh(attest(on, until))).toEqual([done, evidence]);
  });

  test("its days are those of the plan's zone", () => {
    const now = instant("2025-08-14T20:00Z"); // 15 August in Kolkata
    expect(weigh(attest("2025-08-15"), { now })[0]).toBe(false);
    expect(weigh(attest("2025-08-15"), { now, zone: createZone("Asia/Kolkata") })[0]).toBe(true);
    const lastDay = attest("2025-08-01", "2025-08-14");
    expect(weigh(lastDay, { now })[0]).toBe(true);
    expect(weigh(lastDay, { now, zone: createZone("Asia/Kolkata") })[0]).toBe(false);
  });
});

describe("file", () => {
  const newestFile = () => ({
    path: "report.html",
    at: instant("2025-08-07T08:00Z"),
    timeSource: "modified" as const,
  });
  test.each([
    [undefined, true, "report.html was written on 2025-08-07"],
    [7, true, "report.html was written on 2025-08-07; maximum age 7 days"],
    [6.9, false, "report.html was written on 2025-08-07; maximum age 6.9 days"],
  ])("at most %s days old: %s", (max_age_days, done, evidence) => {
    const asked: Evidence = {
      kind: "file",
      path: "report.*",
      ...(max_age_days !== undefined && { max_age_days }),
    };
    expect(weigh(asked, { newestFile })).toEqual([done, evidence]);
  });
  test("missing", () => {
    expect(weigh({ kind: "file", path: "report.*" })).toEqual([false, "report.* does not exist"]);
  });
});

describe("validation", () => {
  test.each([
    ["", false, "no validation run found"],
    ["FP", true, "the last validation, artifacts/run/validation_1.json of 2025-08-13, says PASS"],
    ["PF", false, "the last validation, artifacts/run/validation_1.json of 2025-08-13, says FAIL"],
  ])("%j", (word, done, evidence) => {
    const facts = { drift: { ...drift, runs: runsOf(word) } };
    expect(weigh({ kind: "validation" }, facts)).toEqual([done, evidence]);
  });
});

describe("data quality", () => {
  const problems = [{ path: "a.csv", problem: "broken" }];
  test.each([
    [{}, true, "all 2 data files could be read"],
    [{ files: 1 }, true, "the data file could be read"],
    [{ files: 0 }, false, "there is no data file"],
    [{ problems }, false, "1 problem in 2 data files"],
  ])("%j", (changes, done, evidence) => {
    const facts = { inventory: inventoryOf(changes) };
    expect(weigh({ kind: "data_readable" }, facts)).toEqual([done, evidence]);
  });

  test.each([
    ["no", true, "gx/a.json of 2025-08-13 says that it passed"],
    ["yes", false, "the check of 2025-08-13, gx/a.json, says that it failed"],
    ["unknown", false, "the check of 2025-08-13, gx/a.json, leaves it unknown"],
  ] as const)("is what a tool says that checks it: failed, %s", (failed, done, evidence) => {
    const report = {
      ...{ path: "gx/a.json", tool: "great_expectations", suite: "a", checks: null },
      ...{ time: "2025-08-13T06:00:00+00:00", time_source: "run" as const },
      ...{ failed, why: "reported" as const },
      age: {
        ...{ newest: "2025-08-13T06:00:00+00:00", days: 1, usual_interval_days: null },
        ...{ max_days: 21, stale: false },
      },
    };
    const facts = { drift: { ...drift, quality_reports: [report] } };
    expect(weigh({ kind: "data_quality" }, facts)).toEqual([done, evidence]);
  });
});
