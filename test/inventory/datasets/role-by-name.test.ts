import { describe, expect, test } from "vitest";
import { rolesByName } from "../../../src/inventory/datasets/role-by-name.ts";

/** The roles of paths, by their names alone. */
const rolesOf = (...paths: string[]) => rolesByName(paths).map((verdict) => verdict?.role ?? null);

describe("rolesByName", () => {
  test.each([
    ["data/train.csv", "training"],
    ["data/train_final.csv", "training"],
    ["data/churn_train.csv", "training"],
    ["data/train_features.csv", "training"],
    ["data/test.csv", "holdout"],
    ["data/raw/KDDTest+.csv", "holdout"],
    ["data/val/a.csv", "holdout"],
    ["datasets/holdout_2025q2.csv", "holdout"],
    ["data/train_2025_h1.csv", "training"],
    ["data/test_w33.csv", "holdout"],
    ["data/test_results.csv", null],
    ["data/customers.csv", null],
    ["data/01_raw/customers.csv", "raw"],
    ["data/interim/customers.csv", "raw"],
    ["data/preprocessed/customers.csv", "training"],
    ["data/05_model_input/table.csv", "training"],
    ["data/engineered/days.csv", "training"],
    ["data/feature_engineered/days.csv", "training"],
    ["data/cleaned/days.csv", "training"],
    ["data/sample_submission.csv", "prediction"],
    ["data/churn_prediction.csv", "prediction"],
    ["data/processed/sales_forecast_12_months.csv", "prediction"],
    ["data/forecast_30days.csv", "prediction"],
    ["data/sales_forecast.csv", null],
    ["data/churn_prediction_dataset.csv", null],
    ["data/prediction_data.csv", "prediction"],
    ["data/reference/customers.csv", "reference"],
    ["data/sales_train_validation.csv", "training"],
    ["data/train_test.csv", "training"],
    ["data/fallback/prices.csv", "other"],
    ["data/fake/train.csv", "other"],
    ["data/current.csv", null],
  ])("%s alone is %s", (path, role) => {
    expect(rolesOf(path)).toEqual([role]);
  });

  test.each<[string, string[], (string | null)[]]>([
    [
      "what a monitor compares with a reference",
      ["data/reference.csv", "data/current.csv", "data/a_baseline.csv", "data/a_production.csv"],
      ["reference", "other", "reference", "other"],
    ],
    [
      "a raw split below a later stage",
      ["data/raw/train.csv", "data/raw/test.csv", "data/preprocessed/train_preprocessed.csv"],
      ["raw", "raw", "training"],
    ],
    [
      "a stage where a split is the training data",
      ["data/processed/all.csv", "data/train.csv"],
      [null, "training"],
    ],
    [
      "cleaned data before a later stage",
      ["data/raw/a.csv", "data/cleaned/b.csv", "data/engineered/c.csv"],
      ["raw", "raw", "training"],
    ],
    ["cleaned data beside raw", ["data/raw/a.csv", "data/clean/b.csv"], ["raw", "training"]],
    [
      "splits of the same table",
      ["data/train_users.csv", "data/test_users.csv"],
      ["training", "holdout"],
    ],
    [
      "a table and what was made from it",
      ["input/train.csv", "input/clean_train.csv"],
      ["raw", "training"],
    ],
    ["the same in other words", ["input/train.csv", "input/train_ready.csv"], ["raw", "training"]],
    ["the same without a split", ["data/dataset.csv", "data/dataset_clean.csv"], ["raw", null]],
    [
      "the test data that was cleaned",
      ["data/test.csv", "data/test_cleaned.csv"],
      ["holdout", "holdout"],
    ],
    [
      "a cleaned table of another name",
      ["data/orders.csv", "data/customers_clean.csv"],
      [null, null],
    ],
    ["a cleaned table of another folder", ["a/orders.csv", "b/orders_clean.csv"], [null, null]],
  ])("%s", (_, paths, roles) => {
    expect(rolesOf(...paths)).toEqual(roles);
  });
});
