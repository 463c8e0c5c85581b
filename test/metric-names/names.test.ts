import { describe, expect, test } from "vitest";
import {
  canonicalName,
  findDirection,
  isOfRunning,
  isShare,
  nearestNames,
} from "../../src/metric-names/names.ts";

test.each([
  ["validation/f1_macro", "f1", "higher"],
  ["val_recall@10", "recall", "higher"],
  ["eval_loss", "loss", "lower"],
  ["test.roc_auc", "roc_auc", "higher"],
  ["metrics/mAP50(B)", "map50", "higher"],
  ["neg_root_mean_squared_error", "neg_root_mean_squared_error", "higher"],
  ["r2", "r2", "higher"],
  ["Word Error Rate", "word_error_rate", "lower"],
  ["uplift", "uplift", null],
  ["constructor", "constructor", null],
])("%s is %s, and %s is better", (metric, name, direction) => {
  expect([canonicalName(metric), findDirection(metric)]).toEqual([name, direction]);
});

describe("the last name that the field knows decides, whatever model or split stands beside it", () => {
  test.each([
    ...["xgboost_mape", "validation_0-logloss", "valid_0-l2", "mlogloss", "holdout/mae_h24"],
    ...[
      "validation_0:error@0.7",
      "tweedie-nloglik@1.5",
      "gamma-deviance",
      "learn/Logloss",
      "valMAPE",
    ],
    ...[
      "models.xgboost.rmse",
      "rmse_resnet50",
      "mape_7d",
      "MeanSquaredError",
      "MultiClass:OneVsAll",
    ],
    ...["time_series_rmse", "word error rate", "multi_logloss", "valid_0-quantile", "model_a_wape"],
  ])("%s: lower is better", (metric) => {
    expect(findDirection(metric)).toBe("lower");
  });

  test.each([
    ...["lgbm_auc", "oos_auc", "pr_auc_valid", "best_precision", "valid_0-auc", "metrics/mAP_0.5"],
    ...["precision@0.5", "ndcg@10", "ndcg@5-", "rf_r2", "aucpr", "auc.mean", "accuracy.value"],
    ...["TotalF1:average=Macro", "NormalizedGini", "PRAUC", "BinaryAUROC", "MulticlassF1Score"],
    ...[
      "val_mean_io_u",
      "val/IoU",
      "R2Score",
      "valAcc",
      "eval_rougeL",
      "bleu4",
      "hits@10",
      "pass@1",
    ],
    ...[
      "threshold_0.5/precision",
      "auc_out_of_time",
      "weighted avg.f1-score",
      "1.precision",
      "AUC-PR",
    ],
    ...[
      "test_neg_mean_squared_error",
      "interval-regression-accuracy",
      "sparse_categorical_accuracy",
    ],
    ...["churn/eu-west/auc", "roc_auc_ovr_weighted", "accuracy_top5", "auc_2024", "score_val"],
  ])("%s: higher is better", (metric) => {
    expect(findDirection(metric)).toBe("higher");
  });

  test.each([
    ...[
      "std.f1",
      "f1.std",
      "std_auc",
      "gap/accuracy",
      "improvement/rmse",
      "accuracy_diff",
      "loss_ratio",
    ],
    ...[
      "domain_classifier/auc",
      "domain_classifier_auc",
      "drift/f1",
      "threshold/f1",
      "p_value.auc",
    ],
    ...["ci_95.auc", "support.accuracy", "count/precision", "time/accuracy", "se/rmse", "var.mae"],
    ...["delta_auc", "accuracyDrop", "auc_ci_low", "evaluation.auc.lower", "target_accuracy"],
    ...["1-auc", "one_minus_auc", "mean_error", "bias", "ks", "psi", "lift", "uplift@10", "ERR"],
    ...[
      "gini_impurity",
      "loss_weight",
      "error_count",
      "params/gamma",
      "gamma",
      "l2",
      "feature_importance_auc",
    ],
  ])("%s: the user is asked", (metric) => {
    expect(findDirection(metric)).toBeNull();
  });
});

test("what stands below a word that changes the meaning keeps its path, so no other metric's rule is its own", () => {
  expect(["std/f1", "gap.auc", "cv/f1", "auc.mean", "mAP_0.5"].map(canonicalName)).toEqual([
    ...["std/f1", "gap.auc", "f1", "auc", "map"],
  ]);
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
