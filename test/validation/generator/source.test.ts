import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createZone } from "../../../src/time/instant.ts";
import { readGenerator } from "../../../src/validation/generator/source.ts";
import { scratch, setModified } from "../../support/scratch.ts";
import { NOW } from "../../support/values.ts";

const read = (cwd: string, patterns = ["artifacts/*/validation_*.json"], zone = "UTC") =>
  readGenerator({ cwd, runs: patterns, alerts: [], now: NOW, zone: createZone(zone) });
const run = (timestamp: unknown, status: unknown = "PASS") => JSON.stringify({ status, timestamp });

/** The one run of a text, or what is said against it. */
async function readOne(text: string | Uint8Array, zone?: string) {
  const { runs, problems } = await read(
    scratch({ "artifacts/a/validation_1.json": text }),
    undefined,
    zone,
  );
  return runs[0] ?? problems[0]?.problem;
}

describe("a run's status", () => {
  test.each([
    ["PASS", true],
    ["pass", true],
    [" Passed ", true],
    ["FAIL", false],
    ["WARN", false],
    ["PASS WITH REMARKS", false],
    ["bypass", false],
  ])("%j passed: %s", async (status, passed) => {
    expect(await readOne(run("2025-08-01", status))).toMatchObject({ status, passed });
  });

  test.each([
    [{}, 'no "status"; write "PASS" or "FAIL"'],
    [{ status: true }, '"status" is true; write "PASS" or "FAIL"'],
    [{ status: "" }, '"status" is ""; write "PASS" or "FAIL"'],
    [{ status: null }, '"status" is null; write "PASS" or "FAIL"'],
  ])("%j is left out, and why", async (json, problem) => {
    expect(await readOne(JSON.stringify({ timestamp: "2025-08-01", ...json }))).toBe(problem);
  });
});

describe("a run's time is its own", () => {
  test.each([
    ["2025-08-01T06:00:00Z", "2025-08-01T06:00:00+00:00"],
    ["2025-08-01T06:00:00.123456", "2025-08-01T06:00:00.123456+00:00"],
    [" 2025-08-01 ", "2025-08-01T00:00:00+00:00"],
    [1_754_028_000, "2025-08-01T06:00:00+00:00"],
    [1_754_028_000.5, "2025-08-01T06:00:00.500000+00:00"],
    [1_754_028_000_123, "2025-08-01T06:00:00.123000+00:00"],
  ])("%j", async (timestamp, time) => {
    expect(await readOne(run(timestamp))).toMatchObject({ time, time_source: "run" });
  });

  test("a zone-less one is read in the plan's zone", async () => {
    expect(await readOne(run("2025-08-01T06:00"), "Asia/Kolkata")).toMatchObject({
      time: "2025-08-01T06:00:00+05:30",
    });
  });

  test.each([["yesterday"], [""], [true], [12], [1e15], [{}]])("%j is none", async (timestamp) => {
    expect(await readOne(run(timestamp))).toBe(
      `"timestamp" is ${JSON.stringify(timestamp)}; write ISO 8601, or remove it`,
    );
  });

  test("where it has none, that of its file, and it says so", async () => {
    const cwd = scratch({
      "artifacts/a/validation_1.json": '{"status":"PASS"}',
      "artifacts/a/validation_2.json": '{"status":"FAIL","timestamp":null}',
    });
    setModified(join(cwd, "artifacts/a/validation_1.json"), "2025-08-02T00:00:00Z");
    setModified(join(cwd, "artifacts/a/validation_2.json"), "2025-08-01T00:00:00Z");
    const { runs } = await read(cwd);
    expect(runs.map((item) => [item.path.slice(-6, -5), item.time, item.time_source])).toEqual([
      ["2", "2025-08-01T00:00:00+00:00", "modified"],
      ["1", "2025-08-02T00:00:00+00:00", "modified"],
    ]);
  });

  test("one after the plan was not known then: it is left out, and named", async () => {
    expect(await readOne(run("2025-08-14T08:00:00.000001Z"))).toBe(
      "dated 2025-08-14T08:00:00+00:00, after this plan",
    );
    expect(await readOne(run("2025-08-14T08:00:00Z"))).toMatchObject({ passed: true });
  });
});

test("runs come oldest first, those of one instant by path", async () => {
  const cwd = scratch({
    "artifacts/b/validation_1.json": run("2025-08-01"),
    "artifacts/a/validation_1.json": run("2025-08-01"),
    "artifacts/c/validation_0.json": run("2025-07-01"),
  });
  expect((await read(cwd)).runs.map(({ path }) => path[10])).toEqual(["c", "a", "b"]);
});

test.each([
  ["nothing", "", "empty; a JSON object is expected"],
  ["a byte order mark alone", "\uFEFF\n", "empty; a JSON object is expected"],
  ["half a file", '{"status": "PA', /^not valid JSON: /],
  ["a list", "[]", "not a JSON object"],
  ["null", "null", "not a JSON object"],
  ["bytes", Uint8Array.of(0xff, 0, 0x80), /^not valid JSON: /],
])("%s is listed, and does not stop the others", async (_, text, problem) => {
  const cwd = scratch({
    "artifacts/a/validation_1.json": text,
    "artifacts/a/validation_2.json": run("2025-08-01"),
  });
  const { runs, problems } = await read(cwd);
  expect(runs).toHaveLength(1);
  expect(problems).toEqual([
    { path: "artifacts/a/validation_1.json", problem: expect.stringMatching(problem) },
  ]);
});

test("a byte order mark before an object is nothing", async () => {
  expect(await readOne(`\uFEFF${run("2025-08-01")}`)).toMatchObject({ passed: true });
});

test.each([
  ["3", "3"],
  [3, "3"],
  [null, null],
  [["3"], null],
  [undefined, null],
])("model_version %j", async (model_version, expected) => {
  const text = JSON.stringify({ status: "PASS", timestamp: "2025-08-01", model_version });
  expect(await readOne(text)).toMatchObject({ model_version: expected });
});

describe("finding the files", () => {
  const FILES = { "artifacts/2025-08-01/validation_1.json": run("2025-08-01") };

  test("a link to a run's directory does not make two runs of one", async () => {
    const cwd = scratch(FILES);
    symlinkSync("2025-08-01", join(cwd, "artifacts/latest"));
    expect((await read(cwd)).runs).toHaveLength(1);
  });

  test("patterns that overlap, too", async () => {
    const patterns = ["artifacts/**/*.json", "artifacts/*/validation_*.json"];
    expect((await read(scratch(FILES), patterns)).runs).toHaveLength(1);
  });

  test("an absolute pattern, which must not lead out of the project", async () => {
    const cwd = scratch(FILES);
    const pattern = `${cwd}/artifacts/*/validation_*.json`;
    await expect(read(scratch(), [pattern])).rejects.toThrow(/which leads out/);
    const found = await read(cwd, [pattern]);
    expect(found).toMatchObject({ runs: [{ passed: true }], problems: [] });
  });

  test("a FIFO is not opened", { timeout: 5000 }, async () => {
    const cwd = scratch(FILES);
    execFileSync("mkfifo", [join(cwd, "artifacts/2025-08-01/validation_2.json")]);
    expect((await read(cwd)).runs).toHaveLength(1);
  });

  test("none is none", async () => {
    expect(await read(scratch())).toEqual({
      series: [],
      runs: [],
      alerts: [],
      alertFiles: 0,
      problems: [],
      notes: [],
      newestUnread: null,
    });
  });

  test("files of alerts are counted, old and broken ones too, each once", async () => {
    const old = '{"timestamp": "2024-01-01T00:00:00Z"}';
    const cwd = scratch({
      "artifacts/audit/alert_1.json": old,
      "artifacts/audit/alert_2.json": "{",
      "artifacts/audit/notes.json": old,
    });
    symlinkSync("alert_1.json", join(cwd, "artifacts/audit/alert_3.json"));
    const alerts = ["artifacts/audit/*alert*.json"];
    const query = { cwd, runs: [], alerts, now: NOW, zone: createZone("UTC") };
    expect((await readGenerator(query)).alertFiles).toBe(2);
  });

  test("NaN and Infinity, as Python writes them, do not hide a failure; within a text they stay", async () => {
    const text =
      '{"status": "FAIL", "timestamp": "2025-08-01", "auc": NaN, "loss": -Infinity, "model_version": "NaN, -Infinity"}';
    const { runs, problems } = await read(scratch({ "artifacts/a/validation_1.json": text }));
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([{ passed: false, model_version: "NaN, -Infinity" }]);
  });

  test("what is no file is named, not opened, and may be the newest", async () => {
    const cwd = scratch({ "artifacts/a/validation_1.json": run("2025-08-01") });
    mkdirSync(join(cwd, "artifacts/a/validation_2.json"));
    symlinkSync("nowhere", join(cwd, "artifacts/a/validation_3.json"));
    const { runs, problems, newestUnread } = await read(cwd);
    expect(runs).toHaveLength(1);
    expect(problems.map(({ path }) => path)).toEqual([
      "artifacts/a/validation_2.json",
      "artifacts/a/validation_3.json",
    ]);
    expect(newestUnread).not.toBe(null);
  });
});

test("alerts need no keys at all", async () => {
  const cwd = scratch({
    "artifacts/audit/alert_1.json": "{}",
    "artifacts/audit/drift-alert-2.json": '{"timestamp":"2025-08-02T00:00:00Z"}',
    "artifacts/audit/log.json": "{}",
    "artifacts/audit/alert_3.json": "oops",
  });
  setModified(join(cwd, "artifacts/audit/alert_1.json"), "2025-08-01T00:00:00Z");
  const patterns = ["artifacts/audit/*alert*.json"];
  const query = { cwd, runs: [], alerts: patterns, now: NOW, zone: createZone("UTC") };
  const { alerts, problems } = await readGenerator(query);
  expect(alerts).toEqual([
    {
      path: "artifacts/audit/alert_1.json",
      time: "2025-08-01T00:00:00+00:00",
      time_source: "modified",
    },
    {
      path: "artifacts/audit/drift-alert-2.json",
      time: "2025-08-02T00:00:00+00:00",
      time_source: "run",
    },
  ]);
  expect(problems).toHaveLength(1);
});
