import { describe, expect, test } from "vitest";
import {
  canonicalName,
  directionOf,
  isOfRunning,
  isShare,
  nearestNames,
} from "../src/metric-names.ts";

test.each([
  ["validation/f1_macro", "f1", "higher"],
  ["val_recall@10", "recall", "higher"],
  ["eval_loss", "loss", "lower"],
  ["test.roc_auc", "roc_auc", "higher"],
  ["metrics/mAP50(B)", "map50", "higher"],
  ["neg_root_mean_squared_error", "neg_root_mean_squared_error", "higher"],
  ["r2", "r2", "higher"],
  ["Word Error Rate", "word_error_rate", null],
  ["uplift", "uplift", null],
  ["constructor", "constructor", null],
])("%s is %s, and %s is better", (metric, name, direction) => {
  expect([canonicalName(metric), directionOf(metric)]).toEqual([name, direction]);
});

test("what counts right answers is a share; what tells of the running is none to judge", () => {
  expect(["val_accuracy", "exact_match", "auc", "f1"].map(isShare)).toEqual([
    ...[true, true, false, false],
  ]);
  expect(["epoch", "train_runtime", "lr", "accuracy"].map(isOfRunning)).toEqual([
    ...[true, true, true, false],
  ]);
});

describe("a misspelt name", () => {
  test("means the nearest ones, with or without their split", () => {
    expect(nearestNames("recal", ["val_recall", "val_auc"])).toEqual(["val_recall"]);
    expect(nearestNames("val_acu", ["val_auc", "val_acc", "val_f1"])).toEqual([
      ...["val_auc", "val_acc"],
    ]);
    expect(nearestNames("auc", ["train_auc", "val_auc", "test_auc", "auc_2"])).toHaveLength(3);
  });

  test("that is near to none means none", () => {
    expect(nearestNames("latency", ["val_auc"])).toEqual([]);
    expect(nearestNames("auc", [])).toEqual([]);
  });
});
