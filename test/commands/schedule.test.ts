import { expect, test } from "vitest";
import { run } from "../../src/cli.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const project = () =>
  scratch({
    "retrain-plan.json": JSON.stringify({
      schedule: { cadence: "auto", blackouts: [{ from: "2025-08-20", to: "2025-08-30" }] },
    }),
    "training_history.csv": "date,type,status\n2025-08-01,full,FAILED\n2025-08-02,whole,\n",
  });

test.each(["json", "csv", "ics"])("as %s, what no cycle says is said beside", async (format) => {
  const { host, record } = fakeHost(project());
  expect(await run(["schedule", "--cycles", "2", "--format", format], host)).toBe(0);
  expect(record.stderr.trimEnd().split("\n")).toEqual([
    "Left out: the cycle due on 2025-08-21, because of blackout, 2025-08-20 to 2025-08-30.",
    "Training history: training_history.csv: of its runs, not counted are 1 failed.",
    'training_history.csv:3: "whole" is no type; write full_retrain or incremental',
    "The best cadence is unknown without policy.retraining_cost and policy.loss_cost_per_day; the weekly calendar is kept",
  ]);
  expect(record.stdout).not.toContain("Left out");
});

test("--quiet says nothing of it", async () => {
  const { host, record } = fakeHost(project());
  await run(["schedule", "--quiet", "--format", "json"], host);
  expect(record.both).toBe("");
});
