import { expect, test } from "vitest";
import { configOf, driftOf, seriesOf } from "../support/values.ts";

const settled = (metric: string, values: readonly number[]) =>
  driftOf({ series: [seriesOf(values, { metric }), seriesOf([0.9, 0.91, 0.9])] });

test.each<[string, number[]]>([
  ["trees", [100, 100, 100]],
  ["n_leaves_kept", Array(12).fill(-2)],
])("%s is a setting where it is always the same whole number", (metric, values) => {
  const { metrics, notes } = settled(metric, values);
  expect(metrics.map(({ name }) => name)).toEqual(["val_auc"]);
  expect(notes).toEqual([
    {
      path: "metrics/*.json",
      problem: `${metric} is a whole number that never changes: taken for a setting; configure it where it is a metric`,
    },
  ]);
});

test.each<[string, string, number[]]>([
  ["always 0", "violations", [0, 0, 0, 0]],
  ["always 1", "checks_passed", [1, 1, 1, 1]],
  ["of a name that the field knows", "rmse", [3, 3, 3, 3]],
  ["a fraction", "margin_at_default", [2.5, 2.5, 2.5]],
  ["changing at last", "complaints", [7, 7, 7, 7, 7, 7, 7, 9]],
  ["measured twice", "complaints", [7, 7]],
])("a metric that is %s stays one", (_, metric, values) => {
  const { metrics, notes } = settled(metric, values);
  expect(metrics.map(({ name }) => name).sort()).toEqual([metric, "val_auc"].sort());
  expect(notes).toEqual([]);
});

test("what is configured is a metric all the same", () => {
  const { metrics, notes } = driftOf(
    { series: [seriesOf([7, 7, 7], { metric: "complaints" })] },
    { metrics: configOf({ metrics: { complaints: { direction: "lower" } } }).metrics },
  );
  expect(metrics).toMatchObject([{ name: "complaints", direction: "lower" }]);
  expect(notes).toEqual([]);
});
