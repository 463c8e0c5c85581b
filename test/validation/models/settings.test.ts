import { expect, test } from "vitest";
import { formatInstant, UTC } from "../../../src/time/instant.ts";
import { isMetricName, isSetting } from "../../../src/validation/metrics/metric-name.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch, writeFiles } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const card = {
  model: "demand",
  trained_at: "2025-06-02T04:00:00Z",
  feature_version: 7,
  metrics: { mape: 0.11, oos_auc: 0.8 },
  params: { anything: 3 },
  training_config: { window: 9 },
  xgb_max_depth: 6,
  setup: { horizon_days: 14, num_leaves: 31, last_retrain: 20250601 },
};

const read = async (cwd: string, validation: object = {}) =>
  readEvidence({
    ...{ cwd, now: instant("2025-08-14T00:00:00Z"), zone: UTC },
    config: configOf({ validation }).validation,
  });

test.each([
  "models/model_metadata.json",
  "models/demand_metrics.json",
  "models/demand/evaluation.json",
  "reports/eval_summary.json",
  "reports/2025/q2/eval_summary.json",
])("%s is read, dated by its training, with metrics alone", async (path) => {
  const cwd = scratch();
  writeFiles(cwd, { [path]: JSON.stringify(card) });
  const { series, notes, problems } = await read(cwd);
  expect(problems).toEqual([]);
  expect(series.map(({ metric }) => metric)).toEqual(["metrics.mape", "metrics.oos_auc"]);
  expect(series[0]?.points.map(({ at }) => formatInstant(at, UTC))).toEqual([
    "2025-06-02T04:00:00+00:00",
  ]);
  expect(notes?.map(({ problem }) => problem)).toEqual([
    "7 numbers are settings, versions or times, not metrics: feature_version, params.anything, setup.horizon_days, setup.last_retrain, setup.num_leaves …",
  ]);
});

test("what is configured as a metric is one, whatever its name", async () => {
  const cwd = scratch();
  writeFiles(cwd, { "models/model_metadata.json": JSON.stringify(card) });
  const path = "models/model_metadata.json";
  const { series, notes } = await read(cwd, {
    sources: [{ tool: "metrics", path, metrics: ["*max_depth"] }],
  });
  expect(series.map(({ metric }) => metric)).toEqual(["xgb_max_depth"]);
  expect(notes).toEqual([]);
});

test.each([
  ...["model_version", "feature_version", "trained_at", "training_date", "last_retrain"],
  ...[
    "params.n_estimators",
    "hyperparameters/learning",
    "config.a",
    "lgbm_max_depth",
    "n_clusters",
  ],
])("%s is a setting", (name) => {
  expect(isSetting(name)).toBe(true);
  expect(isMetricName(name)).toBe(false);
});

test.each(["auc", "metrics.f1", "ndcg_at_10", "precision_at_20", "conversion", "silhouette"])(
  "%s is no setting",
  (name) => {
    expect(isSetting(name)).toBe(false);
    expect(isMetricName(name)).toBe(true);
  },
);

test("takes thresholds for several kinds of rows for settings, and not the score below one", () => {
  for (const name of ["threshold_strategy.high_ltv", "decision_thresholds.eu", "best_cutoff.value"])
    expect({ name, is: isSetting(name) }).toEqual({ name, is: true });
  for (const name of ["best_threshold.f1", "threshold_0.5/precision", "thresholded_auc.eu"])
    expect({ name, is: isSetting(name) }).toEqual({ name, is: false });
});

test("takes what each feature does for no metric", () => {
  for (const name of ["feature_importance.distance", "importances.age", "xgb.coefficients.income"])
    expect({ name, is: isMetricName(name) }).toEqual({ name, is: false });
  expect(isMetricName("importance_weighted_auc")).toBe(true);
});
