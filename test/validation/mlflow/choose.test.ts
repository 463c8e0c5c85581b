import { describe, expect, test } from "vitest";
import { choose } from "../../../src/validation/mlflow/choose.ts";
import type { TrackingStore } from "../../../src/validation/mlflow/tracking.ts";

/** A store of these experiments, without a registered model. */
function storeOf(...experiments: { id: string; name: string; runs: number }[]): TrackingStore {
  return { experiments, models: [], experimentsOf: () => new Set() } as unknown as TrackingStore;
}

const DEFAULT = { id: "0", name: "Default", runs: 4 };
const CHURN = { id: "7", name: "churn", runs: 2 };

describe("of several experiments without a registered model", () => {
  test("the only one beside MLflow's default is read", () => {
    expect(choose(storeOf(DEFAULT, CHURN), {}, "champion")).toMatchObject({
      name: "churn",
      because: expect.stringContaining("MLflow's default experiment"),
    });
  });

  test("none is guessed where two have names", () => {
    const fraud = { id: "9", name: "fraud", runs: 40 };
    expect(choose(storeOf(DEFAULT, CHURN, fraud), {}, "champion")).toBe(null);
  });

  test("the default alone is read", () => {
    expect(choose(storeOf(DEFAULT), {}, "champion")).toMatchObject({ name: "Default" });
  });
});
