import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { UTC } from "../../../src/time/instant.ts";
import { parseTrackingUri } from "../../../src/validation/mlflow/tracking-uri.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch, setModified } from "../../support/scratch.ts";
import { configOf, driftOf, instant } from "../../support/values.ts";

const NOW = instant("2026-06-01T00:00:00Z");

async function read(
  files: Record<string, string | Uint8Array>,
  validation: ConfigInput["validation"] = {},
) {
  const config = configOf({ validation }).validation;
  return readEvidence({ cwd: scratch(files), config, zone: UTC, now: NOW });
}
const shift = async (path: string, report: unknown) =>
  driftOf(await read({ [path]: JSON.stringify(report) }), { now: NOW }).data_distribution_shift;

describe("a team's own drift report", () => {
  const at = { generated_at: "2026-05-30T00:00:00Z" };
  test.each([
    ["reports/drift_report.json", { ...at, drift_detected: true, n_features_drifted: 2 }, "yes"],
    ["reports/drift_report.json", { ...at, drift_detected: false }, "no"],
    ["monitoring/data_drift.json", { ...at, dataset_drift: true }, "yes"],
    ["drift_report.json", { timestamp: "2026-05-30", summary: { drift_detected: "yes" } }, "yes"],
    ["artifacts/drift.json", { ...at, drift_score: 0.31, threshold: 0.2 }, "yes"],
    ["artifacts/drift.json", { ...at, psi: 0.11, threshold: 0.2 }, "no"],
    ["logs/drift_2026-05-30.json", { p_value: 0.001, alpha: 0.05 }, "yes"],
    [
      "reports/drift.json",
      { ...at, features: { age: { drift_detected: true }, income: { drift_detected: false } } },
      "yes",
    ],
    ["reports/drift.json", { ...at, features: [{ feature: "age", drift: false }] }, "no"],
    ["data/monitoring/drift_summary.json", { ...at, c: { age: { drift_flagged: true } } }, "yes"],
    ["data/drift_report.json", { ...at, retraining_needed: true }, "yes"],
    ["monitoring/drift.json", { run_at: "2026-05-30", status: "OK", psi: { age: 0 } }, "unknown"],
    ["monitoring/drift.json", { ...at, status: "ok", summary: { drift_detected: true } }, "yes"],
    ["monitoring/drift.json", { ...at, retraining_needed: false }, "unknown"],
    [
      "models/drift_report.json",
      { ...at, features: { age: { psi: 0.3, status: "ALERT" } } },
      "yes",
    ],
    ["reports/drift.json", { ...at, drift_detected: true, status: "ok" }, "yes"],
    [
      "monitoring/drift_report.json",
      { ...at, psi_per_feature: { age: 0.3, zip: 0 }, thresholds: { warning: 0.1, alert: 0.2 } },
      "yes",
    ],
    [
      "monitoring/drift_report.json",
      { ...at, status: "OK", psi_per_feature: { age: 0.15 }, thresholds: { alert: 0.2 } },
      "no",
    ],
    [
      "monitoring/drift_report.json",
      { ...at, data_drift: { month: { "KS Statistic": 0.9, "Drift Detected": true } } },
      "yes",
    ],
    [
      "monitoring/drift_report.json",
      [
        { ...at, batch: 1, drift_alert: true },
        { ...at, batch: 2, drift_alert: false },
      ],
      "no",
    ],
    ["reports/drift.json", { generated_at: "2026-01-01", drift_detected: false }, "unknown"],
  ])("%s %j: %s", async (path, report, expected) => {
    expect(await shift(path, report)).toBe(expected);
  });

  test.each([
    ["feature,psi,status\nage,0.01,🟢 STABLE\nzip,0.02,🟢 STABLE\n", "no"],
    ["feature,psi,status\nage,0.31,🔴 SIGNIFICANT\nzip,0.02,🟢 STABLE\n", "yes"],
    // What stands between says neither.
    ["feature,psi,status\nage,0.15,🟡 MODERATE\nzip,0.02,🟢 STABLE\n", "unknown"],
    ["Feature,p-value,Drift Detected\nage,0.4,False\nzip,0.001,True\n", "yes"],
    ["feature,psi,threshold\nage,0.31,0.2\n", "yes"],
    ["feature,psi,threshold\nage,0.11,0.2\n", "no"],
    ["feature,psi\nage,0.01\n", "unknown"],
  ])("as a table %j: %s", async (text, expected) => {
    const cwd = scratch({ "reports/psi_report.csv": text });
    setModified(`${cwd}/reports/psi_report.csv`, "2026-05-30T00:00:00Z");
    const config = configOf().validation;
    const evidence = await readEvidence({ cwd, config, zone: UTC, now: NOW });
    expect(driftOf(evidence, { now: NOW }).data_distribution_shift).toBe(expected);
    expect(evidence.series).toEqual([]);
  });

  test("without a verdict is named", async () => {
    const { notes, runs } = await read({ "reports/drift_report.json": '{"rows": 5}' });
    expect(runs).toEqual([]);
    expect(notes?.[0]).toMatchObject({ path: "reports/drift_report.json" });
    expect(notes?.[0]?.problem).toContain('write "drift_detected"');
  });
});

describe("SageMaker's constraint_violations.json", () => {
  const violation = (feature_name: string, constraint_check_type: string, description = "") => ({
    ...{ feature_name, constraint_check_type, description },
  });
  test("says what has shifted, and what is wrong with the data", async () => {
    const path = "monitoring/2026-05-30/constraint_violations.json";
    const drift = violation(
      "age",
      "baseline_drift_check",
      "Baseline drift distance: 0.26 exceeds threshold: 0.1",
    );
    const report = { violations: [drift, violation("zip", "completeness_check")] };
    const judged = driftOf(await read({ [path]: JSON.stringify(report) }), { now: NOW });
    expect(judged).toMatchObject({
      data_distribution_shift: "yes",
      quality_reports: [{ failed: "yes", tool: "sagemaker" }],
      shift_reports: [{ checks: { failed: [{ column: "age", observed: 0.26, threshold: 0.1 }] } }],
    });
    const clean = { [path]: '{"violations": []}' };
    expect(driftOf(await read(clean), { now: NOW })).toMatchObject({
      data_distribution_shift: "no",
      quality_reports: [{ failed: "no" }],
    });
  });
});

describe("what is known and not read is named, with what to do", () => {
  test.each([
    ["runs/exp/events.out.tfevents.1735689600.host", "x", "1 TensorBoard event file, not read"],
    ["wandb/offline-run-20250101_000000-abc/run-abc.wandb", ":W&B", "1 Weights & Biases run file"],
    ["whylogs_output/profile.bin", "WHY1abc", "1 whylogs profile"],
    ["reports/deepchecks_suite.html", "<html>", "1 Deepchecks result"],
    ["optuna.db", "SQLite", "1 Optuna study"],
    [
      "reports/profile.json",
      '{"data_drift": {"name": "data_drift", "datetime": "x", "data": {}}}',
      "1 Evidently profile of before 0.2",
    ],
    [
      "mlruns/0/meta.yaml",
      "experiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
      "MLflow has logged no run here",
    ],
    ["mlflow.db", "", "an SQLite database is expected"],
  ])("%s", async (path, text, expected) => {
    const { notes = [], problems } = await read({ [path]: text });
    expect([...notes, ...problems].map(({ problem }) => problem).join("\n")).toContain(expected);
  });

  test("in a configured folder with the number of its files", async () => {
    const { problems } = await read(
      { "out/exp/events.out.tfevents.1.host": "x", "out/exp/model.bin": "y" },
      { sources: [{ tool: "table", path: "out/exp" }] },
    );
    expect(problems[0]?.problem).toMatch(
      /^nothing readable in out\/exp \(2 files\); 1 TensorBoard/,
    );
  });

  test("and a place of MLflow that is not read, without its password", async () => {
    const config = configOf().validation;
    const { notes } = await readEvidence({
      ...{
        cwd: scratch(),
        config,
        zone: UTC,
        now: NOW,
        tracking: parseTrackingUri("postgresql://me:secret@db.example.org/mlflow", "/"),
      },
    });
    expect(notes?.[0]?.problem).toBe(
      "names db.example.org, not read: set it to the address of the MLflow server before it",
    );
  });

  test("and where it was looked, with nothing at all", async () => {
    const { notes } = await read({});
    expect(notes?.at(-1)?.problem).toMatch(/^no evaluation found; looked in .*mlruns.*reports\//);
  });
});

test("Keras' CSVLogger is read in its usual places, and a table of training data is not", async () => {
  const log = "epoch,accuracy,val_accuracy\n0,0.8,0.7\n1,0.9,0.8\n";
  const cwd = scratch({ "logs/training.csv": log, "training.csv": "a,f1\n1,2\n" });
  for (const path of ["logs/training.csv", "training.csv"]) {
    setModified(`${cwd}/${path}`, "2026-05-30T00:00:00Z");
  }
  const config = configOf().validation;
  const { series } = await readEvidence({ cwd, config, zone: UTC, now: NOW });
  expect(series).toMatchObject([{ metric: "val_accuracy", points: [{ value: 0.8 }] }]);
});
