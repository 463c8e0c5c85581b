import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { fetchCommand } from "../../src/inventory/pointers/fetch-command.ts";
import { findPointers } from "../../src/inventory/pointers/find-pointers.ts";
import { foldPointers } from "../../src/inventory/pointers/fold.ts";
import type { Pointer } from "../../src/inventory/pointers/pointer.ts";
import { parsePointer, pointerOfLink } from "../../src/inventory/pointers/text-pointer.ts";
import { UTC } from "../../src/time/instant.ts";
import { scratch, writeFiles } from "../support/scratch.ts";

const lfs = (size: number, end = "\n") =>
  [
    "version https://git-lfs.github.com/spec/v1",
    `oid sha256:${"c0ffee".repeat(10)}abcd`,
    `size ${size}`,
    "",
  ].join(end);

const dvc = (path: string, rest = "size: 2048") =>
  `outs:\n- md5: ab12\n  ${rest}\n  path: ${path}\n`;

const take = (files: Record<string, string>, sources?: { path: string; include?: string[] }[]) =>
  takeInventory(
    sources?.map((source) => ({ sample: "row" as const, ...source })),
    scratch(files),
    UTC,
  );

describe("parsePointer", () => {
  test.each([
    [lfs(5_000_000_000), { tool: "git-lfs", bytes: 5_000_000_000, get: "git lfs pull" }],
    [lfs(0, "\r\n"), { tool: "git-lfs", bytes: 0 }],
    [
      `version https://git-lfs.github.com/spec/v1\next-0-x sha256:ab\noid sha256:${"a".repeat(64)}\nsize 7\n`,
      { tool: "git-lfs", bytes: 7 },
    ],
    [
      "/annex/objects/SHA256E-s1048576--0123abcd.csv\n",
      { tool: "git-annex", bytes: 1_048_576, get: "git annex get x/a.csv" },
    ],
    ["/annex/objects/URL--http&c%%example.org%a.csv\n", { tool: "git-annex", bytes: null }],
    ["/annex/objects/SHA256E-s100-S50-C1--0123.csv", { tool: "git-annex", bytes: 100 }],
  ])("%j", (text, expected) => {
    expect(parsePointer(text, "x/a.csv")).toMatchObject({ path: "x/a.csv", files: 1, ...expected });
  });

  test.each([
    "version https://git-lfs.github.com/spec/v1\nsize 12\n",
    "version,https://git-lfs.github.com/spec/v1\n1,2\n",
    "version https://example.com/spec/v1\noid sha256:ab\nsize 1\n",
    "path\nannex/objects/a\n",
    "",
  ])("is none: %j", (text) => {
    expect(parsePointer(text, "a.csv")).toBeNull();
  });
});

describe("pointerOfLink", () => {
  test.each([
    [
      "../.git/annex/objects/zM/6g/SHA256E-s77--ab.csv/SHA256E-s77--ab.csv",
      { tool: "git-annex", bytes: 77 },
    ],
    ["../.dvc/cache/files/md5/22/a1a2931c8370d3aeedd7183606fd7f", { tool: "dvc" }],
    ["/mnt/shared/files/md5/22/a1a2931c8370d3aeedd7183606fd7f", { tool: "dvc" }],
    ["../.dvc/cache/22/a1a2931c8370d3aeedd7183606fd7f", { tool: "dvc" }],
  ])("%s", (target, expected) => {
    expect(pointerOfLink(target, "data/a.csv")).toMatchObject(expected);
  });

  test("is none where it merely leads to nothing", () => {
    expect(pointerOfLink("../files/a.csv", "data/a.csv")).toBeNull();
  });
});

describe("fetchCommand", () => {
  test.each([
    ["data/a.csv", "dvc pull data/a.csv"],
    ["data/a b.csv", "dvc pull 'data/a b.csv'"],
    ["data/it's;rm -rf x", "dvc pull 'data/it'\\''s;rm -rf x'"],
    ["-a.csv", "dvc pull ./-a.csv"],
  ])("%s is one word of a shell", (path, command) => {
    expect(fetchCommand("dvc", path)).toBe(command);
  });
});

describe("findPointers", () => {
  const find = async (files: Record<string, string>) =>
    (await findPointers(Object.keys(files), { cwd: scratch(files) })).pointers.map(
      ({ path, files: n, bytes }) => [path, n, bytes],
    );

  test("a file and a folder, where its .dvc file lies", async () => {
    expect(
      await find({
        "data/a.csv.dvc": dvc("a.csv"),
        "raw.dvc": dvc(
          "raw",
          "md5: c4.dir\n  nfiles: 30\n  size: 9000".replace("md5: c4.dir\n  ", ""),
        ),
      }),
    ).toEqual([
      ["data/a.csv", 1, 2048],
      ["raw", 30, 9000],
    ]);
  });

  test("what `wdir` says, and a folder whose files are versions on a server", async () => {
    const versions =
      "outs:\n- path: v\n  files:\n  - {relpath: a, size: 3}\n  - {relpath: b, size: 4}\n";
    expect(await find({ "d/a.dvc": `wdir: ../e\n${dvc("a.csv")}`, "v.dvc": versions })).toEqual([
      ["e/a.csv", 1, 2048],
      ["v", 2, 7],
    ]);
  });

  test("outputs of stages that are neither metrics, plots, models nor git's", async () => {
    const pipeline = [
      "stages:",
      "  train:",
      "    wdir: work",
      "    outs: [model.bin, {seen.csv: {cache: false}}, rows]",
      "    metrics: [{m.json: {cache: false}}]",
      "    plots: [roc.csv]",
      "  each:",
      "    foreach: [us]",
      "    do: {cmd: x, wdir: part, outs: ['$" + "{item}.csv']}",
      "artifacts: {best: {path: model.bin, type: model}}",
    ];
    const names = ["model.bin", "seen.csv", "rows", "m.json", "roc.csv"];
    const outs = names.map((path) => `    - {path: ${path}, md5: ab, size: 5}`);
    const lock = ["stages:", "  train:", "    outs:", ...outs, "  each@us:", "    outs:"];
    expect(
      await find({
        "dvc.yaml": pipeline.join("\n"),
        "dvc.lock": [...lock, "    - {path: us.csv, md5: cd, size: 6}"].join("\n"),
      }),
    ).toEqual([
      ["part/us.csv", 1, 6],
      ["work/rows", 1, 5],
    ]);
  });

  test("a pipeline that was never run", async () => {
    const text = "stages:\n  a:\n    outs: [data/x.csv, data/y, '$" + "{where}/z']\n";
    expect(await find({ "dvc.yaml": text })).toEqual([
      ["data/x.csv", 1, null],
      ["data/y", null, null],
    ]);
  });

  test("what is here is not listed, and of a folder only what is missing", async () => {
    expect(
      await find({
        "a.csv.dvc": dvc("a.csv"),
        "a.csv": "1",
        "all.dvc": dvc("all", "nfiles: 2"),
        "all/x": "",
        "all/y": "",
        "some.dvc": dvc("some", "nfiles: 5\n  size: 50"),
        "some/deep/x": "",
        "some/.gitignore": "",
      }),
    ).toEqual([["some", 4, null]]);
  });

  test("nothing outside of the project", async () => {
    expect(
      await find({
        "a.dvc": dvc("/etc/passwd"),
        "b.dvc": dvc("../../x.csv"),
        "c.dvc": dvc("s3://bucket/x.csv"),
        "d.dvc": dvc("x/../../y.csv"),
      }),
    ).toEqual([]);
  });

  test("says which file it cannot read", async () => {
    const { pointers, notes } = await findPointers(["a.dvc", "b.dvc"], {
      cwd: scratch({ "a.dvc": "outs: [", "b.dvc": "- 1" }),
    });
    expect(pointers).toEqual([]);
    expect(notes).toEqual([
      { path: "a.dvc", note: expect.stringContaining("not valid YAML: line 1") },
      { path: "b.dvc", note: "not a file of DVC: `outs` is expected" },
    ]);
  });
});

describe("foldPointers", () => {
  const image = (n: number): Pointer => ({
    path: `images/${n}.png`,
    ...{ tool: "git-lfs", files: 1, bytes: 10, get: "git lfs pull" },
  });

  test("many of a folder are one", () => {
    expect(foldPointers(Array.from({ length: 30 }, (_, n) => image(n)))).toEqual([
      { path: "images", tool: "git-lfs", files: 30, bytes: 300, get: "git lfs pull" },
    ]);
    expect(foldPointers([image(2), image(1), image(2)])).toEqual([image(1), image(2)]);
  });
});

describe("an inventory", () => {
  test("of pointers in the place of tables and images counts none of them", async () => {
    const inventory = await take({
      "data/a.csv": lfs(123_456),
      "data/b.parquet": lfs(1),
      "data/c.jsonl": lfs(2),
      "data/d.png": lfs(3),
      "data/e.csv": "/annex/objects/SHA256E-s9--ab.csv\n",
      "data/f.csv": "x\n1\n",
    });
    expect(inventory).toMatchObject({
      files: 1,
      samples: { counted: 1, uncounted_files: 0 },
      problems: [],
      types: [{ extension: ".csv", files: 1 }],
    });
    expect(inventory.not_here.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["data/a.csv", 123_456],
      ["data/b.parquet", 1],
      ["data/c.jsonl", 2],
      ["data/d.png", 3],
      ["data/e.csv", 9],
    ]);
  });

  test("of files as samples counts no pointers either", async () => {
    const cwd = scratch({ "images/a.png": lfs(9), "images/b.png": "PNG" });
    const inventory = await takeInventory([{ path: "images", sample: "file" }], cwd, UTC);
    expect(inventory.samples.counted).toBe(1);
    expect(inventory.not_here).toMatchObject([{ path: "images/a.png", bytes: 9 }]);
  });

  test("of links that lead to nothing names no broken files where data is elsewhere", async () => {
    const cwd = scratch({ "data/here.csv": "a\n1\n" });
    const target = (name: string) => `../.git/annex/objects/aa/bb/${name}/${name}`;
    symlinkSync(target("SHA256E-s5--ab.csv"), join(cwd, "data/gone.csv"));
    symlinkSync("nothing", join(cwd, "data/broken.csv"));
    const { problems, not_here, samples } = await takeInventory(undefined, cwd, UTC);
    expect(not_here).toMatchObject([{ path: "data/gone.csv", tool: "git-annex", bytes: 5 }]);
    expect(problems).toMatchObject([{ path: "data/broken.csv" }]);
    expect(samples).toMatchObject({ counted: 1, uncounted_files: 1 });
  });

  test("without a data folder, of models and results beside the data", async () => {
    const { sources, not_here } = await take({
      "data.dvc": dvc("data", "nfiles: 7\n  size: 70"),
      "model.pkl.dvc": dvc("model.pkl"),
      "reports/roc.csv.dvc": dvc("roc.csv"),
      "metrics.json.dvc": dvc("metrics.json"),
      "rows.csv.dvc": dvc("rows.csv"),
      "artifacts/data.csv.dvc": dvc("data.csv"),
      "artifacts/scaled.csv.dvc": dvc("scaled.csv"),
      "artifacts/reports/data.csv.dvc": dvc("data.csv"),
    });
    expect(sources).toEqual([]);
    expect(not_here.map(({ path, files }) => [path, files])).toEqual([
      ["artifacts/data.csv", 1],
      ["data", 7],
      ["rows.csv", 1],
    ]);
  });

  test("of configured sources, what lies in them", async () => {
    const files = {
      "a/x.csv.dvc": dvc("x.csv"),
      "a/y.txt.dvc": dvc("y.txt"),
      "b/x.csv.dvc": dvc("x.csv"),
    };
    const { not_here, looked_in } = await take(files, [{ path: "a", include: ["*.csv"] }]);
    expect(not_here.map(({ path }) => path)).toEqual(["a/x.csv"]);
    expect(looked_in).toEqual(["a"]);
  });

  test("that is kept finds out anew what is not here", async () => {
    const rows = "a\n".concat("1\n".repeat(10));
    const files = Object.fromEntries(
      Array.from({ length: 450 }, (_, n) => [`data/${n}.csv`, rows + n]),
    );
    const cwd = scratch({ ...files, "data/x.csv.dvc": dvc("../x.csv") });
    const options = { cacheDirectory: scratch(), clock: () => Date.now() + 10_000, worker: null };
    const paths = async () =>
      (
        await takeInventory(
          [
            { path: "data", sample: "row" },
            { path: "x.csv", sample: "row" },
          ],
          cwd,
          UTC,
          options,
        )
      ).not_here.map(({ path }) => path);
    writeFiles(cwd, { "x.csv.dvc": dvc("x.csv") });
    expect(await paths()).toEqual(["x.csv"]);
    expect(await paths()).toEqual(["x.csv"]);
    writeFiles(cwd, { "x.csv": "a\n1\n" });
    expect(await paths()).toEqual([]);
  });
});
