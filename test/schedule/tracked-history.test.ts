import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  isOfTraining,
  type TrackedRules,
  trackedHistory,
} from "../../src/schedule/tracked-history.ts";
import { UTC } from "../../src/time/instant.ts";
import { readTrainings } from "../../src/validation/mlflow/trainings.ts";
import type { TrackedTraining } from "../../src/validation/schema.ts";
import { instant, NOW } from "../support/values.ts";

// Written by MLflow: see fixtures/schedule/mlflow/make.py.
const FIXTURES = fileURLToPath(new URL("../../fixtures/schedule/mlflow/", import.meta.url));
const STORES = [
  ["files", "mlruns"],
  ["sqlite", "mlflow.db"],
] as const;

async function historyOf(
  [folder, path]: readonly [string, string],
  model?: string,
  rules: Partial<TrackedRules> = {},
) {
  const columns = rules.columns;
  const { trainings, leftOut, problems } = await readTrainings(
    path,
    { cwd: FIXTURES + folder },
    { model, alias: "champion", isWanted: (metric) => isOfTraining(metric, columns) },
  );
  expect(problems).toEqual([]);
  return historyFrom(trainings, { leftOut, ...rules }, path);
}

function historyFrom(
  trainings: readonly TrackedTraining[],
  rules: Partial<TrackedRules> = {},
  path = "mlruns",
) {
  return trackedHistory(trainings, path, {
    ...{ columns: undefined, now: NOW, zone: UTC, leftOut: [], isNamed: false, ...rules },
  });
}

const training = (changes: Partial<TrackedTraining> = {}): TrackedTraining => ({
  ...{ path: "mlruns: run 1", startedMs: 1e12, endedMs: 1e12 + 7_200_000 },
  ...{ rows: null, isRegistered: false, stated: {}, measured: {}, ...changes },
});

describe.each(STORES)("of MLflow's %s", (...store) => {
  test("the trainings are what MLflow's client says", async () => {
    const { runs, notes, files } = await historyOf(store);
    const expected = JSON.parse(readFileSync(`${FIXTURES}expected.json`, "utf8"));
    expect(runs).toEqual(
      expected.map(({ start, storage_gb: storageGb, ...run }: Record<string, unknown>) => ({
        ...{ at: (start as number) * 1000, storageGb, ...run },
        hours: expect.closeTo(run.hours as number, 9),
      })),
    );
    expect(files).toEqual([store[1]]);
    expect(notes).toEqual([
      `${store[1]}: of its runs, not counted are 1 deleted, 1 failed, 1 running, 1 within other runs, 1 without samples of a training`,
    ]);
  });

  test("without type they are full, and that is said; samples are those of the data set", async () => {
    const { runs, notes } = await historyOf(store, "plain");
    expect(runs.map(({ type, samples, hours }) => [type, samples, hours])).toEqual([
      ["full_retrain", 200, 2],
      ["full_retrain", 300, 3],
      ["full_retrain", 400, 4],
      ["full_retrain", 500, 5],
    ]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/no run says its type, so that 4 runs count as full_retrain/);
  });

  test("columns can be mapped, also to metrics that are not evident", async () => {
    const columns = { samples: "samples", cost: "cost" };
    const { runs } = await historyOf(store, undefined, { columns, isNamed: true });
    expect(runs).toHaveLength(12);
    expect(runs[0]).toMatchObject({ samples: 7, cost: 9e9 });
    await expect(historyOf(store, undefined, { columns: { cost: "price" } })).rejects.toThrow(
      /^no column "price"; correct requirements.history.columns.cost/,
    );
  });

  test("an experiment that is not there is named, with what is", async () => {
    await expect(historyOf(store, "nope")).rejects.toThrow(
      'requirements.history: MLflow has no experiment or registered model "nope"',
    );
  });
});

describe("trackedHistory", () => {
  test("a run of a store that nobody named has to say that it trained", () => {
    const stated = { n_samples: "100" };
    expect(historyFrom([training({ stated })]).runs).toEqual([]);
    expect(historyFrom([training({ stated, isRegistered: true })]).runs).toHaveLength(1);
    expect(historyFrom([training({ stated })], { isNamed: true }).runs).toHaveLength(1);
    expect(historyFrom([training({ stated: { train_samples: "100" } })]).runs).toHaveLength(1);
    expect(historyFrom([training({ stated: { ...stated, type: "full" } })]).runs).toHaveLength(1);
    expect(historyFrom([training({ stated: { type: "full" } })]).runs).toEqual([]);
    expect(historyFrom([training({ rows: 100 })]).runs[0]).toMatchObject({
      samples: 100,
      hours: 2,
    });
  });

  test("what cannot be used is said, and the rest stands", () => {
    const { runs, problems } = historyFrom([
      training({ stated: { train_samples: "many", type: "full" } }),
      training({ stated: { train_samples: "5" } }),
      training({ startedMs: NOW / 1000 + 1, stated: { train_samples: "5", type: "full" } }),
      training({ stated: { train_samples: "5", type: "fine-tune", cost_eur: "3" } }),
    ]);
    expect(problems.map(({ problem }) => problem)).toEqual([
      '"many" in train_samples is not a number from 0; leave it empty if unknown',
      '"" is not a type; write full_retrain or incremental',
      "begun after this plan; not counted",
    ]);
    expect(runs).toMatchObject([{ type: "incremental", samples: 5, cost: 3 }]);
  });

  test("date and hours can be mapped", () => {
    const stated = { train_samples: "5", day: "2025-01-07", minutes: "90" };
    const columns = { date: "day", hours: "minutes" };
    const { runs } = historyFrom([training({ stated })], { columns });
    expect(runs[0]).toMatchObject({ at: instant("2025-01-07"), hours: 1.5 });
  });
});
