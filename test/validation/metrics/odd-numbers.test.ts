import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatInstant, UTC } from "../../../src/time/instant.ts";
import { readNumber } from "../../../src/validation/metrics/number-text.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const NOW = instant("2030-01-01T00:00:00Z");

async function told(files: Record<string, string>) {
  const config = configOf().validation;
  const evidence = await readEvidence({ cwd: scratch(files), now: NOW, zone: UTC, config });
  const lines = (items: readonly { path: string; problem: string }[] = []) =>
    items.map(({ path, problem }) => `${path}: ${problem}`);
  return {
    series: evidence.series.map(({ metric, points }) => `${metric}: ${points.map((p) => p.value)}`),
    problems: lines(evidence.problems),
    notes: lines(evidence.notes),
    newestUnread: evidence.newestUnread && formatInstant(evidence.newestUnread, UTC).slice(0, 10),
  };
}

/** Results of successive days. */
const daily = (trees: readonly object[]) =>
  Object.fromEntries(
    trees.map((tree, i) => [`metrics/m_2025-01-0${i + 1}.json`, JSON.stringify(tree)]),
  );

test.each([
  ["0.60", 0.6, false],
  [" 1e-3 ", 0.001, false],
  ["92.1%", 0.921, true],
  ["-5 %", -0.05, true],
  ["-inf", -Infinity, false],
])("%s is a number", (text, value, isPercent) => {
  expect(readNumber(text)).toEqual({ value, isPercent });
});

test.each(["0,91", "1,234", "0.9 (0.02)", "n/a", "%", "5e1%", "0x1f"])("%s is none", (text) => {
  expect(readNumber(text)).toBeUndefined();
});

describe("numbers that are written as text in a tree", () => {
  test("are numbers, and percentages are said", async () => {
    const trees = [
      { auc: "0.60", acc: 0.9, mape: "5%" },
      { auc: "6e-1", acc: "92.1%", mape: "6%" },
    ];
    expect(await told(daily(trees))).toEqual({
      series: ["acc: 0.9,0.921", "auc: 0.6,0.6", "mape: 0.05,0.06"],
      problems: [],
      notes: [
        'metrics/m_2025-01-02.json: mape: "6%" is read as 0.06, and 2 more percentages likewise',
      ],
      newestUnread: null,
    });
  });

  test("are named where they cannot be read, and the newest is unread then", async () => {
    const trees = [
      { auc: 0.9, gain: 2 },
      { auc: "0,9", gain: 3 },
      { auc: 0.9, gain: "much" },
    ];
    expect(await told(daily(trees))).toEqual({
      series: ["auc: 0.9,0.9", "gain: 2,3"],
      problems: [
        'metrics/m_2025-01-02.json: auc: "0,9" is not a number; write a number, or remove it',
        'metrics/m_2025-01-03.json: gain: "much" is not a number; write a number, or remove it',
      ],
      notes: [],
      newestUnread: "2025-01-03",
    });
  });

  test("are no metrics where they name things or times, or say what was set", async () => {
    const others = {
      date: "2025-01-01",
      job_id: "17",
      build: "0042",
      stamp: "20250101",
      seed: "3",
    };
    const { series, problems, notes } = await told(
      daily([{ auc: 0.9, ...others, data_version: "3", note: "fine", dataset: "1" }]),
    );
    expect({ series, problems, notes }).toEqual({ series: ["auc: 0.9"], problems: [], notes: [] });
  });

  test("are numbers in a validation result as well", async () => {
    const result = (auc: string) => JSON.stringify({ status: "PASS", metrics: { auc } });
    const { series, problems, notes, newestUnread } = await told({
      "artifacts/1/validation_2025-01-01.json": result("91%"),
      "artifacts/2/validation_2025-01-02.json": result("high"),
    });
    expect({ series, problems, notes, newestUnread }).toEqual({
      series: ["auc: 0.91"],
      problems: [
        'artifacts/2/validation_2025-01-02.json: auc: "high" is not a number; write a number, or remove it',
      ],
      notes: ['artifacts/1/validation_2025-01-01.json: auc: "91%" is read as 0.91'],
      newestUnread: "2025-01-02",
    });
  });
});

test("percentages in a table are read and said", async () => {
  const rows = "date,auc,f1\n2025-01-01,91%,0.5\n2025-01-02,0.9,0.6\n";
  const { series, notes } = await told({ "metrics.csv": rows });
  expect({ series, notes }).toEqual({
    series: ["auc: 0.91,0.9", "f1: 0.5,0.6"],
    notes: ['metrics.csv: auc: "91%" is read as 0.91'],
  });
});

test.each(["std", "var", "ci_95", "p_value", "threshold", "time", "count", "support"])(
  "what stands below %s is no metric",
  async (parent) => {
    const { series } = await told(daily([{ mean: { f1: 0.8 }, [parent]: { f1: 0.1 } }]));
    expect(series).toEqual(["mean.f1: 0.8"]);
  },
);

test("of a result larger than 64 MB it is said that it was not read", async () => {
  const cwd = scratch({ "scores.json": '{"auc": 0.9}' });
  writeFileSync(join(cwd, "metrics.json"), "");
  truncateSync(join(cwd, "metrics.json"), (64 << 20) + 1);
  const config = configOf().validation;
  const { series, problems } = await readEvidence({ cwd, now: NOW, zone: UTC, config });
  expect(series.map(({ metric }) => metric)).toEqual(["auc"]);
  expect(problems).toEqual([
    {
      path: "metrics.json",
      problem: "64 MB, more than the 64 MB that a result may have, not read",
    },
  ]);
});
