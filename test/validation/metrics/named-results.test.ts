import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { lastOfHistory } from "../../../src/validation/metrics/training-history.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

/** The metrics that are read of files at usual places, with their latest values, and the problems. */
async function readAt(files: Record<string, unknown>) {
  const texts = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === "string" ? content : JSON.stringify(content),
  ]);
  const cwd = scratch(Object.fromEntries(texts));
  const config = configOf().validation;
  const { series, problems } = await readEvidence({
    ...{ cwd, config, zone: UTC, now: instant("2030-01-01T00:00:00Z") },
  });
  const shown = series.map(({ metric, points }) => `${metric} ${points.at(-1)?.value}`);
  return { metrics: shown.sort(), problems };
}

describe("results by their names among other reports", () => {
  test.each<[string, unknown, string[]]>([
    ["reports/backtest_metrics.csv", "model,rmse,n_days\na,2.5,4\n", ["n_days 4", "rmse 2.5"]],
    ["reports/results_summary.csv", "date,auc\n2029-01-01,0.8\n", ["auc 0.8"]],
    ["monitoring/model_metrics.csv", "date,auc\n2029-01-01,0.8\n", ["auc 0.8"]],
    [
      "reports/model_card.json",
      { performance: { test: { auc: 0.8 } } },
      ["performance.test.auc 0.8"],
    ],
    ["docs/metrics.json", { mae: 1.5 }, ["mae 1.5"]],
    [
      "ml/data/lgbm_metrics.json",
      [
        { split: "train", auc: 0.9, best: { max_depth: 3 } },
        { split: "validation", auc: 0.7, best: { max_depth: 3 } },
      ],
      ["validation/auc 0.7"],
    ],
    // What no field knows may be about anything: spendings, traffic.
    ["reports/campaign_metrics.csv", "date,spent\n2029-01-01,8\n", []],
    ["metrics_history.csv", "date,closing_price\n2029-01-01,17.4\n", []],
    ["models/model_metadata.json", { classes: 3, width: 0.5 }, []],
  ])("%s", async (path, content, metrics) => {
    expect(await readAt({ [path]: content })).toEqual({ metrics, problems: [] });
  });
});

describe("the history of a training as lists", () => {
  const history = { train_loss: [0.9, 0.4], val_loss: [0.8, 0.5], val_acc: [0.6, null] };

  test("counts by its last values", async () => {
    const { metrics } = await readAt({ "models/training_history.json": history });
    expect(metrics).toContain("val_loss 0.5");
    expect(metrics.join()).not.toContain("train_loss");
  });

  test("a list of epochs too", async () => {
    const epochs = [0.8, 0.5].map((val_loss, epoch) => ({ epoch, val_loss }));
    expect((await readAt({ "models/history.json": epochs })).metrics).toEqual(["val_loss 0.5"]);
  });

  test("in a file of another name a list is something else", () => {
    const curve = { precision: [0.1, 1] };
    expect(lastOfHistory("models/metrics.json", curve)).toBe(curve);
    expect(lastOfHistory("models/History.json", { a: { auc: [0.1, 1] } })).toEqual({
      a: { auc: 1 },
    });
  });
});
