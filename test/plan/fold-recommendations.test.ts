import { describe, expect, test } from "vitest";
import { configOf, driftOf, planOf, seriesOf } from "../support/values.ts";

const FALL = [0.9, 0.91, 0.9, 0.92, 0.91, 0.9, 0.8, 0.81, 0.8, 0.79, 0.8, 0.81];

function planWith(names: readonly string[], floors: readonly string[] = []) {
  const metrics = Object.fromEntries(floors.map((name) => [name, { floor: 0.85 }]));
  const series = names.map((metric) => seriesOf(FALL, { metric }));
  return planOf({ drift: driftOf({ series }, { metrics: configOf({ metrics }).metrics }) });
}

describe("what several metrics say alike is said once", () => {
  test("and names them all", () => {
    const plan = planWith(["val_auc", "val_f1", "val_accuracy"]);
    const about = "val_accuracy, val_auc and val_f1";
    expect(plan.recommendations.filter((text) => text.includes("val_"))).toEqual([
      `Retrain soon: degradation of ${about}`,
    ]);
    expect(plan.risks.filter((risk) => risk.startsWith("Continued"))).toEqual([
      `Continued performance degradation until the next retraining: ${about}`,
    ]);
  });

  test("one alone is said as before", () => {
    const plan = planWith(["val_auc"]);
    expect(plan.recommendations).toContain("Retrain soon: degradation of val_auc");
    expect(plan.risks).toContain("Continued performance degradation until the next retraining");
  });

  test("what differs stays apart", () => {
    const plan = planWith(["val_auc", "val_f1"], ["val_f1"]);
    expect(plan.recommendations.filter((text) => text.includes("val_"))).toEqual([
      "Retrain immediately: limit crossed by val_f1",
      "Retrain soon: degradation of val_auc",
    ]);
  });

  test("of very many the first are named, and the rest counted", () => {
    const names = Array.from({ length: 40 }, (_, i) => `val_auc_${String(i).padStart(2, "0")}`);
    const said = planWith(names).recommendations.find((text) => text.includes("val_")) ?? "";
    expect(said).toMatch(/val_auc_00, .*val_auc_10 and 29 more$/);
  });
});
