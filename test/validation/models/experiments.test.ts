import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { normals } from "../../support/random.ts";
import { scratch, writeFiles } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const NOW = instant("2030-01-01T00:00:00Z");
const START = Date.UTC(2025, 4, 5, 9);
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

const isoOf = (ms: number) => new Date(START + ms).toISOString();
const { uniform, normal } = normals(20250505);
const near = (level: number) => (level + 0.003 * normal()).toFixed(4);

/** A table of so many rows. */
function table(columns: string, count: number, row: (i: number) => readonly unknown[]): string {
  return [columns, ...Array.from({ length: count }, (_, i) => row(i).join(","))].join("\n");
}

async function read(cwd: string, source: object = {}, path = "metrics.csv") {
  const tool = path.endsWith("json") ? "metrics" : "table";
  const sources = Object.keys(source).length === 0 ? undefined : [{ tool, path, ...source }];
  const config = configOf({ validation: { sources } } as never).validation;
  const evidence = await readEvidence({ cwd, now: NOW, zone: UTC, config });
  const points = evidence.series.map(({ metric, source: of, points: each }) => [
    ...[of, metric, each.length],
  ]);
  return { ...evidence, points };
}

const TITLES =
  "snow rain fog hail wind calm frost dew mist haze storm squall breeze gale sleet thaw".split(" ");

describe("rows of one model over time are a series", () => {
  const days = Array.from({ length: 30 }, (_, day) =>
    Array.from({ length: 2 + Math.floor(4 * uniform()) }, () => (day + uniform() / 2) * DAY),
  ).flat();
  days.sort((a, b) => a - b);

  test.each<[string, string, (string | number)[][]]>([
    [
      "weekly, of two models",
      table("date,model,auc", 40, (i) => {
        const [week, model] = [Math.floor(i / 2), i % 2 === 0 ? "xgb" : "rf"];
        return [isoOf(week * 7 * DAY), model, near(0.9)];
      }),
      [
        ["metrics.csv: rf", "auc", 20],
        ["metrics.csv: xgb", "auc", 20],
      ],
    ],
    [
      "weekly retraining, tuned each time, with a name for each run",
      table("run_name,date,max_depth,auc", 16, (i) => [
        ...[`${TITLES[i]}_${i}`, isoOf(i * 7 * DAY), i, near(0.9)],
      ]),
      [["metrics.csv", "auc", 16]],
    ],
    [
      "a model that is called after the day of its training",
      table("date,model,auc", 12, (i) => {
        const date = isoOf(i * 7 * DAY).slice(0, 10);
        return [date, `churn_${date}`, near(0.9)];
      }),
      [["metrics.csv", "auc", 12]],
    ],
    [
      "hourly for two weeks, with ids of runs",
      table("timestamp,run_id,auc", 336, (i) => [isoOf(i * HOUR + 9e5 * uniform()), i, near(0.9)]),
      [["metrics.csv", "auc", 336]],
    ],
    [
      "several a day for a month",
      table("timestamp,auc", days.length, (i) => [isoOf(days[i] as number), near(0.9)]),
      [["metrics.csv", "auc", days.length]],
    ],
    [
      "a value a row",
      table("date,experiment,metric,value", 40, (i) => [
        ...[isoOf(Math.floor(i / 2) * DAY), "churn", i % 2 ? "auc" : "f1", near(0.9)],
      ]),
      [
        ["metrics.csv", "auc", 20],
        ["metrics.csv", "f1", 20],
      ],
    ],
    [
      "three of one day",
      table("timestamp,auc", 3, (i) => [isoOf(i * HOUR), 0.9]),
      [["metrics.csv", "auc", 3]],
    ],
  ])("%s", async (_, text, expected) => {
    const { points, experiments } = await read(scratch({ "metrics.csv": `${text}\n` }));
    expect(points).toEqual(expected);
    expect(experiments).toEqual([]);
  });

  test("a list of trees", async () => {
    const list = Array.from({ length: 12 }, (_, i) => ({
      ...{ timestamp: isoOf(i * 7 * DAY), run: `weekly ${i}`, auc: Number(near(0.9)) },
    }));
    const { points, experiments } = await read(scratch({ "metrics.json": JSON.stringify(list) }));
    expect(points).toEqual([["metrics.json", "auc", 12]]);
    expect(experiments).toEqual([]);
  });
});

const models = ["xgboost", "random_forest", "logreg", "lightgbm"];
const COMPARED = table("timestamp,model,max_depth,auc,f1", 36, (i) => [
  ...[isoOf(i * 7 * MINUTE), models[Math.floor(i / 9)], 3 + (i % 9), near(0.85), near(0.8)],
]);

describe("many rows in a short burst are an experiment", () => {
  test.each<[string, string, object]>([
    ["models with settings", COMPARED, { runs: 36, kinds: { by: "algorithm", count: 4 } }],
    [
      "settings of one model",
      table("timestamp,max_depth,auc", 24, (i) => [isoOf(i * 90_000), 2 + (i % 6), near(0.8)]),
      { runs: 24, kinds: { by: "algorithm", count: 1 } },
    ],
    [
      "named experiments",
      table("experiment,timestamp,auc", 15, (i) => [
        `exp${i}_${"abcdefghijklmno"[i]}bc`,
        isoOf(i * HOUR),
        near(0.8),
      ]),
      { runs: 15 },
    ],
    [
      "models side by side, without a time",
      table("model,accuracy,f1", 4, (i) => [models[i], near(0.8), near(0.7)]),
      { runs: 4, kinds: { by: "algorithm", count: 4 }, metrics: ["accuracy", "f1"] },
    ],
    [
      // The columns of wandb's export of a table of runs, and of scikit-learn's cv_results_.
      "runs as wandb exports them, the newest first",
      table("Name,State,Notes,User,Tags,Created,Runtime,Sweep,lr,epoch,val_loss", 25, (i) => [
        ...[
          `${["lucky", "bold"][i % 2]}-sweep-${25 - i}`,
          i === 3 ? "crashed" : "finished",
          "-",
          "me",
          "",
        ],
        ...[isoOf(-i * 13 * MINUTE), 100 + i, "", [0.1, 0.01][i % 2], 20, near(0.3)],
      ]),
      { runs: 24, metrics: ["val_loss"] },
    ],
    [
      "a grid of scikit-learn",
      table(",mean_fit_time,param_C,params,mean_test_score,rank_test_score", 6, (i) => [
        ...[i, 0.1, 10 ** i, `{'C': ${10 ** i}}`, near(0.9), i + 1],
      ]),
      { runs: 6 },
    ],
    [
      "trainings with a log of their epochs each",
      table("run,epoch,val_auc", 40, (i) => [`${models[Math.floor(i / 10)]}`, i % 10, near(0.8)]),
      { runs: 4, kinds: { by: "name", count: 4 } },
    ],
  ])("%s", async (_, text, expected) => {
    const { points, experiments } = await read(scratch({ "metrics.csv": `${text}\n` }));
    expect(points).toEqual([]);
    expect(experiments).toMatchObject([{ source: "metrics.csv", unit: "evaluation", ...expected }]);
  });

  test("a list of trees", async () => {
    const list = Array.from({ length: 12 }, (_, i) => ({
      ...{ timestamp: isoOf(i * 7 * MINUTE), run_name: `depth ${i}`, max_depth: i, auc: 0.9 },
    }));
    const { points, experiments } = await read(scratch({ "metrics.json": JSON.stringify(list) }));
    expect(points).toEqual([]);
    expect(experiments).toMatchObject([{ source: "metrics.json", runs: 12 }]);
  });

  test("beside which one of the models goes on", async () => {
    const weekly = table("timestamp,model,max_depth,auc,f1", 12, (i) => [
      ...[isoOf((i + 1) * 7 * DAY), "lightgbm", 5, near(0.86), near(0.8)],
    ]);
    const text = `${COMPARED}\n${weekly.slice(weekly.indexOf("\n") + 1)}\n`;
    const { points, experiments } = await read(scratch({ "metrics.csv": text }));
    expect(points).toEqual([
      ["metrics.csv", "auc", 12],
      ["metrics.csv", "f1", 12],
    ]);
    expect(experiments).toMatchObject([{ runs: 36 }]);
  });

  test("but for those whose runs are named", async () => {
    const text = table("timestamp,run_name,auc", 24, (i) => [
      ...[isoOf(i * 90_000), i < 9 ? `monitor-${i}` : `grid-${i}`, near(0.8)],
    ]);
    const named = await read(scratch({ "metrics.csv": `${text}\n` }), { run_name: "monitor-*" });
    expect(named.points).toEqual([["metrics.csv", "auc", 9]]);
    expect(named.experiments).toEqual([]);
    expect(named.notes?.map(({ problem }) => problem)).toContain(
      "15 evaluations excluded, not named like `run_name`",
    );
    const all = await read(scratch({ "metrics.csv": `${COMPARED}\n` }), { run_name: "*" });
    expect(all.points.map(([, metric, count]) => [metric, count])).toEqual([
      ["auc", 36],
      ["f1", 36],
    ]);
  });
});

test("a newest run that failed, by the table itself, is a failed evaluation", async () => {
  const rows = (last: string) =>
    `${table("run_name,state,date,auc", 12, (i) => [
      ...[
        `weekly-${i}`,
        i === 11 ? last : "finished",
        isoOf(i * 7 * DAY),
        i === 11 ? "" : near(0.9),
      ],
    ])}\n`;
  const { points, failed } = await read(scratch({ "metrics.csv": rows("crashed") }));
  expect(points).toEqual([["metrics.csv", "auc", 11]]);
  expect(failed).toMatchObject([{ source: "metrics.csv", at: instant(isoOf(77 * DAY)) }]);
  const running = await read(scratch({ "metrics.csv": rows("running") }));
  expect(running.failed).toEqual([]);
  expect(running.problems.map(({ problem }) => problem)).toEqual([
    'line 13: "running", so that it counts when it has finished',
  ]);
});

test("of a file that was overwritten again and again the newest evaluation is the model's", async () => {
  const cwd = scratch();
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (words: readonly string[], at = START) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...words], {
      cwd,
      env: { ...env, GIT_AUTHOR_DATE: isoOf(at), GIT_COMMITTER_DATE: isoOf(at) },
    });
  git(["init", "--quiet"]);
  for (let i = 0; i < 8; i++) {
    writeFiles(cwd, { "metrics.json": `{"auc": ${0.7 + i / 100}, "params": {"depth": ${i}}}` });
    git(["add", "--all"]);
    git(["commit", "--quiet", "--message=x"], i * 20 * MINUTE);
  }
  const { points, series, experiments } = await read(cwd);
  expect(points).toEqual([["metrics.json", "auc", 1]]);
  expect(series[0]?.points[0]?.value).toBe(0.77);
  expect(experiments).toMatchObject([{ runs: 8, metrics: ["auc"] }]);
});
