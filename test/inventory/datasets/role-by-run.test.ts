import { describe, expect, test } from "vitest";
import { type RunInput, rolesByRun } from "../../../src/inventory/datasets/role-by-run.ts";

const inputOf = (changes: Partial<RunInput>): RunInput => ({
  ...{ name: "dataset", source: null, context: "training", rows: 40, run: "run 1e1c3614" },
  ...changes,
});
const rolesOf = (names: string[], ...inputs: Partial<RunInput>[]) =>
  rolesByRun(
    names.map((name) => ({ name })),
    inputs.map(inputOf),
  ).map((verdict) => verdict?.role ?? null);

describe("a run's input is the table", () => {
  test.each([
    ["that lies at its path", "data/a.csv"],
    ["whose path its path ends with", "/srv/churn/data/a.csv"],
    ["whose path its address ends with", "s3://bucket/data/a.csv"],
    ["alone in its folder", "file:///srv/churn/data"],
  ])("%s", (_, source) => {
    expect(rolesOf(["data/a.csv"], { source })).toEqual(["training"]);
  });

  test("whose path has more in common with its path", () => {
    expect(rolesOf(["a.csv", "data/a.csv"], { source: "/srv/data/a.csv" })).toEqual([
      ...[null, "training"],
    ]);
  });

  test("of its name, where its path says nothing", () => {
    expect(rolesOf(["data/a.csv", "data/b.csv"], { name: "b", source: "query.sql" })).toEqual([
      ...[null, "training"],
    ]);
  });

  test("of a folder of many files", () => {
    expect(rolesOf(["lake/events"], { source: "lake/events/" })).toEqual(["training"]);
    expect(rolesOf(["lake/events"], { name: "events" })).toEqual(["training"]);
  });

  test("of which it names the first half of a pair", () => {
    const pair = "data/X_train.csv and y_train.csv";
    expect(rolesOf([pair], { source: "data/X_train.csv" })).toEqual(["training"]);
  });
});

describe("a run's input is no table", () => {
  test("where several lie in its folder", () => {
    expect(rolesOf(["data/a.csv", "data/b.csv"], { source: "data" })).toEqual([null, null]);
  });

  test("where several have its name", () => {
    expect(rolesOf(["data/raw/a.csv", "data/a.csv"], { name: "a" })).toEqual([null, null]);
  });

  test("where its name is the one that MLflow gives to all", () => {
    expect(rolesOf(["data/dataset.csv"], {})).toEqual([null]);
  });

  test("where only the end of a name is the same", () => {
    expect(rolesOf(["data.csv"], { source: "/srv/mydata.csv" })).toEqual([null]);
  });
});

test("what was read for validation is holdout, and what was split is training data", () => {
  const [training, validation] = ["training", "validation"].map((context) => ({
    ...{ source: "data/a.csv", context },
  })) as [Partial<RunInput>, Partial<RunInput>];
  expect(rolesOf(["data/a.csv"], validation)).toEqual(["holdout"]);
  expect(rolesOf(["data/a.csv"], validation, training)).toEqual(["training"]);
  expect(rolesOf(["data/a.csv"], { source: "data/a.csv", context: null })).toEqual([null]);
});
