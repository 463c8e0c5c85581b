import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { listCriteria } from "../../../src/plan/review/acceptance.ts";
import type { MetricSeries } from "../../../src/validation/evidence.ts";
import { configOf, driftOf, seriesOf } from "../../support/values.ts";

type Rules = NonNullable<ConfigInput["metrics"]>;

const AUC = seriesOf([0.86, 0.87], { versions: "3.2.0" });
const LOG_LOSS = seriesOf([0.31, 0.3], { metric: "log_loss", source: "b.json" });

function criteria(rules: Rules, series: MetricSeries[] = [AUC, LOG_LOSS]) {
  const { metrics } = configOf({ metrics: rules });
  const drift = driftOf({ series }, { metrics });
  return listCriteria(metrics, drift.metrics, (path) => ({ path, sha256: null }));
}

describe("a criterion of acceptance", () => {
  // By hand: 1 % of 0.87 is 0.0087, 5 % of 0.3 is 0.015.
  test.each<[string, Rules, object]>([
    ["a floor", { auc: { floor: 0.85 } }, { comparison: "at_least", required: 0.85 }],
    ["a floor above", { auc: { floor: 0.88 } }, { required: 0.88, champion_meets: false }],
    ["a floor at the value", { auc: { floor: 0.87 } }, { required: 0.87, champion_meets: true }],
    [
      "a loss, stricter than the floor",
      { auc: { floor: 0.85, acceptance: { max_loss: 0.01 } } },
      { required: 0.8613, basis: "metrics.auc.acceptance.max_loss", champion_meets: true },
    ],
    [
      "a floor, stricter than the loss",
      { auc: { floor: 0.865, acceptance: { max_loss: 0.01 } } },
      { required: 0.865, basis: "metrics.auc.floor", champion_meets: true },
    ],
    [
      "a ceiling, looser than the loss",
      { log_loss: { ceiling: 0.4, acceptance: { max_loss: 0.05 } } },
      { comparison: "at_most", required: 0.315, basis: "metrics.log_loss.acceptance.max_loss" },
    ],
    [
      "a ceiling, stricter than the loss",
      { log_loss: { ceiling: 0.29, acceptance: { max_loss: 0.05 } } },
      { required: 0.29, basis: "metrics.log_loss.ceiling", champion_meets: false },
    ],
    [
      "a loss alone, where lower is better",
      { log_loss: { acceptance: { max_loss: 0 } } },
      { required: 0.3 },
    ],
    // The baseline is the first value, 0.86: less 10 % that is 0.774.
    [
      "a drop, stricter than the floor",
      { auc: { floor: 0.7, max_drop: 0.1 } },
      { required: 0.774, basis: "metrics.auc.max_drop", champion_meets: true },
    ],
  ])("%s", (_, rules, expected) => {
    const [row, ...more] = criteria(rules);
    expect(more).toEqual([]);
    const { required } = expected as { required: number };
    expect(row?.required).toBeCloseTo(required, 12);
    expect(row).toMatchObject({ unknown: null, ...expected, required: row?.required });
  });

  test("is of the champion's newest value, with its version and its file", () => {
    expect(criteria({ auc: { floor: 0.85 } })[0]).toMatchObject({
      ...{ metric: "val_auc", source: "metrics/*.json" },
      champion: { value: 0.87, time: "2025-08-14T08:00:00+00:00", model_version: "3.2.0" },
      evidence: [{ path: "metrics/001.json", sha256: null }],
    });
  });

  test("is one for each place where the metric stands", () => {
    const twice = [AUC, seriesOf([0.8, 0.84], { metric: "test_auc", source: "b.json" })];
    const rows = criteria({ auc: { floor: 0.85 } }, twice);
    expect(rows.map(({ metric, champion_meets: meets }) => [metric, meets])).toEqual([
      ["test_auc", false],
      ["val_auc", true],
    ]);
  });

  test("is one for each metric with a limit, by the rule of its own name if there is one", () => {
    const twice = [AUC, seriesOf([0.8, 0.84], { metric: "test_auc", source: "b.json" })];
    const rules = { auc: { floor: 0.85 }, test_auc: { floor: 0.8 }, f1: { primary: true } };
    expect(criteria(rules, twice).map(({ metric, basis }) => [metric, basis])).toEqual([
      ["val_auc", "metrics.auc.floor"],
      ["test_auc", "metrics.test_auc.floor"],
    ]);
  });
});

describe("what is unknown of it", () => {
  const nan = seriesOf([0.86, Number.NaN]);
  test.each<[string, Rules, MetricSeries[], object]>([
    [
      "a metric that was not read",
      { uplift: { floor: 0.1 } },
      [AUC],
      { metric: "uplift", required: 0.1, comparison: "at_least", champion: null },
    ],
    [
      "a ceiling of one",
      { uplift: { ceiling: 0.1 } },
      [AUC],
      { required: 0.1, comparison: "at_most", unknown: "no metric of that name was read" },
    ],
    [
      "a loss of one",
      { uplift: { acceptance: { max_loss: 0 } } },
      [AUC],
      { required: null, comparison: null },
    ],
    [
      "a metric whose direction is unknown",
      { uplift: { acceptance: { max_loss: 0.1 } } },
      [seriesOf([1, 2], { metric: "uplift" })],
      { required: null, unknown: "it is unknown whether higher or lower is better" },
    ],
    [
      "a loss of a value that is no number",
      { auc: { acceptance: { max_loss: 0.01 } } },
      [nan],
      { required: null, unknown: "acceptance.max_loss: the champion's value is unknown" },
    ],
    [
      "a loss beside a floor: the floor stands",
      { auc: { floor: 0.85, acceptance: { max_loss: 0.01 } } },
      [nan],
      { required: 0.85, unknown: "acceptance.max_loss: the champion's value is unknown" },
    ],
    [
      "a value that is no number",
      { auc: { floor: 0.85 } },
      [nan],
      { required: 0.85, champion: null, unknown: "the latest value is not a finite number" },
    ],
  ])("%s", (_, rules, series, expected) => {
    const rows = criteria(rules, series);
    expect(rows).toMatchObject([{ champion_meets: null, ...expected }]);
    expect(rows[0]?.unknown).toEqual(expect.any(String));
  });
});
