import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInstant, UTC } from "../../src/time/instant.ts";
import { readEvidence } from "../../src/validation/read.ts";
import { scratch, setModified, writeFiles } from "../support/scratch.ts";
import { configOf, instant } from "../support/values.ts";

const NOW = instant("2030-01-01T00:00:00Z");

async function read(cwd: string, sources?: readonly object[]) {
  const config = configOf({ validation: sources === undefined ? {} : { sources } } as never);
  return readEvidence({ cwd, now: NOW, zone: UTC, config: config.validation });
}

/** What is read of files, as `metric: values`, and the lines of what is not. */
async function told(files: Record<string, string | Uint8Array>, sources?: readonly object[]) {
  const { series, problems } = await read(scratch(files), sources);
  return {
    series: series.map(({ metric, points }) => `${metric}: ${points.map((p) => p.value)}`),
    problems: problems.map(({ path, problem }) => `${path}: ${problem}`),
  };
}

/** One file of each tool that stands beside the broken one. */
const SOUND = { "scores.json": '{"f1": 0.5}' };
const PIPELINE = "metrics: [m.json]";
const SNAPSHOT =
  "workspace/01a213c2-26d3-7a35-98d8-f34c996b6180/snapshots/01a213c2-33a1-7982-b8d3-941996dd8ccb.json";
const STORE = "gx/uncommitted/validations/s/__none__/20250814T080000.000000Z";
const state = (log: unknown) => JSON.stringify({ log_history: log });

describe("a broken file gives one line, and leaves the rest standing", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "a tree cut off",
      { "metrics.json": '{\n "auc": 0.9,\n "f1"' },
      "metrics.json: not valid JSON: line 3: the file ends too early: cut off, or not yet written",
    ],
    [
      "an empty tree",
      { "metrics.json": "" },
      "metrics.json: empty; metrics by their names are expected",
    ],
    [
      "a tree that is no number",
      { "metrics.json": '{"auc": 0,9}' },
      "metrics.json: not valid JSON: line 1: 9} where a key in quotes is expected",
    ],
    [
      "YAML with a tab",
      { "metrics.yaml": "auc: 0.9\nf1:\n\t- 1" },
      "metrics.yaml: not valid YAML: line 3: Tabs are not allowed as indentation",
    ],
    [
      "YAML with one key twice",
      { "metrics.yaml": "auc: 0.9\nauc: 0.8" },
      "metrics.yaml: not valid YAML: line 2: Map keys must be unique",
    ],
    [
      "TOML with one key twice",
      { "metrics.toml": "auc = 0.9\nauc = 0.8" },
      "metrics.toml: not valid TOML: line 2: trying to redefine an already defined table or value",
    ],
    [
      "a tree with a wrong time",
      { "metrics.json": '{"auc": 0.9, "timestamp": "gestern"}' },
      'metrics.json: "timestamp" is "gestern"; write ISO 8601, or remove it',
    ],
    [
      "a tree deeper than metrics",
      { "metrics.json": `${'{"a":'.repeat(100)}1${"}".repeat(100)}` },
      "metrics.json: nested more than 50 deep; no metrics",
    ],
    [
      "a tree too deep",
      { "metrics.json": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}` },
      "metrics.json: nested too deep for results, not read",
    ],
    [
      "a time too deep, which an error would show",
      { "metrics.json": `{"auc": 0.9, "timestamp": ${"[".repeat(10_000)}${"]".repeat(10_000)}}` },
      "metrics.json: nested too deep for results, not read",
    ],
    [
      "TOML whose keys nest too deep",
      { "metrics.toml": `auc = 0.9\ntimestamp${".a".repeat(10_000)} = 1` },
      "metrics.toml: nested too deep for results, not read",
    ],
    [
      "a tree too deep, with NaN",
      { "metrics.json": `${'{"a":'.repeat(100_000)}NaN${"}".repeat(100_000)}` },
      "metrics.json: nested too deep for results, not read",
    ],
    [
      "YAML too deep",
      { "metrics.yaml": `${"[".repeat(10_000)}${"]".repeat(10_000)}` },
      "metrics.yaml: nested too deep for results, not read",
    ],
    [
      "a bomb of aliases",
      {
        "metrics.yaml": `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((k, i) => `${k}: &${k} [${`*${"abcdefgh"[i]},`.repeat(10)}]`).join("\n")}`,
      },
      "metrics.yaml: not valid YAML: Excessive alias count indicates a resource exhaustion attack",
    ],
    [
      "40,000 keys in YAML",
      { "metrics.yaml": Array.from({ length: 40_000 }, (_, i) => `auc_${i}: ${i}`).join("\n") },
      "metrics.yaml: 40000 numbers, more than 1000 metrics; name those that count under `metrics`",
    ],
    [
      "3 MB of YAML",
      { "metrics.yaml": `auc: 0.9\n${"# x\n".repeat(750_000)}` },
      "metrics.yaml: more than 2 MB of YAML, which takes long to read; write JSON",
    ],
    [
      "10,000 keys",
      {
        "metrics.json": JSON.stringify(
          Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`auc_${i}`, i])),
        ),
      },
      "metrics.json: 10000 numbers, more than 1000 metrics; name those that count under `metrics`",
    ],
    [
      "dvc.yaml of another shape",
      { "dvc.yaml": "- a" },
      "dvc.yaml: not a dvc.yaml: a mapping with stages or metrics is expected",
    ],
    [
      "an empty dvc.yaml",
      { "dvc.yaml": "\n" },
      "dvc.yaml: empty; metrics by their names are expected",
    ],
    [
      "dvc.yaml of what is not there",
      { "dvc.yaml": PIPELINE },
      "dvc.yaml: it names m.json, which is not there; `dvc pull` or `dvc repro` brings it",
    ],
    [
      "a metric of dvc cut off",
      { "dvc.yaml": PIPELINE, "m.json": "{" },
      "m.json: not valid JSON: line 1: the file ends too early: cut off, or not yet written",
    ],
    [
      "a metric of dvc that is a program",
      { "dvc.yaml": "metrics: [m.py]", "m.py": "auc = 1" },
      "m.py: a program in Python, which is not run; let it write JSON",
    ],
    [
      "a matrix without end",
      {
        "dvc.yaml": `stages: {a: {matrix: {${[..."abcdefghij"].map((k) => `${k}: [1,2,3,4,5,6,7,8,9,0]`).join(",")}}, cmd: x, metrics: ["m-\${item.a}.json"]}}`,
      },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: DVC's own template
      "dvc.yaml: stages.a: m-${item.a}.json cannot be resolved from params.yaml, vars or dvc.lock; name its files under `validation.sources`",
    ],
    [
      "a step of dvclive cut off",
      {
        "dvclive/metrics.json": '{"step": 1}',
        "dvclive/plots/metrics/val/auc.tsv": "timestamp\tstep\tauc\n1754028000000\t0\t0.9\n17540",
      },
      'dvclive/plots/metrics/val/auc.tsv: line 3: "17540" is not timestamp, step, auc: cut off, or not written by dvclive',
    ],
    [
      "an empty state of a Trainer",
      { "trainer_state.json": "" },
      "trainer_state.json: empty; the state of a Trainer is expected",
    ],
    [
      "a state of another version",
      { "trainer_state.json": '{"global_step": 3}' },
      'trainer_state.json: no list "log_history", which the state of a Trainer has',
    ],
    [
      "a state cut off",
      { "trainer_state.json": state([{ eval_loss: 1, step: 1 }]).slice(0, 30) },
      "trainer_state.json: not valid JSON: line 1: the file ends too early: cut off, or not yet written",
    ],
    [
      "a result of the generator cut off",
      { "artifacts/a/validation_1.json": '{"status": ' },
      "artifacts/a/validation_1.json: not valid JSON: line 1: the file ends too early: cut off, or not yet written",
    ],
    [
      "a report of Evidently cut off",
      { "reports/a.json": '{"metrics": [{"id": "1", "metric_name"' },
      "reports/a.json: not valid JSON: line 1: the file ends too early: cut off, or not yet written",
    ],
    [
      "an empty report of Evidently",
      { "reports/drift.json": "\n" },
      "reports/drift.json: empty; a report of Evidently is expected",
    ],
    [
      "a snapshot of Evidently before 0.7",
      { [SNAPSHOT]: '{"suite": {}, "metrics_ids": [], "timestamp": "2025-08-01 00:00:00"}' },
      `${SNAPSHOT}: a snapshot of Evidently before 0.7, not read; write the report with save_json() as well`,
    ],
    [
      "a snapshot of Evidently of another version",
      { [SNAPSHOT]: "{}" },
      `${SNAPSHOT}: no snapshot as Evidently 0.7 writes it`,
    ],
    [
      "a result of Great Expectations cut off",
      { [`${STORE}/a.json`]: '{\n"success": tr' },
      `${STORE}/a.json: not valid JSON: line 2: tr where a value is expected`,
    ],
    [
      "an empty result of Great Expectations",
      { [`${STORE}/a.json`]: "" },
      `${STORE}/a.json: empty; a validation result is expected`,
    ],
    [
      "a result of Great Expectations of another version",
      { [`${STORE}/a.json`]: '{"outcome": []}' },
      `${STORE}/a.json: no validation result as Great Expectations writes it`,
    ],
    [
      "a result of Great Expectations without any",
      { [`${STORE}/a.json`]: '{"success": true, "results": []}' },
      `${STORE}/a.json: no expectation was evaluated; add some to its suite`,
    ],
    [
      "a summary of wandb cut off",
      { "wandb/run-20250801_000000-abc/files/wandb-summary.json": "{" },
      "wandb/run-20250801_000000-abc/files/wandb-summary.json: not valid JSON: line 1: the file ends too early: cut off, or not yet written",
    ],
  ])("%s", async (_, files, problem) => {
    expect(await told({ ...SOUND, ...files })).toEqual({
      series: ["f1: 0.5"],
      problems: [problem],
    });
  });

  test.each([
    ["metrics.json", "metrics.json"],
    ["trainer_state.json", "trainer_state.json"],
    ["artifacts/a/validation_1.json", "artifacts/a/validation_1.json"],
    ["reports/drift.json", "reports/drift.json"],
    [SNAPSHOT, SNAPSHOT],
    [`${STORE}/a.json`, `${STORE}/a.json`],
    ["dvclive/plots/metrics/val/auc.tsv", "dvclive/metrics.json"],
  ])("200 MB in %s", async (path, beside) => {
    const cwd = scratch({ ...SOUND, [beside]: '{"step": 1}', [path]: "timestamp\t" });
    truncateSync(join(cwd, path), 200 << 20);
    const { series, problems } = await read(cwd);
    expect(series.map(({ metric }) => metric)).toEqual(["f1"]);
    expect(problems).toEqual([
      {
        path,
        problem: "200 MB, more than the 64 MB that a result may have, not read",
      },
    ]);
  });

  test("what is no file, cannot be read, or leads nowhere", async () => {
    const cwd = scratch({ ...SOUND, "metrics/b.json": '{"auc": 0.9}' });
    mkdirSync(join(cwd, "metrics.json"));
    symlinkSync("nowhere", join(cwd, "metrics/c.json"));
    symlinkSync(".", join(cwd, "metrics/d"));
    const { series, problems } = await read(cwd);
    expect(series.map(({ metric }) => metric)).toEqual(["auc", "f1"]);
    expect(problems).toEqual([{ path: "metrics/c.json", problem: "no such file or directory" }]);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that may not be listed", async () => {
    const cwd = scratch({ ...SOUND, "metrics/b.json": '{"auc": 0.9}' });
    chmodSync(join(cwd, "metrics"), 0);
    try {
      expect((await read(cwd)).problems).toEqual([
        { path: "metrics", problem: "the folder cannot be read" },
      ]);
    } finally {
      chmodSync(join(cwd, "metrics"), 0o700);
    }
  });

  test("a metric that is null now is said, where it was a number before", async () => {
    expect(
      await told({
        "metrics/2025-08-01.json": '{"auc": 0.9, "note": null}',
        "metrics/2025-08-08.json": '{"auc": null, "note": null, "f1": 1}',
      }),
    ).toEqual({
      series: ["auc: 0.9", "f1: 1"],
      problems: [
        "metrics/2025-08-08.json: auc is null; write NaN for a metric that is not a number",
      ],
    });
  });
});

describe("hostile names are names", () => {
  test.each(["__proto__", "constructor", "a|b", "a\nb", "a`b", "<b>", "\u202e", "ключ", "a b"])(
    "%j",
    async (name) => {
      const json = `{"m": {${JSON.stringify(name)}: {"auc": NaN}}}`;
      const yaml = `m: {${JSON.stringify(name)}: {auc: .nan}}`;
      const toml = `[m.${JSON.stringify(name)}]\nauc = nan`;
      const files = { "metrics.json": json, "metrics.yaml": yaml, "metrics.toml": toml };
      const line = `m.${name}.auc: NaN`;
      expect(await told(files)).toEqual({ series: [line, line, line], problems: [] });
    },
  );

  test("of files and folders", async () => {
    const cwd = scratch();
    for (const folder of ["a|b", "a\nb", "[x]*{y,z}", "!no", "__proto__"]) {
      writeFiles(cwd, { [`artifacts/${folder}/metrics.json`]: '{"auc": 0.9}' });
    }
    const { series, problems } = await read(cwd);
    expect(problems).toEqual([]);
    expect(series).toHaveLength(5);
    for (const path of ["artifacts/[x]*{y,z}", "artifacts/!no/metrics.json"]) {
      const own = await read(cwd, [{ tool: "metrics", path }]);
      expect([path, own.series.length, own.problems]).toEqual([path, 1, []]);
    }
  });

  test("JSON with one key twice is read as Python reads it: the last", async () => {
    expect((await told({ "metrics.json": '{"auc": 1, "auc": 0.5}' })).series).toEqual(["auc: 0.5"]);
  });
});

describe("what is configured", () => {
  const files = {
    "m/a.json": '{"val": {"auc": 0.9, "f1": 0.5}, "train": {"auc": 1}, "model": "churn"}',
    "m/b.json": '{"val": {"auc": 0.8}, "model": "fraud"}',
  };
  const metrics = (more: object) => [{ tool: "metrics", path: "m", ...more }];

  test("`metrics` chooses, training too", async () => {
    expect((await told(files, metrics({ metrics: ["*auc"], model: "churn" }))).series).toEqual([
      "train.auc: 1",
      "val.auc: 0.9",
    ]);
  });

  test("`metrics` that no name is like is said, with what there is", async () => {
    expect((await told(files, metrics({ metrics: ["recall"] }))).problems).toEqual([
      "m: no metric has a name listed under `metrics`; found: train.auc, val.auc, val.f1",
    ]);
  });

  test("`model` chooses, and one that is not there is said", async () => {
    const { problems } = await told(files, metrics({ model: "abuse" }));
    expect(problems).toContain("m/b.json: no evaluation of the model abuse; found: fraud");
  });

  test("a path at which nothing is, is said", async () => {
    expect((await told({}, [{ tool: "dvc", path: "nowhere" }])).problems).toEqual([
      "nowhere: nothing is there; correct `path` under `validation.sources`, or remove it",
    ]);
  });

  test("a file that another tool has read is said, once", async () => {
    const { series, problems } = await told(
      {
        "artifacts/a/validation_1.json": '{"status": "PASS", "metrics": {"auc": 0.9}}',
        "artifacts/a/validation_2.json": '{"status": "PASS", "metrics": {"auc": 0.8}}',
      },
      [{ tool: "metrics", path: "artifacts/a" }],
    );
    expect(series).toEqual([expect.stringMatching(/^auc: 0.\d,0.\d$/)]);
    expect(problems).toEqual([
      "artifacts/a/validation_1.json: already read by `validation.runs` (and 1 more file); name a file in one place only",
    ]);
  });

  test("a link to a run is the run", async () => {
    const cwd = scratch({ "artifacts/3.1.0/metrics.json": '{"auc": 0.9}' });
    symlinkSync("3.1.0", join(cwd, "artifacts/0-latest"));
    const { series } = await read(cwd);
    expect(series.map(({ source, points }) => [source, points.length])).toEqual([
      ["artifacts/*/metrics.json", 1],
    ]);
  });
});

test("the order in which files came about changes nothing", async () => {
  const names = ["a", "b", "c"].flatMap((name) => [
    `metrics/${name}.json`,
    `metrics/2025-08-0${name.charCodeAt(0) - 96}.json`,
    `artifacts/${name}/metrics.json`,
    `artifacts/${name}/validation_1.json`,
    `results/${name}/all_results.json`,
  ]);
  const contents = (name: string) =>
    JSON.stringify({ status: "PASS", eval_auc: name.length / 100, metrics: { f1: 0.5 } });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(names, { minLength: names.length }), async (order) => {
      const cwd = scratch();
      for (const name of order) writeFiles(cwd, { [name]: contents(name) });
      // All of one instant: ties must not be broken by the order of a directory.
      for (const name of order) setModified(join(cwd, name), "2025-08-01T00:00:00Z");
      seen.add(JSON.stringify(await read(cwd)));
    }),
    { numRuns: 20 },
  );
  expect(seen.size).toBe(1);
  const [{ series }] = [...seen].map((text) => JSON.parse(text));
  expect(series.length).toBeGreaterThan(5);
});

test("of an empty project nothing is said", async () => {
  const { series, runs, problems } = await read(scratch());
  expect([series, runs, problems]).toEqual([[], [], []]);
});

test("a modification long ago or after the plan does no harm", async () => {
  const cwd = scratch({ "metrics.json": '{"auc": 0.9}', "scores.json": '{"auc": 0.9}' });
  setModified(join(cwd, "metrics.json"), "1970-01-02T00:00:00Z");
  setModified(join(cwd, "scores.json"), "2031-01-01T00:00:00Z");
  const { series, problems } = await read(cwd);
  expect(series.map(({ points }) => formatInstant(points[0]?.at ?? 0, UTC))).toEqual([
    "1970-01-02T00:00:00+00:00",
  ]);
  expect(problems).toEqual([
    { path: "scores.json", problem: "written 2031-01-01T00:00:00+00:00, after this plan" },
  ]);
});

test("a file is closed again, however many there are", async () => {
  const cwd = scratch({ "dvclive/metrics.json": "{}" });
  for (let i = 0; i < 2000; i++) {
    writeFiles(cwd, { [`dvclive/plots/metrics/m${i}.tsv`]: "step\tm\n0\t1\n" });
  }
  writeFileSync(join(cwd, "dvclive/metrics.json"), '{"auc": 0.5}');
  expect((await read(cwd)).series).toHaveLength(1);
});
