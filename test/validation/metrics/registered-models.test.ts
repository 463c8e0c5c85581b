import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { registeredModels } from "../../../src/validation/metrics/registered-models.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, driftOf, instant } from "../../support/values.ts";

const model = (name: string, day: string, auc: number) => ({
  name,
  created_at: `2026-05-${day}T08:00:00Z`,
  metrics: { auc },
});
const [first, second] = [model("v1", "01", 0.81), model("v2", "08", 0.83)];

describe("a registry of one's own", () => {
  test.each<[string, unknown, (number | undefined)[] | null]>([
    ["a list", { models: [first, second] }, [0.81, 0.83]],
    ["a mapping by version", { versions: { v1: first, v2: second } }, [0.81, 0.83]],
    ["that names its champion", { champion: "v1", models: [first, second] }, [0.81]],
    [
      "that names the active version by its key",
      { active_version: "b", versions: { a: first, b: second } },
      [0.83],
    ],
    ["that names one it does not have", { champion: "v7", models: [first, second] }, [0.81, 0.83]],
    ["metrics at the top of each", { models: [{ date: "2026-05-01", auc: 0.9 }] }, [0.9]],
    [
      "of several models, each with its own",
      { light: { current_version: "v2", versions: [first, second] }, heat: { versions: [first] } },
      [0.83, 0.81],
    ],
    ["without times", { models: [{ name: "a", metrics: { auc: 0.9 } }] }, null],
    ["no registry", { metrics: { auc: 0.9 } }, null],
  ])("%s", (_, tree, expected) => {
    const found = registeredModels(tree, UTC);
    expect(found?.map(({ auc }) => auc) ?? null).toEqual(expected);
  });

  const assessed = async (files: Record<string, unknown>) => {
    const now = instant("2026-05-20T00:00:00Z");
    const texts = Object.entries(files).map(([path, tree]) => [path, JSON.stringify(tree)]);
    const config = configOf({}).validation;
    const cwd = scratch(Object.fromEntries(texts));
    return driftOf(await readEvidence({ cwd, config, zone: UTC, now }), { now });
  };

  test("gives the metrics of the model in production", async () => {
    const { metrics, evaluation_age: age } = await assessed({
      "models/registry.json": { champion: "v2", models: [first, second] },
    });
    expect(metrics).toMatchObject([{ name: "auc", latest: { value: 0.83 } }]);
    expect(age?.days).toBe(12);
  });

  test("metrics are found in the folder of each version", async () => {
    const { metrics } = await assessed({ "models/versions/v2/metrics.json": second });
    expect(metrics).toMatchObject([{ name: "metrics.auc", latest: { value: 0.83 } }]);
  });

  test("a version without results is no failed evaluation of a newer one", async () => {
    const { failed_evaluations: failed } = await assessed({
      "models/versions/1/metrics.json": { created_at: "2026-05-01", auc: null },
      "models/versions/2/metrics.json": { created_at: "2026-05-08", auc: 0.83, threshold_f1: 0.4 },
    });
    expect(failed).toEqual([]);
  });
});
