import { expect, test } from "vitest";
import { keepTraining } from "../../../src/inventory/datasets/keep-training.ts";
import type { DataFile } from "../../../src/inventory/reader.ts";

test.each([
  [["data/processed/a.csv", "data/raw/a.csv"], "data/processed/a.csv"],
  [["data/all.csv", "data/train.csv"], "data/train.csv"],
  [["data/a.csv", "data/b.csv"], "data/a.csv"],
  [["data/raw/a.csv", "data/x.csv"], "data/x.csv"],
  [["data/one/pair/train.csv", "data/train.csv"], "data/train.csv"],
  [["a.csv", "data/a.csv"], "data/a.csv"],
])("of %j %s counts", (paths, kept) => {
  const files = paths.map((path) => ({ path }) as DataFile);
  const [first, ...others] = files as [DataFile, ...DataFile[]];
  const copies = keepTraining(new Map(others.map((file) => [file, first.path])), files);
  expect([...copies.values()]).toEqual([kept]);
  expect([...copies.keys()].map(({ path }) => path)).toEqual(paths.filter((path) => path !== kept));
});
