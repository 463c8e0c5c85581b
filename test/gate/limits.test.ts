import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { configSchema } from "../../src/config/schema.ts";
import { holds, judge } from "../../src/gate/judge.ts";
import type { DataSet } from "../../src/inventory/schema.ts";
import type { PlanInputs } from "../../src/plan/plan.ts";
import { MICROS_PER_DAY } from "../../src/time/instant.ts";
import {
  configOf,
  dataSetOf,
  driftOf,
  inventoryOf,
  NOW,
  planOf,
  runsOf,
  seriesOf,
} from "../support/values.ts";

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
const SERIES = [seriesOf([0.9, 0.8]), seriesOf([0.7, Number.NaN], { metric: "recall" })];

/** What a rule of the configuration finds. */
function found(rules: unknown, changes: Partial<PlanInputs> = { inventory: dated }) {
  return foundBy({ gate: { rules } } as ConfigInput, changes);
}

function foundBy(input: ConfigInput, changes: Partial<PlanInputs>) {
  const results = judge(planOf(changes), [], configOf(input));
  return results.map(({ verdict, actual }) => `${verdict}: ${actual}`);
}

describe("rules of the configuration", () => {
  test.each([
    [{ min_samples: 300 }, "pass: 300 samples"],
    [{ min_samples: 301 }, "fail: 300 samples"],
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

  test("days whose files could not be counted may be the gap, or the newest", () => {
    const [day] = broken.datasets as [(typeof broken.datasets)[number]];
    const uncounted = [
      { from: "2025-07-22", to: "2025-07-22" },
      { from: "2025-08-12", to: "2025-08-12" },
    ];
    const inventory = { ...broken, datasets: [{ ...day, uncounted_days: uncounted }] };
    const of = (rules: unknown) => found(rules, { inventory });
    const newest = "the newest is of 2025-08-10, 4 days old";
    expect(of({ max_age_days: 4 })).toEqual([`pass: ${newest}`]);
    expect(of({ max_age_days: 3 })).toEqual([
      `unknown: ${newest}; files of 2025-08-12 could not be counted`,
    ]);
    expect(of({ max_gap_days: 16 })).toEqual(["pass: 16 days from 2025-07-25"]);
    expect(of({ max_gap_days: 15 })).toEqual(["fail: 16 days from 2025-07-25"]);
    const short = [{ from: "2025-07-26", to: "2025-08-08" }];
    const open = { ...broken, datasets: [{ ...day, uncounted_days: short }] };
    expect(found({ max_gap_days: 3 }, { inventory: open })).toEqual([
      "unknown: 3 days from 2025-07-21; perhaps 16 from 2025-07-25, for not all files could be counted",
    ]);
  });

  test("what could not be counted may make up for what is missing", () => {
    expect(found({ min_samples: 301 }, { inventory: broken })).toEqual([
      "unknown: at least 300 samples",
    ]);
    expect(found({ max_unreadable: 0 }, { inventory: broken })).toEqual(["fail: 1 file"]);
    expect(found({ max_unreadable: 1 }, { inventory: broken })).toEqual(["pass: 1 file"]);
  });

  const classes = [
    { label: "no", samples: 200 },
    { label: "yes", samples: 100 },
  ];
  const training = (changes: Partial<DataSet>) => {
    const facts = { classes, class_count: 2, smallest_class: classes[1] ?? null };
    return dataSetOf({ role: "training", samples: 300, ...facts, ...changes });
  };
  test.each<[number, DataSet[], string]>([
    [100, [training({})], 'pass: the smallest, "yes", has 100'],
    [101, [training({})], 'fail: the smallest, "yes", has 100'],
    [200, [training({}), training({ name: "b.csv" })], 'pass: the smallest, "yes", has 200'],
    [
      1,
      [training({ classes: null, class_count: null })],
      "unknown: no label column is named for data",
    ],
    [1, [training({ uncounted_files: 1 })], "unknown: the labels of data are not all known"],
    [
      1,
      [training({ role: "unknown" }), training({ role: "unknown", columns: ["z"] })],
      "unknown: which tables are the training data is not known",
    ],
    [1, [], "unknown: no training data was found"],
  ])("at least %i of each class: %#", (limit, datasets, expected) => {
    const changes = { inventory: inventoryOf({ datasets }) };
    expect(found({ min_per_class: limit }, changes)).toEqual([expected]);
  });

  test("without event time nothing is said of days", () => {
    const rules = { min_samples: 1, max_age_days: 1, max_gap_days: 1 };
    expect(found(rules, {})).toEqual([
      "pass: 120,000 samples",
      ...Array(2).fill("unknown: the event time of the samples is unknown"),
    ]);
  });

  test.each([
    [{ val_auc: { floor: 0.8 } }, "pass: val_auc 0.8 of 2025-08-14"],
    [{ auc: { floor: 0.801 } }, "fail: val_auc 0.8 of 2025-08-14"],
    [{ auc: { direction: "lower", ceiling: 0.79 } }, "fail: val_auc 0.8 of 2025-08-14"],
    [{ recall: { floor: 0 } }, "fail: recall no finite number of 2025-08-14"],
    [{ uc: { floor: 0 } }, "unknown: no metric of that name was read"],
    // Of the baseline 0.9, its first value, less 12 and 11 per cent.
    [{ auc: { max_drop: 0.12 } }, "pass: val_auc 0.8 of 2025-08-14 (limit 0.792)"],
    [{ auc: { max_drop: 0.11 } }, "fail: val_auc 0.8 of 2025-08-14 (limit 0.801)"],
  ] as [ConfigInput["metrics"], string][])("metrics: %j", (rules, expected) => {
    const { metrics } = configOf({ metrics: rules });
    const drift = driftOf({ runs: runsOf("PPP"), series: SERIES }, { metrics });
    expect(foundBy({ metrics: rules }, { drift })).toEqual([expected]);
  });

  test("a metric without a limit is no rule, and one whose unit has changed is not judged", () => {
    const rules: ConfigInput["metrics"] = { accuracy: { floor: 0.9 }, auc: { primary: true } };
    const { metrics } = configOf({ metrics: rules });
    const series = [...SERIES, seriesOf([0.92, 0.93, 85], { metric: "accuracy" })];
    const drift = driftOf({ series }, { metrics });
    expect(foundBy({ metrics: rules }, { drift })).toEqual([
      "unknown: accuracy 85 of 2025-08-14, which cannot be compared with the limit",
    ]);
  });

  test("a metric without a value of today is unknown", () => {
    const series = [seriesOf([0.9, 0.9, 0.9])];
    const [{ source }] = series as [(typeof series)[number]];
    const failure = { source, path: "metrics/new.json", timeSource: "run" as const, at: NOW };
    const failed = [{ ...failure, problem: "no metric in it" }];
    const later = { now: NOW + 400 * MICROS_PER_DAY };
    const of = (evidence: Parameters<typeof driftOf>[0], floor: number, when = {}) => {
      const { metrics } = configOf({ metrics: { auc: { floor } } });
      return foundBy(
        { metrics: { auc: { floor } } },
        { drift: driftOf(evidence, { metrics, ...when }) },
      );
    };
    expect(of({ series, failed }, 0.8)).toEqual([
      "unknown: its newest evaluation, of 2025-08-14, failed",
    ]);
    // What was too low already fails all the same.
    expect(of({ series, failed }, 0.95)).toEqual(["fail: val_auc 0.9 of 2025-08-14"]);
    for (const floor of [0.8, 0.95]) {
      expect(of({ series }, floor, later)).toEqual([
        "unknown: val_auc was last evaluated 400 days ago",
      ]);
    }
  });

  test("a warning leaves the gate open, and an unknown shuts it by the rule `unknown` alone", () => {
    const limits = configOf({
      gate: { warn_on: ["max_unreadable"], rules: { max_unreadable: 0 } },
      metrics: { f1: { floor: 0.5 } },
    });
    const plan = planOf({ inventory: inventoryOf({ problems: [{ path: "a", problem: "b" }] }) });
    expect(holds(judge(plan, [], limits))).toBe(true);
    const [unknown] = judge(plan, ["unknown"], limits);
    expect(unknown).toMatchObject({ verdict: "fail", actual: "unknown: metric f1" });
    const { metrics } = configOf({ metrics: { auc: { floor: 0.9 } } });
    const drift = driftOf({ series: SERIES }, { metrics });
    const low = planOf({ drift });
    expect(holds(judge(low, [], configOf({ metrics: { auc: { floor: 0.9 } } })))).toBe(false);
    const warned = configOf({
      gate: { warn_on: ["metric auc"] },
      metrics: { auc: { floor: 0.9 } },
    });
    expect(holds(judge(low, [], warned))).toBe(true);
  });

  test.each([
    { max_age_days: -1 },
    { max_age_days: { limit: 1 } },
    { schema_unchanged: false },
    { speed: 1 },
  ])("%j is refused", (rules) => {
    expect(configSchema.safeParse({ gate: { rules } }).success).toBe(false);
  });
});
