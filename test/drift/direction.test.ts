import { describe, expect, test } from "vitest";
import { directionFor, unitChange } from "../../src/drift/direction.ts";
import { driftOf, seriesOf } from "../support/values.ts";

const judged = (metric: string, values: readonly number[]) => {
  const series = { ...seriesOf(values), metric };
  const { metrics, reasons } = driftOf({ series: [series] });
  return { metric: metrics[0], messages: reasons.map(({ message }) => message) };
};

/** An error that doubles, as scikit-learn's neg_… scorers write it. */
const NEGATED = Array.from({ length: 16 }, (_, i) => (i < 9 ? -1 : -2) - 0.01 * (i % 3));

describe("a direction by name is held against the values", () => {
  test.each([
    ["test_rmse", [-1, -1.1], "higher", "range", null],
    ["val/log_loss", [-0.3, 0], "higher", "range", null],
    ["wer", [0, 0], "lower", "name", null],
    ["rmse", [-1, 1], null, null, "negative"],
    ["loss", [-1, -2], null, null, "negative"],
    ["nll", [-1, 2], null, null, "negative"],
    ["accuracy", [-0.9, -0.8], null, null, "negative"],
    ["r2", [-1, 0.5], "higher", "name", null],
    ["neg_root_mean_squared_error", [-1, -2], "higher", "name", null],
    ["uplift", [-1], null, null, null],
  ])("%s %j", (metric, values, direction, by, doubt) => {
    expect(directionFor(metric, undefined, values)).toEqual({
      ...{ direction, direction_by: by, direction_doubt: doubt },
    });
  });

  test("the configuration is before the values", () => {
    const rule = { direction: "lower", primary: false, ignore: false, old_data: false } as const;
    expect(directionFor("rmse", rule, [-1]).direction).toBe("lower");
  });

  test("a negated error that grows is degrading, and it is said why", () => {
    const { metric, messages } = judged("test_rmse", NEGATED);
    expect(metric?.verdict).toBe("degrading");
    expect(messages).toContain(
      "Higher is better for test_rmse: the values of an error are below zero, so it is negated",
    );
  });

  test("of a loss below zero the user is asked", () => {
    const { metric, messages } = judged("loss", NEGATED);
    expect([metric?.verdict, metric?.rule]).toEqual(["unknown", "direction-unknown"]);
    expect(messages.join()).toContain("loss (its values are below zero)");
  });
});

describe("a change of unit", () => {
  test.each([
    ["accuracy", [0.92, 0.91, 85], 2],
    ["val_auc", [92, 91, 0.88, 0.87], 2],
    ["r2", [0.7, 71], 1],
    ["mape", [0.05, 0.051, 5.2], 2],
    ["error_rate", [0.04, 4.1], 1],
    ["accuracy", [92, 91, 85], null],
    ["r2", [0.9, -40], null],
    ["mape", [5, 300], null],
    ["error_rate", [1.2, 0.9, 1.1], null],
    ["wer", [0.9, 1.2], null],
    ["rmse", [0.9, 90], null],
    ["accuracy", [0.9, 0, 0.9], null],
    ["uplift", [0.9, 90], null],
  ])("of %s %j is at %j", (metric, values, at) => {
    expect(unitChange(metric, values)).toBe(at);
  });

  test("is not judged, whatever limit there is", () => {
    const values = [...Array.from({ length: 12 }, (_, i) => 0.92 + 0.001 * (i % 3)), 85, 85.1];
    const { metric, messages } = judged("accuracy", values);
    const { verdict, rule, change, unit_change } = metric ?? {};
    expect({ verdict, rule, change }).toEqual({
      ...{ verdict: "unknown", rule: "unit-changed", change: null },
    });
    expect(unit_change).toMatchObject({ before: 0.922, after: 85 });
    expect(messages.join()).toContain("changed from 0.922 to 85");
  });
});

test("metrics that matter are named before others", () => {
  const series = ["aaa", "a_b", "auc_diff", "loss"].map((metric) => ({
    ...seriesOf(NEGATED),
    metric,
  }));
  const [reason] = driftOf({ series }).reasons.filter(({ message }) =>
    message.includes("higher or"),
  );
  expect(reason?.message).toMatch(
    /for loss \(its values are below zero\), auc_diff, a_b and 1 more$/,
  );
});
