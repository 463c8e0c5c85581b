import { expect, test } from "vitest";
import type { Inventory } from "../../../src/inventory/schema.ts";
import { listThresholds } from "../../../src/plan/review/thresholds.ts";
import type { Evidence } from "../../../src/validation/evidence.ts";
import {
  alertsOf,
  configOf,
  driftOf,
  inventoryOf,
  runsOf,
  seriesOf,
  trainingDataIn,
} from "../../support/values.ts";

interface Given extends Partial<Evidence> {
  inventory?: Partial<Inventory>;
}

/** Each threshold by its name: value, comparison, limit, status. */
function thresholds(given: Given) {
  return Object.fromEntries(
    rowsOf(given).map((row) => [row.name, [row.value, row.comparison, row.limit, row.status]]),
  );
}

function rowsOf({ inventory, ...evidence }: Given) {
  const config = configOf({
    metrics: { auc: { floor: 0.85 }, log_loss: { ceiling: 0.3 } },
  });
  const whole = inventoryOf(inventory);
  const sufficiency = trainingDataIn(whole, config).sufficiency;
  const drift = driftOf(evidence, { metrics: config.metrics });
  return listThresholds(sufficiency, whole, drift, (path) => ({ path, sha256: null }));
}

const SAMPLES = "Samples for a retraining";
const RUNS = "Passed, of the last 3 validations";
const ALERTS = "Alerts of the last 7 days";
const LEFT_OUT = [{ path: "artifacts/audit/alert_9.json", problem: "broken" }];

test.each<[string, Given, Record<string, unknown[]>]>([
  ["enough samples", {}, { [SAMPLES]: [120_000, "at_least", 100_000, "holds"] }],
  [
    "too few samples",
    { inventory: { samples: { counted: 10, undated: 0, unlisted: 0, uncounted_files: 0 } } },
    { [SAMPLES]: [10, "at_least", 100_000, "crossed"] },
  ],
  [
    "samples that could not be counted may make up for it, whatever their size",
    {
      inventory: {
        bytes: 5000,
        samples: { counted: 10, undated: 0, unlisted: 0, uncounted_files: 1 },
      },
    },
    { [SAMPLES]: [10, "at_least", 100_000, "unknown"] },
  ],
  ["three passes", { runs: runsOf("FPPP") }, { [RUNS]: [3, "at_least", 3, "holds"] }],
  ["a failure", { runs: runsOf("PFP") }, { [RUNS]: [2, "at_least", 3, "crossed"] }],
  ["two passes", { runs: runsOf("PP") }, { [RUNS]: [2, "at_least", 3, "unknown"] }],
  [
    "three passes, and a newer result unread",
    { runs: runsOf("PPP"), newestUnread: Number.MAX_SAFE_INTEGER },
    { [RUNS]: [3, "at_least", 3, "unknown"] },
  ],
  ["five alerts", { alerts: alertsOf(5) }, { [ALERTS]: [5, "at_most", 5, "holds"] }],
  ["six alerts", { alerts: alertsOf(6) }, { [ALERTS]: [6, "at_most", 5, "crossed"] }],
  [
    "five alerts, and a file left out",
    { alerts: alertsOf(5), problems: LEFT_OUT },
    { [ALERTS]: [5, "at_most", 5, "unknown"] },
  ],
  [
    "no file of alerts",
    { alerts: [], alertFiles: 0 },
    { [ALERTS]: [null, "at_most", 5, "unknown"] },
  ],
  [
    "a file of alerts of last year",
    { alerts: alertsOf(1, "2024-08-13T06:00:00+00:00") },
    { [ALERTS]: [0, "at_most", 5, "holds"] },
  ],
  [
    "a broken file of alerts, which is one at most",
    { alerts: [], alertFiles: 1, problems: LEFT_OUT },
    { [ALERTS]: [0, "at_most", 5, "holds"] },
  ],
  [
    "metrics at and beyond their limits",
    { series: [seriesOf([0.9, 0.85]), seriesOf([0.2, 0.31], { metric: "log_loss" })] },
    {
      val_auc: [0.85, "at_least", 0.85, "holds"],
      log_loss: [0.31, "at_most", 0.3, "crossed"],
    },
  ],
  [
    "a metric that is no number",
    { series: [seriesOf([0.9, Number.NaN])] },
    { val_auc: [null, "at_least", 0.85, "unknown"] },
  ],
  ["a metric without a limit", { series: [seriesOf([0.9], { metric: "f1" })] }, {}],
])("%s", (_, given, expected) => {
  const found = thresholds(given);
  expect(found).toMatchObject(expected);
  expect(found).not.toHaveProperty("f1");
  for (const { status, unknown } of rowsOf(given)) {
    expect(unknown !== null).toBe(status === "unknown");
  }
  if (given.runs === undefined) expect(found).not.toHaveProperty(RUNS);
});
