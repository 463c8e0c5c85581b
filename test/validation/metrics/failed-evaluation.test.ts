import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { UTC } from "../../../src/time/instant.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch, writeFiles } from "../../support/scratch.ts";
import { configOf, driftOf, instant } from "../../support/values.ts";

const NOW = instant("2025-04-15T00:00:00Z");
const DAYS = Array.from({ length: 13 }, (_, i) =>
  new Date(Date.UTC(2025, 0, 6 + 7 * i)).toISOString().slice(0, 10),
);
const value = (i: number) => 0.9 + ((i * 7) % 5) / 1000;

/** Weekly results until 31 March, and what there is of 7 April. */
const weekly = (nameOf: (day: string) => string, newest: Record<string, string>) => ({
  ...Object.fromEntries(DAYS.map((day, i) => [nameOf(day), `{"auc": ${value(i)}}`])),
  ...newest,
});
const table = (...rows: string[]) =>
  ["date,auc", ...DAYS.map((day, i) => `${day},${value(i)}`), ...rows, ""].join("\n");

async function judged(files: Record<string, string>, validation: ConfigInput["validation"] = {}) {
  const cwd = scratch(files);
  const config = configOf({ validation }).validation;
  const root = { cwd, allowOutside: false };
  const evidence = await readEvidence({ ...root, config, zone: UTC, now: NOW });
  return driftOf(evidence, { now: NOW });
}

const ERROR = `{"error": "ValueError: only one class"}`;

describe("the newest result without a number is a failed evaluation", () => {
  test.each([
    [
      "an error message",
      weekly((day) => `metrics/m_${day}.json`, { "metrics/m_2025-04-07.json": ERROR }),
    ],
    [
      "an empty object",
      weekly((day) => `metrics/${day}.json`, { "metrics/2025-04-07.json": "{}" }),
    ],
    [
      "a broken file",
      weekly((day) => `metrics/${day}.json`, { "metrics/2025-04-07.json": '{"auc": ' }),
    ],
    [
      "null",
      weekly((day) => `metrics/${day}.json`, { "metrics/2025-04-07.json": '{"auc": null}' }),
    ],
    [
      "a text",
      weekly((day) => `metrics/${day}.json`, { "metrics/2025-04-07.json": '{"auc": "failed"}' }),
    ],
    [
      "in folders by day",
      weekly((day) => `metrics/${day}/metrics.json`, { "metrics/2025-04-07/metrics.json": ERROR }),
    ],
    ["an empty cell", { "metrics.csv": table("2025-04-07,") }],
    [
      "an empty cell after a gap",
      { "metrics.csv": table("2025-04-07,").replace(/(2025-02-1\d,)[\d.]+/, "$1") },
    ],
    ["an error in a table", { "metrics.csv": table("2025-04-07,ValueError") }],
    [
      "lines of JSON",
      {
        "metrics.jsonl": `${DAYS.map((day, i) => `{"date":"${day}","auc":${value(i)}}`).join("\n")}\n{"date":"2025-04-07","error":"x"}\n`,
      },
    ],
  ] as [string, Record<string, string>][])("%s", async (_, files) => {
    const drift = await judged(files);
    expect(drift).toMatchObject({
      ...{ validation_trend: "unknown", performance_degradation: "unknown" },
    });
    expect([...drift.problems, ...drift.failed_evaluations]).not.toHaveLength(0);
  });

  test("but none failed of a column that has ended while others go on", async () => {
    const rows = DAYS.map((day, i) => `${day},${i < 8 ? value(i) : ""},${value(i)}`);
    const drift = await judged({ "metrics.csv": ["date,auc,f1", ...rows, ""].join("\n") });
    expect(drift.problems).toEqual([]);
    expect(drift.reasons.map(({ code }) => code)).toContain("metric-ended");
    expect(drift.reasons.map(({ code }) => code)).not.toContain("validations-unread");
  });

  test("wherever the configuration says that it lies", async () => {
    const files = weekly((day) => `out/eval-${day}.json`, { "out/eval-2025-04-07.json": ERROR });
    const drift = await judged(files, { sources: [{ tool: "metrics", path: "out" }] });
    expect(drift.validation_trend).toBe("unknown");
    expect(drift.reasons[0]).toMatchObject({
      code: "evaluation-failed",
      message:
        "The newest evaluation failed: no number could be read from out/eval-2025-04-07.json (7 Apr 2025): no metric in it; names with numbers are expected",
    });
  });

  test("also of a file that is overwritten", async () => {
    const cwd = scratch();
    const git = (words: string[], at = "2025-01-01") =>
      execFileSync("git", words, {
        cwd,
        env: {
          ...{ PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_NAME: "a" },
          ...{ GIT_AUTHOR_EMAIL: "a@example.org", GIT_COMMITTER_NAME: "c" },
          ...{ GIT_COMMITTER_EMAIL: "c@example.org", GIT_AUTHOR_DATE: `${at}T00:00:00Z` },
        },
      });
    git(["init", "--quiet"]);
    for (const [i, day] of [...DAYS, "2025-04-07"].entries()) {
      writeFiles(cwd, { "metrics.json": i === DAYS.length ? ERROR : `{"auc": ${value(i)}}` });
      git(["add", "--all"]);
      git(["commit", "--quiet", "--message=x"], day);
    }
    const config = configOf().validation;
    const root = { cwd, allowOutside: false };
    const drift = driftOf(await readEvidence({ ...root, config, zone: UTC, now: NOW }), {
      now: NOW,
    });
    expect(drift).toMatchObject({
      validation_trend: "unknown",
      failed_evaluations: [{ path: "metrics.json", time: "2025-04-07T00:00:00+00:00" }],
    });
  });

  test("but not what Git LFS has not brought here", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 690\n";
    const files = weekly((day) => `metrics/${day}.json`, { "metrics/2025-04-07.json": pointer });
    const drift = await judged(files);
    expect(drift.failed_evaluations).toEqual([]);
    expect(drift.problems).toEqual([
      {
        path: "metrics/2025-04-07.json",
        problem: "a pointer of Git LFS, whose content is not on this machine: run `git lfs pull`",
      },
    ]);
  });

  test("one that later results make good is named, and no more", async () => {
    const files = weekly((day) => `metrics/${day}.json`, { "metrics/2025-03-26.json": ERROR });
    const drift = await judged(files);
    expect(drift).toMatchObject({ validation_trend: "stable", failed_evaluations: [] });
    expect(drift.problems.map(({ path }) => path)).toEqual(["metrics/2025-03-26.json"]);
  });

  test("something else beside results is none", async () => {
    const files = weekly((day) => `metrics/${day}.json`, {
      "metrics/schema.json": '{"type": "x"}',
    });
    expect(await judged(files)).toMatchObject({ validation_trend: "stable", problems: [] });
  });
});
