import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/schema.ts";
import { scratch } from "../support/scratch.ts";

/** The lines that a configuration is refused with. */
async function complaints(text: string): Promise<string[]> {
  const error = await loadConfig(scratch({ "retrain-plan.yaml": text }), undefined, {}).then(
    () => new Error("no error"),
    (reason: unknown) => reason as Error,
  );
  return error.message.split("\n").map((line) => line.replace(/^retrain-plan\.yaml:/, ""));
}

const ONE = "where a metric has one floor or ceiling";

describe("a key that has moved is one line, with what to write instead", () => {
  test.each<[string, string]>([
    [
      "drift:\n  metrics:\n    auc: { floor: 0.85, primary: true }\n",
      `3: drift.metrics.auc moved to metrics.auc, ${ONE}: write \`metrics: {auc: {floor: 0.85, primary: true}}\``,
    ],
    ["drift: { metrics: {} }\n", "1: drift.metrics moved to metrics"],
    [
      "gate:\n  rules:\n    metric: { val.auc: { floor: 0.85 } }\n",
      `3: gate.rules.metric.val.auc moved to metrics.val.auc, ${ONE}: write \`metrics: {val.auc: {floor: 0.85}}\``,
    ],
    [
      "gate: { rules: { metric: { auc: { floor: 0.85, severity: warning } } } }\n",
      `1: gate.rules.metric.auc moved to metrics.auc, ${ONE}: write \`metrics: {auc: {floor: 0.85}}, gate: {warn_on: [metric auc]}\``,
    ],
    [
      "gate: { rules: { max_gap_days: { limit: 2, severity: warning } } }\n",
      "1: gate.rules.max_gap_days is its limit alone, and gate.warn_on names rules that only warn: write `gate: {warn_on: [max_gap_days], rules: {max_gap_days: 2}}`",
    ],
    [
      "review:\n  acceptance:\n    auc: { floor: 0.85, max_loss: 0.01 }\n",
      `3: review.acceptance.auc moved to metrics.auc, ${ONE}: write \`metrics: {auc: {floor: 0.85, acceptance: {max_loss: 0.01}}}\``,
    ],
    [
      "review: { rollback: [{ metric: auc, floor: 0.82, within: 48 hours }] }\n",
      `1: review.rollback[0] moved to metrics.auc, ${ONE}: write \`metrics: {auc: {floor: 0.82, rollback: {within: 48 hours}}}\``,
    ],
    [
      "review: { rollback: [{ alerts: 3, action: Roll back }] }\n",
      "1: review.rollback[0] moved to validation.alert_rollback: write `validation: {alert_limit: 3, alert_rollback: {action: Roll back}}`",
    ],
    [
      "requirements: { compute: 8x A100 GPUs }\n",
      "1: requirements.compute moved to requirements.gpus, a number, or with the kind such as 8x A100: write `requirements: {gpus: 8x A100 GPUs}`",
    ],
    [
      "requirements: { compute: a cluster }\n",
      "1: requirements.compute moved to requirements.gpus, a number, or with the kind such as 8x A100",
    ],
    [
      "requirements: { training_hours: 6 }\n",
      "1: requirements.training_hours moved to schedule.full_hours: write `schedule: {full_hours: 6}`",
    ],
    [
      "requirements: { prerequisites: [Tests pass] }\n",
      "1: requirements.prerequisites moved to checklist: write `checklist: [{item: Tests pass}]`",
    ],
    [
      "requirements: { bytes_per_sample: 25 }\n",
      "1: requirements.bytes_per_sample is gone: samples decide, never the size of files; remove the line",
    ],
    [
      "schedule: { holidays: [2025-10-03] }\n",
      "1: schedule.holidays moved to schedule.blackouts: write `schedule: {blackouts: [2025-10-03]}`",
    ],
    [
      "gate: { rules: { min_samples_in_window: { limit: 5000, severity: error } } }\n",
      "1: gate.rules.min_samples_in_window moved to requirements.minimum_replay_size, for insufficient-data: write `requirements: {minimum_replay_size: 5000}`",
    ],
    [
      "policy: { loss_cost_per_day: 100 }\n",
      "1: policy.loss_cost_per_day moved to metrics.<name>.loss_cost_per_day",
    ],
    [
      "policy: { old_data_metric: auc_2024 }\n",
      "1: policy.old_data_metric moved to metrics.auc_2024.old_data: write `metrics: {auc_2024: {old_data: true}}`",
    ],
    [
      "risks: [A, { risk: B, owner: C }]\n",
      "1: risks moved to review.risks: write `review: {risks: [A, {risk: B, owner: C}]}`",
    ],
    [
      "review:\n  risks:\n    insufficient-data: { owner: Data team }\n",
      "3: review.risks.insufficient-data moved to an item of the list review.risks: write `review: {risks: [{finding: insufficient-data, owner: Data team}]}`",
    ],
    [
      "success_criteria: [All tests pass]\n",
      "1: success_criteria moved to review.acceptance: write `review: {acceptance: [All tests pass]}`",
    ],
  ])("%s", async (text, expected) => {
    expect(await complaints(text)).toEqual([expected]);
    const [, write] = /`(.*)`/.exec(expected) ?? [];
    // What is advised is accepted. A rule that only warns must be one of the configuration.
    if (write !== undefined)
      expect(configSchema.safeParse(parse(`{${write}}`)).error).toBe(undefined);
  });
});

test("many at once are said in the order of the file, beside other mistakes", async () => {
  const text =
    "review:\n  rollback: [{ alerts: 3 }]\n  acceptance: { auc: { floor: 1 } }\nsuccess_criteria: [a]\n" +
    "drift:\n  metrics: { auc: { floor: 1 } }\n  min_pints: 3\n";
  expect((await complaints(text)).map((line) => line.split(" ")[1])).toEqual([
    "review.rollback[0]",
    "review.acceptance.auc",
    "success_criteria",
    "drift.metrics.auc",
    "drift.min_pints:",
  ]);
});

test("a cost of loss moves to the metric that was named beside it", async () => {
  const text = "policy: { metric: val_auc, loss_cost_per_day: 100 }\n";
  expect(await complaints(text)).toEqual([
    "1: policy.loss_cost_per_day moved to metrics.val_auc.loss_cost_per_day: write `metrics: {val_auc: {loss_cost_per_day: 100}}`",
    "1: policy.metric moved to metrics: it is the one that has a loss_cost_per_day, here metrics.val_auc",
  ]);
});

test("what is long is not repeated", async () => {
  const text = `success_criteria: [${"x".repeat(200)}]\n`;
  expect(await complaints(text)).toEqual(["1: success_criteria moved to review.acceptance"]);
});

test("thousands of them take no longer than as many keys", async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `    m${i}: { floor: 1 }\n`).join("");
  const lines = await complaints(`drift:\n  metrics:\n${rows}`);
  expect(lines).toHaveLength(51);
  expect(lines[50]).toBe(" and 19950 more faults like these");
}, 20_000);
