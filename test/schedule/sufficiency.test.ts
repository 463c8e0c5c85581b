import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import type { DataSet, Inventory } from "../../src/inventory/schema.ts";
import type { TrainingHistory } from "../../src/schedule/history.ts";
import { NO_HISTORY } from "../../src/schedule/history.ts";
import { sufficiencySchema } from "../../src/schedule/schema.ts";
import { assessTrainingData } from "../../src/schedule/training-data.ts";
import { createZone } from "../../src/time/instant.ts";
import { runs } from "../support/thorough.ts";
import { dataSetOf, instant, inventoryOf, NOW } from "../support/values.ts";

// NOW is 2025-08-14: the data window of 30 days begins on 2025-07-16.
const judge = (
  datasets: DataSet[],
  minimum?: number,
  history: TrainingHistory = NO_HISTORY,
  unlisted = 0,
  sources?: { path: string }[],
  more: Partial<Inventory> = {},
) =>
  assessTrainingData({
    inventory: inventoryOf({
      ...more,
      datasets,
      samples: { counted: 0, undated: 0, unlisted, uncounted_files: 0 },
    }),
    config: configSchema.parse({
      ...(sources && { sources }),
      ...(minimum !== undefined && { requirements: { minimum_replay_size: minimum } }),
    }),
    history,
    now: NOW,
    zone: createZone("UTC"),
  });

const dated = (samples: number, day = "2025-08-01", changes: Partial<DataSet> = {}) =>
  dataSetOf({ samples, days: [{ day, samples }], ...changes });

const NO_LABELS: NonNullable<DataSet["labels"]> = {
  column: "y",
  labelled: 0,
  unlabelled: 0,
  unread: 0,
  problem: null,
  days: [],
  spans: [],
  undated: { labelled: 0, unlabelled: 0 },
};

/** 300 rows of the window and 200 before it. */
const labelled = (labels: Partial<typeof NO_LABELS>) =>
  dataSetOf({
    name: "a.csv",
    samples: 500,
    days: [
      { day: "2021-01-01", samples: 200 },
      { day: "2025-08-01", samples: 300 },
    ],
    labels: { ...NO_LABELS, ...labels },
  });

test("labels that could not be read would decide", () => {
  const problem = "a.feather: labels in .feather files are not read";
  const { status, open } = judge([labelled({ unread: 500, problem })], 200).sufficiency;
  expect(status).toBe("unknown");
  expect(open).toEqual([
    {
      what: `300 samples of a.csv: the label "y" could not be read (${problem})`,
      samples: 300,
      do: "store the file as CSV, JSON Lines or Parquet",
    },
  ]);
});

describe("which rows count", () => {
  test.each<[string, DataSet, number, number | null]>([
    ["rows of the window", dated(500), 500, 500],
    ["rows before it do not", dated(500, "2021-01-01"), 0, 0],
    ["rows after today do not", dated(500, "2025-08-15"), 0, 0],
    ["rows that nothing dates, whatever the window", dataSetOf({ samples: 891 }), 891, 891],
    [
      "rows whose day is missing, perhaps",
      dataSetOf({ samples: 600, days: [{ day: "2025-08-01", samples: 500 }], undated: 100 }),
      500,
      600,
    ],
    [
      "rows of a time that could not be read, perhaps",
      dataSetOf({ samples: 600, undated: 600, unread_time: { column: "t", value: "x" } }),
      0,
      600,
    ],
    [
      "rows of a month that lies in the window in part, perhaps",
      dataSetOf({ samples: 9, spans: [{ from: "2025-07-01", to: "2025-07-31", samples: 9 }] }),
      0,
      9,
    ],
    [
      "rows of a range within the window",
      dataSetOf({ samples: 9, spans: [{ from: "2025-08-01", to: "2025-08-07", samples: 9 }] }),
      9,
      9,
    ],
    ["rows that may not be samples, perhaps", dataSetOf({ samples: 9, doubtful: 4 }), 5, 9],
    [
      "rows with a label alone, by day",
      labelled({
        labelled: 300,
        unlabelled: 200,
        days: [
          { day: "2025-08-01", labelled: 250, unlabelled: 50 },
          { day: "2021-01-01", labelled: 50, unlabelled: 150 },
        ],
      }),
      250,
      250,
    ],
    [
      "rows with a label, but not of a day that holds none",
      labelled({
        labelled: 200,
        unlabelled: 300,
        days: [
          { day: "2025-08-01", labelled: 0, unlabelled: 300 },
          { day: "2021-01-01", labelled: 200, unlabelled: 0 },
        ],
      }),
      0,
      0,
    ],
    [
      "rows with a label whose days are not known, perhaps: no more than the window holds",
      labelled({ labelled: 400, unlabelled: 100 }),
      0,
      300,
    ],
    ["… nor than have one", labelled({ labelled: 100, unlabelled: 400 }), 0, 100],
    ["rows whose labels could not be read, perhaps", labelled({ unread: 500 }), 0, 300],
    [
      "of rows that nothing dates those with a label",
      dataSetOf({ samples: 891, labels: { ...NO_LABELS, labelled: 800, unlabelled: 91 } }),
      800,
      800,
    ],
    [
      "of files that could not be counted any number",
      dataSetOf({ samples: 9, uncounted_files: 1 }),
      9,
      null,
    ],
    [
      "data that is not here: any number",
      dataSetOf({ samples: null, here: false, get: "dvc pull" }),
      0,
      null,
    ],
  ])("%s", (_, set, least, most) => {
    const { sufficiency } = judge([set], 100);
    expect(sufficiency).toMatchObject({ least, most });
    expect(sufficiencySchema.parse(sufficiency)).toEqual(sufficiency);
  });

  test("a directory that cannot be read hides any number", () => {
    expect(judge([dated(5)], 10, NO_HISTORY, 1).sufficiency).toMatchObject({
      status: "unknown",
      least: 5,
      most: null,
    });
  });
});

describe("which tables count", () => {
  const unknown = (name: string, samples: number, columns = ["x"]) =>
    dataSetOf({ name, samples, columns, role: "unknown" });

  test("tables of other roles do not", () => {
    const sets = [
      dataSetOf({ samples: 80 }),
      ...(["holdout", "raw", "lookup", "prediction", "reference", "other"] as const).map((role) =>
        dataSetOf({ name: role, samples: 1000, role }),
      ),
    ];
    expect(judge(sets, 100).sufficiency).toMatchObject({
      status: "insufficient",
      least: 80,
      most: 80,
    });
  });

  test("of tables with other columns each is a reading of its own", () => {
    const sets = [unknown("events", 60), unknown("zip_codes", 400, ["zip"])];
    const { sufficiency, isDecided } = judge(sets, 300);
    expect(sufficiency).toMatchObject({ status: "unknown", least: 60, most: 400 });
    expect(isDecided).toBe(false);
    expect(sufficiency.open).toEqual([
      {
        what: "several tables may be the training data: zip_codes (400 samples), events (60 samples)",
        samples: 400,
        do: "name the training data in retrain-plan.yaml, such as `sources: [{path: zip_codes, role: training}]`",
      },
    ]);
  });

  const advice = (sets: ReturnType<typeof dataSetOf>[]) => judge(sets, 100).sufficiency.open[0]?.do;

  test("of tables of the same columns that fill a folder the question proposes the folder", () => {
    const parts = ["a", "b", "c"].map((name, i) => unknown(`data/raw/${name}.csv`, 60 + i));
    expect(advice(parts)).toContain("`sources: [{path: data/raw, role: training}]`");
    const more = [...parts, dataSetOf({ name: "data/raw/zips.csv", role: "lookup" })];
    expect(advice(more)).toContain("{path: data/raw/c.csv,");
    expect(advice(parts.slice(1))).toContain("{path: data/raw/c.csv,");
  });

  test("beside training data the question proposes it, and no larger table", () => {
    const train = dataSetOf({ name: "data/train.csv", samples: 50, columns: ["x"] });
    const open = judge([unknown("data/notes/all.csv", 400), train], 100).sufficiency.open;
    expect(open[0]?.do).toContain("{path: data/train.csv, role: training}");
  });

  test("tables of the same columns may add up", () => {
    const sets = [unknown("a", 60), unknown("b", 50)];
    expect(judge(sets, 100).sufficiency).toMatchObject({ status: "unknown", least: 50, most: 110 });
    expect(judge(sets, 50).sufficiency.status).toBe("sufficient");
    expect(judge(sets, 111).sufficiency.status).toBe("insufficient");
  });

  test("beside training tables only those of the same columns may count", () => {
    const sets = [
      dataSetOf({ name: "train", samples: 50, columns: ["x"] }),
      unknown("more", 30),
      unknown("zip_codes", 400, ["zip"]),
      unknown("copy", 900),
    ].map((set) => (set.name === "copy" ? { ...set, copy_of: "train" } : set));
    expect(judge(sets, 100).sufficiency).toMatchObject({
      status: "insufficient",
      least: 50,
      most: 80,
    });
  });

  test("what one stage of DVC reads is one training set, whatever its columns", () => {
    const sets = ["a", "b"].map((name) =>
      dataSetOf({ name, samples: 50, columns: [name], role_rule: "dvc" }),
    );
    expect(judge(sets, 100).sufficiency).toMatchObject({ status: "sufficient", least: 100 });
  });
});

describe("the minimum", () => {
  const trained = (samples: number | null, at = "2025-07-01T00:00:00Z") => ({
    ...{ at: instant(at), type: "full_retrain" as const, samples, hours: 1, gpus: null },
    ...{ storageGb: null, cost: null },
  });

  test("is as configured, else what the last full training had, else not stated", () => {
    const history = {
      ...NO_HISTORY,
      files: ["training_history.csv"],
      runs: [
        trained(700),
        trained(900, "2025-08-01T00:00:00Z"),
        trained(null, "2025-08-02T00:00:00Z"),
      ],
    };
    expect(judge([dated(800)], 500, history).sufficiency).toMatchObject({
      ...{ status: "sufficient", minimum: 500, minimum_by: "configured" },
    });
    expect(judge([dated(800)], undefined, history).sufficiency).toMatchObject({
      ...{ status: "insufficient", minimum: 900 },
      minimum_by: "the full training of 2025-08-01 (training_history.csv)",
    });
    const { sufficiency } = judge([dated(800)]);
    expect(sufficiency).toMatchObject({ status: "unknown", minimum: null, minimum_by: null });
    expect(sufficiency.open[0]).toMatchObject({
      what: "no minimum is stated",
      do: "pass --min-replay N, or set `requirements.minimum_replay_size`",
    });
  });

  test("without one an empty data folder is insufficient all the same", () => {
    expect(judge([]).sufficiency).toMatchObject({ status: "insufficient", least: 0, most: 0 });
    const { sufficiency } = judge([], undefined, NO_HISTORY, 0, [{ path: "data" }]);
    expect(sufficiency).toMatchObject({ status: "insufficient", least: 0, most: 0 });
  });

  test("a data folder with a placeholder alone bounds nothing where only its name makes it one", () => {
    for (const minimum of [undefined, 100]) {
      const left_out = [{ kind: "hidden, a folder as one", files: 1 }];
      expect(judge([], minimum, NO_HISTORY, 0, undefined, { left_out }).sufficiency).toMatchObject({
        status: "unknown",
        most: null,
      });
    }
  });
});

const setOf = fc
  .record({
    role: fc.constantFrom<DataSet["role"]>("training", "unknown", "raw", "holdout", "lookup"),
    samples: fc.option(fc.nat(400), { freq: 8 }),
    inWindow: fc.double({ min: 0, max: 1, noNaN: true }),
    undated: fc.nat(50),
    isDated: fc.boolean(),
    uncounted: fc.option(fc.constant(1), { nil: 0, freq: 3 }),
    columns: fc.constantFrom("x", "y"),
  })
  .map(({ role, samples, inWindow, undated, isDated, uncounted, columns }) => {
    const rows = samples ?? 0;
    const inside = isDated ? Math.round(rows * inWindow) : 0;
    const open = isDated ? Math.min(undated, rows - inside) : 0;
    return dataSetOf({
      ...{ role, samples, columns: [columns], undated: open },
      uncounted_files: samples === null ? 1 : uncounted,
      days: isDated
        ? [
            { day: "2021-01-01", samples: rows - inside - open },
            { day: "2025-08-01", samples: inside },
          ]
        : [],
    });
  });

test("a verdict stands only where every reading agrees", () => {
  const property = fc.property(
    fc.array(setOf, { maxLength: 5 }),
    fc.integer({ min: 1, max: 900 }),
    (some, minimum) => {
      const sets = some.map((set, i) => ({ ...set, name: `t${i}` }));
      const { status } = judge(sets, minimum).sufficiency;
      if (status === "unknown") return;
      for (const rows of everyReading(sets)) {
        expect(rows >= minimum ? "sufficient" : "insufficient").toBe(status);
      }
    },
  );
  fc.assert(property, { seed: 7, numRuns: runs(3000) });
});

/** By brute force: the rows of each set of tables that may be the training set, by each count they may have. */
function everyReading(sets: DataSet[]): number[] {
  const of = (role: DataSet["role"]) => sets.filter((set) => set.role === role);
  const training = of("training");
  const perhaps = training.length > 0 ? of("unknown") : [...of("unknown")];
  const found: number[] = [];
  for (const columns of ["x", "y"]) {
    const base = training.filter((set) => set.columns?.[0] === columns || set.samples === null);
    if (training.length > 0 && !base.some((set) => set.samples !== null)) continue;
    const own = perhaps.filter((set) => set.columns?.[0] === columns && set.samples !== null);
    for (let mask = 0; mask < 2 ** own.length; mask++) {
      const chosen = [...base, ...own.filter((_, i) => (mask >> i) & 1)];
      if (chosen.length > 0) found.push(total(chosen, 0), total(chosen, 1));
    }
  }
  return found;
}

/** The rows in the window, with all or none of those that are in question. */
function total(sets: DataSet[], all: 0 | 1): number {
  return sets.reduce((sum, set) => {
    const inside = set.days.find(({ day }) => day === "2025-08-01")?.samples;
    const uncounted = set.uncounted_files > 0 ? all * 1000 : 0;
    const known = set.days.length > 0 ? (inside ?? 0) : (set.samples ?? 0);
    return sum + known + all * set.undated + uncounted;
  }, 0);
}
