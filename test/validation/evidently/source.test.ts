import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import type { Evidence } from "../../../src/validation/evidence.ts";
import { isDrift } from "../../../src/validation/evidently/drift-method.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch, setModified } from "../../support/scratch.ts";
import { configOf, driftOf, instant } from "../../support/values.ts";

const NOW = instant("2026-01-20T00:00:00Z");
const FIXTURES = new URL("../../../fixtures/validation/", import.meta.url).pathname;
const read = (cwd: string, sources?: readonly object[]) => {
  const config = configOf({ validation: sources === undefined ? {} : { sources } } as never);
  return readEvidence({ cwd, now: NOW, zone: UTC, config: config.validation });
};
const shiftOf = (evidence: Evidence) => driftOf(evidence, { now: NOW });
const text = (path: string) => readFileSync(join(FIXTURES, path), "utf8");
const DRIFT = text("evidently/project/reports/drift_2026-01-12.json");
const NO_DRIFT = text("evidently/project/reports/drift_2026-01-05.json");
const WORKSPACE = join(FIXTURES, "evidently/project/workspace");

/** A report of 0.7 with one metric. */
function report(type: string, params: object, value: unknown): string {
  const config = { type: `evidently:metric_v2:${type}`, ...params };
  return JSON.stringify({ metrics: [{ id: "1", metric_name: `${type}()`, config, value }] });
}

interface MethodCase {
  method: string;
  shown_as: string;
  score: number;
  threshold: number;
  drifted: boolean;
}

describe("a score without a verdict", () => {
  const cases: MethodCase[] = JSON.parse(text("evidently/methods.json"));

  test.each(cases)("of $method, $score, is judged as Evidently 0.7.21 does", (each) => {
    expect(isDrift(each.method, each.score, each.threshold)).toBe(each.drifted);
    expect(isDrift(each.shown_as, each.score, each.threshold)).toBe(each.drifted);
  });

  test("of a method that nobody knows is not judged", () => {
    expect(isDrift("mine", 0.5, 0.1)).toBeNull();
    expect(isDrift(null, 0.5, 0.1)).toBeNull();
    expect(isDrift("ks", null, 0.1)).toBeNull();
  });

  test.each([
    [
      "a share below its threshold",
      "DriftedColumnsCount",
      { drift_share: 0.5 },
      { share: 0.4 },
      "no",
    ],
    ["a share above it", "DriftedColumnsCount", { drift_share: 0.5 }, { share: 0.5 }, "yes"],
    ["no share", "DriftedColumnsCount", { drift_share: 0.5 }, { count: 0 }, "unknown"],
    ["a score", "ValueDrift", { column: "a", method: "psi", threshold: 0.1 }, 0.3, "yes"],
    ["a method of one's own", "ValueDrift", { method: "mine", threshold: 0.1 }, 0.3, "unknown"],
    ["a score of embeddings", "EmbeddingsDrift", { embeddings_name: "e" }, 0.3, "unknown"],
    ["a metric of the model", "Accuracy", {}, 0.9, "unknown"],
  ])("%s", async (_, type, params, value, shift) => {
    const evidence = await read(
      scratch({ "reports/a_2026-01-15.json": report(type, params, value) }),
    );
    expect(evidence.problems).toEqual([]);
    expect(shiftOf(evidence).data_distribution_shift).toBe(shift);
  });

  test("that is NaN is no word for or against", async () => {
    const share = report("ValueDrift", { column: "a", method: "ks", threshold: 0.05 }, "#");
    const evidence = await read(
      scratch({ "reports/a_2026-01-15.json": share.replace('"#"', "NaN") }),
    );
    expect(shiftOf(evidence)).toMatchObject({
      data_distribution_shift: "unknown",
      shift_reports: [{ why: "not_computed" }],
    });
  });

  test("of columns that would lift the share to its threshold makes it unknown", async () => {
    const column = (name: string, drift_score: number) => ({
      ...{ column_name: name, stattest_name: "K-S p_value", stattest_threshold: 0.05 },
      ...{ drift_score, drift_detected: false },
    });
    const legacy = (columns: object) => {
      const json = JSON.stringify({
        metrics: [
          {
            metric: "DatasetDriftMetric",
            result: { drift_share: 0.5, share_of_drifted_columns: 0, dataset_drift: false },
          },
          { metric: "DataDriftTable", result: { drift_by_columns: columns } },
        ],
      });
      return scratch({ "reports/a_2026-01-15.json": json.replaceAll("null", "NaN") });
    };
    const shift = async (columns: object) =>
      shiftOf(await read(legacy(columns))).data_distribution_shift;
    const [a, b, c] = [column("a", 0.5), column("b", 0.5), column("c", Number.NaN)];
    expect(await shift({ a, b, c })).toBe("no");
    expect(await shift({ a, c })).toBe("unknown");
  });
});

describe("a report", () => {
  test("that a newer one of its suite supersedes does not decide", async () => {
    const newer = scratch({
      "reports/drift_2026-01-05.json": DRIFT,
      "reports/drift_2026-01-12.json": NO_DRIFT,
    });
    expect(shiftOf(await read(newer)).data_distribution_shift).toBe("no");
    const older = scratch({
      "reports/drift_2026-01-05.json": NO_DRIFT,
      "reports/drift_2026-01-12.json": DRIFT,
    });
    expect(shiftOf(await read(older)).data_distribution_shift).toBe("yes");
  });

  test.each([
    ["cut off", DRIFT.slice(0, 900)],
    ["empty", ""],
    ["of another version", '{"metrics": [{"key": 1}], "evidently": "9"}'],
  ])("that is %s leaves what its suite says unknown", async (_, broken) => {
    const cwd = scratch({
      "reports/drift_2026-01-05.json": NO_DRIFT,
      "reports/drift_2026-01-12.json": broken,
    });
    for (const sources of [undefined, [{ tool: "evidently", path: "reports/*.json" }]]) {
      const evidence = await read(cwd, sources);
      expect(evidence.problems).toMatchObject([{ path: "reports/drift_2026-01-12.json" }]);
      expect(shiftOf(evidence).data_distribution_shift).toBe("unknown");
      // It is of the distribution, as those beside it: no word on the model.
      expect(evidence.newestUnread).toBeNull();
    }
  });

  test("that is broken, and older than a sound one, does not decide", async () => {
    const cwd = scratch({
      "reports/drift_2026-01-05.json": DRIFT.slice(0, 900),
      "reports/drift_2026-01-12.json": NO_DRIFT,
    });
    expect(shiftOf(await read(cwd)).data_distribution_shift).toBe("no");
  });

  test("of which git remembers the past is read as it is, and its metrics as they were", async () => {
    const accuracy = (value: number) => {
      const json = JSON.parse(NO_DRIFT);
      json.metrics.push({
        ...{ id: "a", metric_name: "Accuracy()", value },
        config: { type: "evidently:metric_v2:Accuracy" },
      });
      return JSON.stringify(json);
    };
    const cwd = scratch();
    const git = (day: string, ...args: string[]) => {
      const date = `2026-01-${day}T06:00:00Z`;
      const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
      const user = ["-c", "user.name=a", "-c", "user.email=a@b"];
      execFileSync("git", [...user, ...args], { cwd, env, stdio: "ignore" });
    };
    git("01", "init", "-q");
    for (const [day, value] of [
      ["05", 0.9],
      ["12", 0.8],
    ] as const) {
      writeFileSync(join(cwd, "drift.json"), accuracy(value));
      git(day, "add", ".");
      git(day, "commit", "-qm", day);
    }
    const evidence = await read(cwd, [{ tool: "evidently", path: "drift.json" }]);
    expect(evidence.series[0]?.points.map(({ value }) => value)).toEqual([0.9, 0.8]);
    expect(evidence.runs.map(({ time, subject }) => [time.slice(0, 10), subject])).toEqual([
      ["2026-01-12", "distribution"],
    ]);
  });

  test("takes its time from itself, from git, from its name, or from its file", async () => {
    const legacy = text("evidently-legacy/project/reports/data_drift.json");
    const [stamp] = /"2026-[\d: .-]+"/.exec(legacy) as RegExpExecArray;
    const cwd = scratch({
      "reports/a.json": legacy.replace(stamp, '"2026-01-13 06:07:08.5"'),
      "reports/drift_2026-01-12.json": DRIFT,
      "reports/c.json": NO_DRIFT,
    });
    setModified(join(cwd, "reports/c.json"), "2026-01-14T00:00:00Z");
    const { runs } = await read(cwd);
    expect(runs.map(({ time, time_source }) => [time, time_source])).toEqual([
      ["2026-01-12T00:00:00+00:00", "name"],
      ["2026-01-13T06:07:08.500000+00:00", "run"],
      ["2026-01-14T00:00:00+00:00", "modified"],
    ]);
  });

  test("with a time that is none is one line", async () => {
    const legacy = text("evidently-legacy/project/reports/columns.json");
    const json = { ...JSON.parse(legacy), timestamp: "yesterday" };
    const { problems } = await read(scratch({ "reports/a.json": JSON.stringify(json) }));
    expect(problems).toEqual([
      {
        path: "reports/a.json",
        problem: '"timestamp" is "yesterday", no time that Evidently writes',
      },
    ]);
  });

  test("of 0.6 names its metrics with their settings", async () => {
    const name = "ValueDrift(column=age,method=psi,threshold=0.1)";
    const cwd = scratch({
      "reports/a_2026-01-15.json": JSON.stringify({
        metrics: [{ id: "1", metric_id: name, value: 0.3 }],
      }),
    });
    expect((await read(cwd)).runs[0]?.checks.overall).toEqual({
      ...{ name: "psi", column: "age", passed: false, observed: 0.3, threshold: 0.1 },
    });
  });

  test("a test relative to the reference has no threshold of its own", async () => {
    const cwd = scratch();
    cpSync(WORKSPACE, join(cwd, "workspace"), { recursive: true });
    const { runs } = await read(cwd);
    const failed = runs.filter(({ subject }) => subject === "model").at(-1)?.checks.failed;
    expect(failed?.[0]).toMatchObject({
      ...{ name: expect.stringMatching(/^Accuracy metric: Equal 0\.\d+ ± 0\.\d+$/) },
      ...{ observed: 0.6975, threshold: null },
    });
  });
});

describe("numbers", () => {
  test("of the data are series where they are asked for", async () => {
    const cwd = scratch({ "reports/a_2026-01-15.json": DRIFT });
    const metrics = ["DriftedColumnsCount.share"];
    const { series } = await read(cwd, [{ tool: "evidently", path: "reports", metrics }]);
    expect(series.map(({ metric, points }) => [metric, points[0]?.value])).toEqual([
      ["DriftedColumnsCount.share", 2 / 3],
    ]);
    expect((await read(cwd)).series).toEqual([]);
  });

  test.each(["__proto__", "constructor", "toString"])(
    "of no known kind are none: %s",
    async (type) => {
      const cwd = scratch({ "reports/a_2026-01-15.json": report(type, {}, 0.5) });
      expect((await read(cwd, [{ tool: "evidently", path: "reports" }])).series).toEqual([]);
    },
  );
});

describe("a workspace", () => {
  const [project = ""] = readdirSync(WORKSPACE);

  test("of which one project is asked for", async () => {
    const cwd = scratch();
    cpSync(WORKSPACE, join(cwd, "workspace"), { recursive: true });
    const source = { tool: "evidently", path: "workspace" };
    expect((await read(cwd, [{ ...source, model: "churn" }])).runs).toHaveLength(9);
    const { runs, problems } = await read(cwd, [{ ...source, model: "fraud" }]);
    expect(runs).toEqual([]);
    expect(problems[0]?.problem).toBe("no evaluation of the model fraud; found: churn");
  });

  test("of which the newest snapshot is broken is in doubt, also about the model", async () => {
    const cwd = scratch();
    cpSync(WORKSPACE, join(cwd, "workspace"), { recursive: true });
    const folder = join(cwd, "workspace", project, "snapshots");
    const newest = readdirSync(folder).sort().at(-1) ?? "";
    writeFileSync(join(folder, newest), '{"report": {"items"');
    const evidence = await readEvidence({
      ...{ cwd, zone: UTC, now: instant("2027-01-01T00:00:00Z") },
      config: configOf().validation,
    });
    expect(evidence.problems.map(({ problem }) => problem)).toEqual([
      "not valid JSON: line 1: the file ends too early: cut off, or not yet written",
    ]);
    // Its name is a UUID of version 7, which says when it was written.
    expect(evidence.unread).toMatchObject([
      { timeSource: "run", subjects: ["model", "data", "distribution"] },
    ]);
    expect(driftOf(evidence)).toMatchObject({
      ...{ data_distribution_shift: "unknown", newest_run_read: false },
    });
  });

  test("of more snapshots than count is read from the newest back, and says so", async () => {
    const snapshot = readFileSync(
      join(
        WORKSPACE,
        project,
        "snapshots",
        readdirSync(join(WORKSPACE, project, "snapshots"))[0] ?? "",
      ),
      "utf8",
    );
    const files = Array.from({ length: 103 }, (_, i): [string, string] => {
      const id = (0x19b80000000 + i).toString(16).padStart(12, "0");
      const uuid = `${id.slice(0, 8)}-${id.slice(8)}-7000-8000-000000000000`;
      const small = { ...JSON.parse(snapshot), widgets: [], name: `n${i}` };
      for (const result of Object.values(small.metric_results))
        (result as { widget: null }).widget = null;
      return [`workspace/${project}/snapshots/${uuid}.json`, JSON.stringify(small)];
    });
    const { runs, notes } = await read(scratch(Object.fromEntries(files)));
    expect(runs).toHaveLength(300);
    expect(runs.some(({ suite }) => suite?.includes("; n2;"))).toBe(false);
    expect(runs.some(({ suite }) => suite?.includes("; n102;"))).toBe(true);
    expect(notes).toEqual([
      {
        path: `workspace: ${project}`,
        problem: "103 reports, of which the newest 100 are read",
      },
    ]);
  });
});

test("other JSON in `reports/`, sound or broken, is nobody's concern", async () => {
  const cwd = scratch({
    "reports/a.json": '{"metrics": [1, 2]}',
    "reports/b.json": '{"rows": [',
    "reports/c.json": "",
    "reports/drift_notes.json": '{"text": "none"}',
  });
  expect(await read(cwd)).toMatchObject({ runs: [], series: [], problems: [], unread: [] });
});
