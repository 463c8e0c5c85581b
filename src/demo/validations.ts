import type { DemoFile } from "./file.ts";

/** The gate of every run: below it the run fails. */
const MINIMUM_AUC = 0.84;

// date, model version, AUC, log loss, Brier score: 3.2.0 begins well and wears out.
const RUNS = [
  ["2025-06-11", "3.1.0", 0.8463, 0.2391, 0.0689],
  ["2025-06-18", "3.1.0", 0.8427, 0.2418, 0.0697],
  ["2025-06-25", "3.2.0", 0.8642, 0.2207, 0.0631],
  ["2025-07-02", "3.2.0", 0.8638, 0.2215, 0.0633],
  ["2025-07-09", "3.2.0", 0.8617, 0.2229, 0.0638],
  ["2025-07-16", "3.2.0", 0.8581, 0.2263, 0.0649],
  ["2025-07-23", "3.2.0", 0.8546, 0.2301, 0.0662],
  ["2025-07-30", "3.2.0", 0.8509, 0.2336, 0.0671],
  ["2025-08-06", "3.2.0", 0.8433, 0.2412, 0.0694],
  ["2025-08-13", "3.2.0", 0.8352, 0.2498, 0.0722],
] as const;

/** Ten weekly runs, `artifacts/<version>/validation_<date>.json`: the last fails. */
export function validationFiles(): DemoFile[] {
  return RUNS.map(([date, version, auc, logLoss, brier]) => {
    const run = {
      model: "churn-classifier",
      model_version: version,
      timestamp: `${date}T04:00:12+00:00`,
      status: auc < MINIMUM_AUC ? "FAIL" : "PASS",
      metrics: { auc, log_loss: logLoss, brier_score: brier },
      thresholds: { auc: MINIMUM_AUC },
      samples: 2400,
    };
    return {
      path: `artifacts/${version}/validation_${date.replaceAll("-", "")}.json`,
      content: `${JSON.stringify(run, null, 2)}\n`,
      modified: `${date}T04:00:13Z`,
    };
  });
}
