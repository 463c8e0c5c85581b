import { expect, test } from "vitest";
import { byImportance } from "../../src/drift/by-urgency.ts";
import type { MetricAssessment } from "../../src/drift/schema.ts";

const named = (names: readonly string[]) =>
  names.map((name) => ({ name, primary: false }) as MetricAssessment);

test.each([
  [["avg_clv", "average_precision", "test_auc"], "test_auc"],
  [["report.0.f1-score", "report.1.f1-score", "per_board_accuracy"], "per_board_accuracy"],
  [["pr_auc", "roc_auc", "recall"], "roc_auc"],
  [["cv.roc_auc", "test.final_auc"], "test.final_auc"],
  [["tuning.cv_best_auc", "best_model.test_metrics.auc"], "best_model.test_metrics.auc"],
  [["best.mae", "comparison.linear.mae", "r2"], "r2"],
])("of %j that by which the model is known comes first", (names, first) => {
  expect(byImportance(named(names))[0]?.name).toBe(first);
});
