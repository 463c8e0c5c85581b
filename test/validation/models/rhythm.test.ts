import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatInstant, UTC } from "../../../src/time/instant.ts";
import { mlflowSource } from "../../../src/validation/mlflow/source.ts";
import { dividedByRhythm, type RunInTime } from "../../../src/validation/models/rhythm.ts";
import { chooseAlgorithm, runStem } from "../../../src/validation/models/run-kind.ts";
import { joinSettings } from "../../../src/validation/models/run-settings.ts";
import { scratch } from "../../support/scratch.ts";

const FIXTURES = fileURLToPath(
  new URL("../../../fixtures/validation/mlflow-rhythm/", import.meta.url),
);

const read = (file: string, model: string, own: object = {}) => {
  const cwd = scratch();
  cpSync(join(FIXTURES, file), join(cwd, "mlflow.db"));
  const config = { tool: "mlflow" as const, path: "mlflow.db", history: true, model, ...own };
  return mlflowSource.read({ cwd, now: Date.UTC(2100, 0) * 1000, zone: UTC, config });
};

describe.each(["mlflow2.db", "mlflow3.db"])("stores of the real MLflow: %s", (file) => {
  test.each([
    ["grid", 24, 0],
    ["four", 36, 4],
    ["nested", 20, 0],
    ["autologged", 9, 3],
  ])("%s is an experiment", async (model, runs, algorithms) => {
    const { series, experiments } = await read(file, model);
    expect(series).toEqual([]);
    expect(experiments).toHaveLength(1);
    expect(experiments?.[0]).toMatchObject({ runs, metrics: ["val_auc"] });
    if (algorithms > 0)
      expect(experiments?.[0]?.kinds).toEqual({ by: "algorithm", count: algorithms });
  });

  test.each([
    ["weekly", 16],
    ["hourly", 336],
  ])("%s is monitoring", async (model, points) => {
    const { series, experiments } = await read(file, model);
    expect(experiments).toEqual([]);
    expect(series.map((each) => each.points.length)).toEqual([points]);
  });

  test("several evaluations a day for a month are monitoring", async () => {
    const { series, experiments } = await read(file, "several a day");
    expect(experiments).toEqual([]);
    expect(series).toHaveLength(1);
  });

  test("a registered model joins the algorithms of its versions, without the search before", async () => {
    const { series, experiments } = await read(file, "champion");
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({ source: "mlflow: champion", champion: "9" });
    expect(series[0]?.points).toHaveLength(10);
    expect(experiments?.[0]?.runs).toBe(20);
  });

  test.each([
    ["failed", "monitor-10 failed"],
    ["failed halfway", "monitor-10 failed"],
    ["killed", "monitor-10 killed"],
    ["without a metric", "monitor-10 has no metric"],
    ["without one metric", "monitor-10 has no val_auc, unlike all before it"],
  ])("%s: the newest run is a failed evaluation", async (model, problem) => {
    const { series, failed } = await read(file, model);
    expect(failed).toMatchObject([{ source: `mlflow: ${model}`, problem: `run ${problem}` }]);
    expect(formatInstant(failed?.[0]?.at as number, UTC)).toMatch(/^2025-08-20T00:00:0[12]/);
    expect(series.map(({ points }) => points.length)).toEqual(
      model === "without one metric" ? [10, 11] : [10, 10],
    );
  });

  test.each(["well", "tried again", "another failed", "running", "with preparations"])(
    "%s: no evaluation failed",
    async (model) => {
      expect((await read(file, model)).failed).toEqual([]);
    },
  );

  test("runs with the configured name are one series", async () => {
    const { series, experiments } = await read(file, "four", { run_name: "xgboost_*" });
    expect(series[0]?.points).toHaveLength(9);
    expect(experiments).toEqual([]);
  });
});

test.each([
  ["weekly_2025-08-14", "weekly"],
  ["random-forest-a8f3k2-07", "random forest"],
  ["bold-fox-123", ""],
  ["random-forest-100", "random forest"],
  ["Train Aug 2025", "train"],
  ["run7", "run"],
  ["resnet50_3", "resnet50"],
  ["2025W32", ""],
  [null, ""],
])("the stem of %s is %s", (name, stem) => {
  expect(runStem(name)).toBe(stem);
});

test.each([
  [[["estimator_name", "RandomForestClassifier"]], "RandomForestClassifier"],
  [[["model", "LogisticRegression(C=0.1)"]], "LogisticRegression"],
  [[["model", "models/2025-08-14/churn"]], "models//churn"],
  [[["model", "20250814"]], null],
  [[], null],
] as [[string, string][], string | null][])("the algorithm of %j is %s", (values, algorithm) => {
  expect(chooseAlgorithm(values)).toBe(algorithm);
});

test("settings are parameters, but for those of data and time", () => {
  const params = { max_depth: "3", train_end: "2025-08-14", n_rows: "120", batch_size: "8" };
  expect(joinSettings(new Map(Object.entries(params)))).toBe(
    '[["batch_size","8"],["max_depth","3"]]',
  );
  expect(joinSettings(new Map([["date", "x"]]))).toBe(null);
});

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const DAY = 86_400_000_000;
type Make = (random: () => number) => RunInTime[];

function series(random: () => number, gap: number, jitter: number, count: number): RunInTime[] {
  const at = (i: number) => i * gap + random() * jitter;
  return Array.from({ length: count }, (_, i) => ({ at: at(i), settings: "[]" })).sort(
    (a, b) => a.at - b.at,
  );
}

const STORES: [string, boolean, Make][] = [
  [
    "weekly retraining",
    true,
    (random) => series(random, 7 * DAY, DAY, 8 + Math.floor(40 * random())),
  ],
  [
    "weekly retraining, tuned",
    true,
    (random) =>
      series(random, 7 * DAY, DAY / 24, 8 + Math.floor(40 * random())).map((run) => ({
        ...run,
        settings: `${random()}`,
      })),
  ],
  ["hourly for two weeks", true, (random) => series(random, DAY / 24, DAY / 240, 336)],
  [
    "several a day for a month",
    true,
    (random) =>
      Array.from({ length: 30 }, (_, day) =>
        Array.from({ length: 2 + Math.floor(4 * random()) }, () => ({
          at: (day + random() / 2) * DAY,
          settings: null,
        })),
      )
        .flat()
        .sort((a, b) => a.at - b.at),
  ],
  [
    "a grid search",
    false,
    (random) =>
      series(random, DAY / 200, DAY / 400, 12 + Math.floor(150 * random())).map((run) => ({
        ...run,
        settings: `${random()}`,
      })),
  ],
  [
    "a week of trials",
    false,
    (random) =>
      series(random, DAY / 10, DAY / 20, 70).map((run) => ({
        ...run,
        settings: `${Math.floor(4 * random())}`,
      })),
  ],
  [
    "one sitting without parameters",
    false,
    (random) =>
      series(random, DAY / 100, DAY / 50, 8 + Math.floor(60 * random())).map((run) => ({
        ...run,
        settings: null,
      })),
  ],
  [
    "sittings of a fortnight",
    false,
    (random) =>
      Array.from({ length: 8 }, () => {
        const start = Math.floor(14 * random()) * DAY;
        return Array.from({ length: 3 + Math.floor(9 * random()) }, () => ({
          at: start + (random() * DAY) / 3,
          settings: `${Math.floor(9 * random())}`,
        }));
      })
        .flat()
        .sort((a, b) => a.at - b.at),
  ],
];

test.each(STORES)("1,000 simulated stores of %s: monitoring is %s", (_, isMonitoring, make) => {
  const random = generator(7);
  let wrong = 0;
  for (let i = 0; i < 1000; i++) {
    const { monitored } = dividedByRhythm(make(random));
    if (monitored.length > 0 !== isMonitoring) wrong++;
  }
  expect(wrong).toBeLessThanOrEqual(10);
});

test("a search on one day is set aside from daily monitoring", () => {
  const daily = series(generator(1), DAY, 1, 20);
  const search = Array.from({ length: 12 }, (_, i) => ({
    at: 5.1 * DAY + i * 1e6,
    settings: `${i}`,
  }));
  const all = [...daily, ...search].sort((a, b) => a.at - b.at);
  const { monitored, aside } = dividedByRhythm(all);
  expect(monitored).toHaveLength(19);
  expect(aside).toHaveLength(13);
});
