import { describe, expect, test } from "vitest";
import { gateSchema } from "../../src/config/gate.ts";
import { holds, judge } from "../../src/gate/judge.ts";
import type { PlanInputs } from "../../src/plan/plan.ts";
import { driftOf, inventoryOf, planOf, runsOf, seriesOf } from "../support/values.ts";

type Rules = NonNullable<Parameters<typeof gateSchema.parse>[0]>;

const samples = { counted: 300, undated: 0, unlisted: 0, uncounted_files: 0 };
const days = [
  { day: "2025-07-20", samples: 100 },
  { day: "2025-07-24", samples: 100 },
  { day: "2025-08-10", samples: 100 },
];
const dated = inventoryOf({ samples, days, differing_files: ["data/b.csv"] });
const broken = inventoryOf({
  samples: { ...samples, uncounted_files: 1 },
  days,
  problems: [{ path: "data/a.csv", problem: "cut" }],
});
const metrics = driftOf({
  runs: runsOf("PPP"),
  series: [seriesOf([0.9, 0.8]), seriesOf([0.7, Number.NaN], { metric: "recall" })],
});

/** What a rule of the configuration finds. */
function found(rules: unknown, changes: Partial<PlanInputs> = { inventory: dated }) {
  const { rules: limits } = gateSchema.parse({ rules } as Rules);
  return judge(planOf(changes), [], limits).map(({ verdict, actual }) => `${verdict}: ${actual}`);
}

describe("rules of the configuration", () => {
  test.each([
    [{ min_samples: 300 }, "pass: 300 samples"],
    [{ min_samples: 301 }, "fail: 300 samples"],
    [{ min_samples_in_window: 300 }, "pass: 300 samples from 2025-07-16 to 2025-08-14"],
    [{ min_samples_in_window: 301 }, "fail: 300 samples from 2025-07-16 to 2025-08-14"],
    [{ max_age_days: 4 }, "pass: the newest is of 2025-08-10, 4 days old"],
    [{ max_age_days: 3 }, "fail: the newest is of 2025-08-10, 4 days old"],
    // 25 July to 9 August; 21 to 23 July is the shorter gap.
    [{ max_gap_days: 16 }, "pass: 16 days from 2025-07-25"],
    [{ max_gap_days: 15 }, "fail: 16 days from 2025-07-25"],
    [{ max_unreadable: 0 }, "pass: 0 files"],
    [{ schema_unchanged: true }, "fail: 1 file with others"],
    [{ recommendation_at_most: "monitor" }, "fail: continue monitoring"],
    [{ recommendation_at_most: "retrain_soon" }, "pass: continue monitoring"],
  ])("%j", (rules, expected) => {
    expect(found(rules)).toEqual([expected]);
  });

  test("what could not be counted may make up for what is missing", () => {
    expect(found({ min_samples: 301, min_samples_in_window: 301 }, { inventory: broken })).toEqual([
      "unknown: at least 300 samples",
      "unknown: at least 300 samples from 2025-07-16 to 2025-08-14",
    ]);
    expect(found({ max_unreadable: 0 }, { inventory: broken })).toEqual(["fail: 1 file"]);
    expect(found({ max_unreadable: 1 }, { inventory: broken })).toEqual(["pass: 1 file"]);
  });

  test("without event time nothing is said of days", () => {
    const rules = { min_samples_in_window: 1, max_age_days: 1, max_gap_days: 1 };
    expect(found(rules, {})).toEqual([
      // The window does not apply to rows that nothing dates.
      "pass: 120,000 samples",
      ...Array(2).fill("unknown: when the samples happened is unknown"),
    ]);
  });

  test.each([
    [{ val_auc: { floor: 0.8 } }, "pass: val_auc 0.8 of 2025-08-14"],
    [{ auc: { floor: 0.801 } }, "fail: val_auc 0.8 of 2025-08-14"],
    [{ auc: { ceiling: 0.79 } }, "fail: val_auc 0.8 of 2025-08-14"],
    [{ recall: { floor: 0 } }, "fail: recall no finite number of 2025-08-14"],
    [{ uc: { floor: 0 } }, "unknown: no metric of that name was read"],
  ])("metric %j", (metric, expected) => {
    expect(found({ metric }, { drift: metrics })).toEqual([expected]);
  });

  test("a warning leaves the gate open, and an unknown shuts it by the rule `unknown` alone", () => {
    const { rules: limits } = gateSchema.parse({
      rules: {
        max_unreadable: { limit: 0, severity: "warning" },
        metric: { f1: { floor: 0.5 } },
      },
    });
    const plan = planOf({ inventory: inventoryOf({ problems: [{ path: "a", problem: "b" }] }) });
    expect(holds(judge(plan, [], limits))).toBe(true);
    const [unknown] = judge(plan, ["unknown"], limits);
    expect(unknown).toMatchObject({ verdict: "fail", actual: "unknown: metric f1" });
  });

  test.each([
    { metric: { auc: {} } },
    { max_age_days: -1 },
    { schema_unchanged: false },
    { speed: 1 },
  ])("%j is refused", (rules) => {
    expect(gateSchema.safeParse({ rules }).success).toBe(false);
  });
});
