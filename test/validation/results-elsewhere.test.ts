import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { UTC } from "../../src/time/instant.ts";
import { readEvidence } from "../../src/validation/read.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";
import { configOf, instant } from "../support/values.ts";

const NOW = instant("2026-06-01T00:00:00Z");

async function elsewhere(files: Record<string, string>, validation = {}) {
  const config = configOf({ validation }).validation;
  return (await readEvidence({ cwd: scratch(files), config, zone: UTC, now: NOW })).elsewhere;
}

async function screen(files: Record<string, string>) {
  const { host, record } = fakeHost(scratch(files));
  // The files are written today, which the clock of tests does not know.
  await run(["generate", "--no-cache", "--no-color", "--now", "2099-01-01T00:00:00Z"], host);
  return record.stdout.replace(/\s+/g, " ");
}

const REPORT = JSON.stringify({ timestamp: "2025-08-10", roc_auc: 0.8, classes: 2 });

describe("metrics at none of the usual places", () => {
  test("are named, of the outermost folder first", async () => {
    const found = await elsewhere({
      "result_data/rq/evaluate_result.json": REPORT,
      "result_data/hybrid_results.json": REPORT,
    });
    expect(found).toEqual({ path: "result_data/hybrid_results.json", tool: "metrics" });
  });

  test("are also those of a log of retrainings", async () => {
    const row = (day: number) => `{"timestamp": "2026-05-0${day}", "candidate_wape": 0.2}\n`;
    const found = await elsewhere({ "data/logs/retrain_events.jsonl": row(1) + row(2) + row(3) });
    expect(found).toEqual({ path: "data/logs/retrain_events.jsonl", tool: "table" });
  });

  test.each([
    ["no number has the name of a metric", { "out_data/results.json": '{"rows": 5}' }],
    ["it is broken", { "out_data/results.json": "{" }],
    [
      "it is of tests, or of others' code",
      { "tests/a/results.json": REPORT, "my-env/results.json": REPORT },
    ],
    ["its name says nothing of results", { "out_data/answer.json": REPORT }],
    ["there is an evaluation", { "metrics.json": REPORT, "out_data/results.json": REPORT }],
  ])("are not named where %s", async (_, files) => {
    expect(await elsewhere(files as unknown as Record<string, string>)).toBe(undefined);
  });

  test("are not looked for where sources are configured", async () => {
    const sources = [{ tool: "metrics", path: "metrics.json" }];
    expect(await elsewhere({ "out_data/results.json": REPORT }, { sources })).toBe(undefined);
  });

  test("init names them, and the entry that reads them", async () => {
    const { host, record } = fakeHost(scratch({ "out_data/results.json": REPORT }));
    await run(["init"], host);
    expect(record.stdout).toContain(
      "  out_data/results.json: metrics, not read; name them under validation.sources: {tool: metrics, path: out_data/results.json}",
    );
  });

  test("the screen proposes the key that reads them", async () => {
    const files = { "data/train.csv": "x,y\n1,2\n2,3\n", "out_data/results.json": REPORT };
    const text = await screen(files);
    expect(text).toContain("Why no evaluation was read; metrics lie in out_data/results.json");
    expect(text).toContain(
      "`validation: {sources: [{tool: metrics, path: out_data/results.json}]}`",
    );
    const config = "validation: {sources: [{tool: metrics, path: out_data/results.json}]}\n";
    const configured = await screen({ ...files, "retrain-plan.yaml": config });
    expect(configured).toContain("roc_auc 0.8");
  });
});
