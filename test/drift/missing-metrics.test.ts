import { expect, test } from "vitest";
import { findMisspelt } from "../../src/drift/missing-metrics.ts";
import { configOf } from "../support/values.ts";

const READ = ["val_auc", "val_recall", "cost_a"];

test.each<[why: string, configured: string[], near: string[]]>([
  ["a slip", ["aucc"], ["val_auc"]],
  ["a slip behind the split", ["val_recal"], ["val_recall"]],
  ["one that was read", ["auc", "val_recall"], []],
  ["one that the field knows, which may not be evaluated yet", ["acc"], []],
  ["one like another that a rule is about", ["cost_a", "cost_b"], []],
  ["one like none", ["fairness"], []],
])("of %s", (_, configured, near) => {
  const { metrics } = configOf({
    metrics: Object.fromEntries(configured.map((name) => [name, { direction: "higher" }])),
  });
  expect(findMisspelt(READ, metrics).map((each) => each.near)).toEqual(near);
});
