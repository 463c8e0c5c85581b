import { expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";

/** Rows of so many columns. */
const table = (rows: number, columns: number) =>
  Array.from({ length: rows + 1 }, (_, row) =>
    Array.from({ length: columns }, (_, c) => (row === 0 ? `c${c}` : row * 10 + c)).join(","),
  ).join("\n");

async function listNames(files: Record<string, string>): Promise<string[]> {
  const { host, record } = fakeHost(scratch(files));
  expect(await run(["scan", "--format", "json", "--no-cache"], host), record.stderr).toBe(0);
  return JSON.parse(record.stdout).datasets.map(({ name }: { name: string }) => name);
}

test.each([
  ["data/X_train.csv", "data/y_train.csv"],
  ["data/train_features.csv", "data/train_labels.csv"],
  ["data/X.csv", "data/y.csv"],
  ["data/x_train_model_input.csv", "data/y_train_model_input.csv"],
  ["data/train.csv", "data/y_train.csv"],
  ["data/features_processed.csv", "data/targets_binary.csv"],
  ["data/customers.csv", "data/labels.csv"],
])("%s and %s of as many rows are one table", async (x, y) => {
  const names = await listNames({ [x]: table(30, 4), [y]: table(30, 1) });
  expect(names).toEqual([`${x} and ${y.slice("data/".length)}`]);
});

test.each([
  ["of other rows", { "data/train.csv": table(30, 4), "data/y_train.csv": table(29, 1) }],
  ["of many columns", { "data/train.csv": table(30, 4), "data/y_train.csv": table(30, 3) }],
  ["of another folder", { "data/a/train.csv": table(30, 4), "data/b/y_train.csv": table(30, 1) }],
  [
    "beside two tables of as many rows",
    {
      "data/train.csv": table(30, 4),
      "data/weather.csv": table(30, 3),
      "data/y_all.csv": table(30, 1),
    },
  ],
])("labels %s are a table of their own", async (_, files) => {
  expect(await listNames(files)).toEqual(Object.keys(files));
});
