import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const NOW = instant("2025-08-14T08:00:00Z");
const DAY = 86_400;
const TODAY = Date.UTC(2025, 7, 14) / 1000;

async function read(path: string, content: string, more: object = {}) {
  const cwd = scratch({ [path]: content });
  utimesSync(join(cwd, path), TODAY, TODAY);
  const sources = [{ tool: "prometheus" as const, path, ...more }];
  const { validation: config } = configOf({ validation: { sources } });
  const evidence = await readEvidence({ cwd, now: NOW, zone: UTC, config });
  const shown = evidence.series.map(({ metric, source, points }) => [
    metric,
    source,
    points.map(({ at, value, timeSource }) => [at / 1e6, value, timeSource]),
  ]);
  const say = (of: typeof evidence.problems = []) => of.map(({ problem }) => problem);
  return { evidence, shown, problems: say(evidence.problems), notes: say(evidence.notes) };
}

const text = "# TYPE auc gauge\nauc 0.9\n# TYPE queue gauge\nqueue 3\nrequests_total 7\n";

describe("a file of Prometheus's text format", () => {
  test("gives gauges with names of metrics, at the time of the file, and names the others", async () => {
    const { shown, problems, notes } = await read("m.prom", text);
    expect(shown).toEqual([["auc", "m.prom", [[TODAY, 0.9, "modified"]]]]);
    expect(problems).toEqual([]);
    expect(notes).toContain(
      "2 other metrics not read: queue, requests_total; name those that count under `metrics`",
    );
  });

  test("gives the metrics that are named, also of segments", async () => {
    const { shown } = await read("m.prom", text, { metrics: ["queue", "requests_*"] });
    expect(shown.map(([metric]) => metric)).toEqual(["queue", "requests_total"]);
    const regions = 'auc{region="n"} 1\nauc{region="s"} 2\nother{pod="a"} 1\nother{pod="b"} 1\n';
    const ofNorth = await read("m.prom", regions, { metrics: ["n/auc"] });
    expect([ofNorth.shown.map(([metric]) => metric), ofNorth.problems]).toEqual([["n/auc"], []]);
  });

  test("is of its own times", async () => {
    const { shown } = await read("m.txt", `auc 0.8 ${TODAY - DAY}000\nauc NaN ${TODAY}000\n`);
    expect(shown).toEqual([
      [
        "auc",
        "m.txt",
        [
          [TODAY - DAY, 0.8, "run"],
          [TODAY, Number.NaN, "run"],
        ],
      ],
    ]);
  });

  test.each([
    ["m.om", `auc 0.9 ${TODAY}\n`, "line 1: 1755129600 is a time in seconds"],
    ["m.prom", "auc high\nhello", "neither OpenMetrics, nor Prometheus's text format or JSON"],
    ["m.prom", "# TYPE auc gauge\nauc high", 'line 2: "high" is not a number'],
    ["m.prom", "queue 3\n", "no metric of a model in it"],
    ["m.prom", 'auc{pod="a"} 1\nauc{pod="b"} 1\n', "auc: 2 series that differ only in pod"],
    ["m.prom", " ".repeat((16 << 20) + 1), "16 MB, more than the 16 MB that are read"],
  ])("is named where it cannot be read: %s %#", async (path, content, problem) => {
    const { shown, problems } = await read(path, content);
    expect(shown).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test("with series that cannot be told apart leaves the others standing", async () => {
    const content = 'loss{pod="a"} 1\nloss{pod="b"} 1\nauc 0.9\n';
    const { shown, problems, evidence } = await read("m.prom", content);
    expect(shown.map(([metric]) => metric)).toEqual(["auc"]);
    expect(problems).toHaveLength(1);
    expect(evidence.newestUnread).not.toBeNull();
  });
});

function saved(resultType: string, result: unknown, more: object = {}): string {
  return JSON.stringify({ status: "success", data: { resultType, result }, ...more });
}

describe("a saved answer", () => {
  test.each([
    [saved("matrix", [{ metric: { __name__: "my_auc" }, values: [[TODAY, "0.9"]] }]), "my_auc"],
    // An expression has no name.
    [saved("matrix", [{ metric: {}, values: [[TODAY, "0.9"]] }]), "churn_auc"],
    [saved("vector", [{ metric: {}, value: [TODAY, "0.9"] }]), "churn_auc"],
    [saved("scalar", [TODAY, "0.9"]), "churn_auc"],
  ])("of a query is evaluations: %#", async (content, name) => {
    const { shown, problems } = await read("churn_auc.json", content);
    expect(problems).toEqual([]);
    expect(shown).toEqual([[name, "churn_auc.json", [[TODAY, 0.9, "run"]]]]);
  });

  test("repeats its warnings", async () => {
    const result = [{ metric: {}, value: [TODAY, "0.9"], histogram: undefined }];
    const { problems } = await read("auc.json", saved("vector", result, { warnings: ["partial"] }));
    expect(problems).toEqual(["the server warned: partial"]);
  });

  test.each([
    ['{"auc": 1}', "JSON, but no answer of Prometheus's API to a query"],
    ['{"status":"error","errorType":"bad_data","error":"parse error"}', "an error: parse error"],
    [saved("matrix", [{ metric: {}, values: [["x", "1"]] }]), "data.result.0.values.0.0 is not as"],
    [saved("string", [TODAY, "hello"]), "no metric of a model in it"],
    ["{", "not valid JSON"],
  ])("is named where it cannot be read: %s", async (content, problem) => {
    const { shown, problems } = await read("auc.json", content);
    expect(shown).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });
});
