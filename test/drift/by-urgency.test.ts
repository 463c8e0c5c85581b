import { expect, test } from "vitest";
import { byImportance, byUrgency } from "../../src/drift/by-urgency.ts";
import type { MetricAssessment } from "../../src/drift/schema.ts";

const named = (names: readonly string[], sourceOf = (_: string) => "metrics.json") =>
  names.map((name) => ({ name, source: sourceOf(name), primary: false }) as MetricAssessment);

test.each([
  [["avg_clv", "average_precision", "test_auc"], "test_auc"],
  [["report.0.f1-score", "report.1.f1-score", "per_board_accuracy"], "per_board_accuracy"],
  [["pr_auc", "roc_auc", "recall"], "roc_auc"],
  [["cv.roc_auc", "test.final_auc"], "test.final_auc"],
  [["tuning.cv_best_auc", "best_model.test_metrics.auc"], "best_model.test_metrics.auc"],
  [["best.mae", "comparison.linear.mae", "r2"], "r2"],
  [["baseline_test.rmse", "production_test.rmse"], "production_test.rmse"],
  [["base.exact_match", "fine_tuned.exact_match"], "fine_tuned.exact_match"],
  [["dummy.accuracy", "xgboost.accuracy"], "xgboost.accuracy"],
  [["val/box_loss", "metrics/mAP50(B)"], "metrics/mAP50(B)"],
  [["validation/best_val_auc", "validation/auc_roc"], "validation/auc_roc"],
  [["naive_rmse", "naive_bayes_rmse"], "naive_bayes_rmse"],
])("of %j that by which the model is known comes first", (names, first) => {
  expect(byImportance(named(names))[0]?.name).toBe(first);
});

test("those of a baseline's file come after those of a model's", () => {
  const metrics = named(["auc", "test_auc"], (name) =>
    name === "auc" ? "eval/baseline_metrics.json" : "eval/xgb_metrics.json",
  );
  expect(byImportance(metrics)[0]?.name).toBe("test_auc");
});

test("what was measured of late comes before what is too old", () => {
  const metrics = named(["auc", "xgboost.auc"]).map((metric) => {
    return { ...metric, limit: null, verdict: "unknown", age: { stale: metric.name === "auc" } };
  }) as MetricAssessment[];
  expect(byUrgency(metrics)[0]?.name).toBe("xgboost.auc");
});

test("what can be judged comes before what has no known direction", () => {
  const metrics = named(["coverage90_goals", "accuracy"]).map((metric) => {
    const isKnown = metric.name === "accuracy";
    const verdict = isKnown ? "stable" : "unknown";
    return { ...metric, limit: null, age: null, verdict, direction: isKnown ? "higher" : null };
  }) as MetricAssessment[];
  expect(byUrgency(metrics)[0]?.name).toBe("accuracy");
});
