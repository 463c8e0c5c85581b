// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's own templates
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { dvcMetrics } from "../../../src/validation/dvc/pipeline.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const fixture = new URL("../../../fixtures/validation/dvc/", import.meta.url).pathname;
const NOW = instant("2030-01-01T00:00:00Z");

async function read(cwd: string, path?: string) {
  const sources = path === undefined ? undefined : [{ tool: "dvc" as const, path }];
  const config = configOf({ validation: sources === undefined ? {} : { sources } }).validation;
  const { series, problems } = await readEvidence({ cwd, now: NOW, zone: UTC, config });
  const values = series.map(({ metric, source, points }) => [source, metric, points[0]?.value]);
  return { values, problems: problems.map(({ path, problem }) => `${path}: ${problem}`) };
}

test("the metrics are those that `dvc metrics show` shows (dvc 3.67.1)", async () => {
  const shown = JSON.parse(readFileSync(`${fixture}metrics-show.json`, "utf8"))[""].data;
  const expected: unknown[] = [];
  const visit = (file: string, node: unknown, path: string[]): void => {
    if (typeof node === "number") {
      // A lone number has no name: it is called after its file.
      expected.push([`dvc: ${file}`, path.join(".") || file.replace(/\.\w+$/, ""), node]);
    } else
      for (const [key, child] of Object.entries(node as object)) visit(file, child, [...path, key]);
  };
  for (const [file, { data }] of Object.entries<{ data: unknown }>(shown)) visit(file, data, []);
  const { values, problems } = await read(`${fixture}project`);
  expect(problems).toEqual([]);
  expect(values.toSorted()).toEqual(expected.toSorted());
  expect(values.length).toBeGreaterThan(8);
});

describe("what dvc.yaml does not resolve", () => {
  const stage = (metric: string, more = "") =>
    `stages:\n  fit:\n${more}    cmd: x\n    metrics:\n      - ${metric}\n`;
  const lock = (...outs: string[]) =>
    JSON.stringify({
      schema: "2.0",
      stages: {
        "fit@0": { cmd: "x", outs: outs.map((path) => ({ path, md5: "0" })) },
        other: { cmd: "x", outs: [{ path: "m/of-another.json", md5: "0" }] },
      },
    });

  test("dvc.lock knows, once it has run", async () => {
    const cwd = scratch({
      "dvc.yaml": stage("m/${item}.json", "    foreach: ${models}\n    do:\n").replace(
        "cmd: x\n    metrics:\n      -",
        "  cmd: x\n      metrics:\n        -",
      ),
      "dvc.lock": lock("m/a.json", "m/b.json", "model.bin"),
      "m/a.json": '{"auc": 0.9}',
      "m/b.json": '{"auc": 0.8}',
      "m/of-another.json": '{"auc": 0.1}',
    });
    expect(await read(cwd)).toEqual({
      values: [
        ["dvc: m/a.json", "auc", 0.9],
        ["dvc: m/b.json", "auc", 0.8],
      ],
      problems: [],
    });
  });

  test("else it is said, and a broken file of parameters too", async () => {
    const cwd = scratch({
      "dvc.yaml": stage("${where}/m.json"),
      "params.yaml": "where: [",
    });
    const { problems } = await read(cwd);
    expect(problems).toEqual([
      expect.stringMatching(/^params\.yaml: not valid YAML: line 1: /),
      "dvc.yaml: stages.fit: ${where}/m.json cannot be resolved from params.yaml, vars or dvc.lock; name its files under `validation.sources`",
    ]);
  });
});

test.each([".", "dvc.yaml", "dvc.lock", "./", "models/../dvc.yaml"])(
  "`path: %s` finds the pipeline",
  async (path) => {
    const { values } = await read(
      scratch({
        "models/x": "",
        "dvc.yaml": "metrics: [m.json]",
        "dvc.lock": "schema: '2.0'",
        "m.json": '{"auc": 0.9}',
      }),
      path,
    );
    expect(values).toEqual([["dvc: m.json", "auc", 0.9]]);
  },
);

/** After DVC's documentation of templating, dvc.org/doc/user-guide/project-structure/dvcyaml-files. */
describe("templates", () => {
  const files: Record<string, unknown> = {
    "params.yaml": { a: { b: 1 }, list: [{ name: "x" }], flag: true },
    "more.json": { one: "1", two: "2" },
  };
  const paths = (document: object) => dvcMetrics(document, undefined, (name) => files[name]).paths;
  const metric = (path: string, more: object = {}) =>
    paths({ ...more, stages: { s: { cmd: "x", metrics: [path] } } });

  test.each([
    ["${a.b}.json", ["1.json"]],
    ["${ a.b }/${list[0].name}.json", ["1/x.json"]],
    ["${flag}.json", ["true.json"]],
    ["\\${a.b}.json", ["${a.b}.json"]],
    ["${a.c}.json", []],
    ["${__proto__}.json", []],
    ["${constructor.name}.json", []],
    ["${a}.json", []],
  ])("%s", (path, expected) => {
    expect(metric(path)).toEqual(expected);
  });

  test("`vars` of files, of some of their keys, and of values", () => {
    const path = "${one}-${own}.json";
    expect(metric(path, { vars: ["more.json:one", { own: "z" }] })).toEqual(["1-z.json"]);
    expect(metric("${two}.json", { vars: ["more.json:one"] })).toEqual([]);
  });

  test("`foreach` over a mapping has key and item, `wdir` leads", () => {
    const body = { wdir: "w/${key}", metrics: [{ "${item.n}.json": { cache: false } }] };
    const foreach = { p: { n: 1 }, q: { n: 2 } };
    expect(paths({ stages: { s: { foreach, do: body } } })).toEqual(["w/p/1.json", "w/q/2.json"]);
  });
});
