import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../src/config/schema.ts";
import { gatherFiles, walkSource } from "../../src/inventory/source.ts";
import { scratch } from "../support/scratch.ts";

const source = (changes: Partial<SourceConfig> = {}): SourceConfig => ({
  path: "data",
  sample: "row",
  ...changes,
});
const paths = async (config: SourceConfig, cwd: string) =>
  (await gatherFiles(config, cwd)).files.map((file) => file.path);

describe("gatherFiles", () => {
  test.each(["data", "data/", "data//"])(
    "paths are as the user named the source: %s",
    async (path) => {
      const cwd = scratch({ "data/a.csv": "", "data/b/c.csv.gz": "" });
      expect((await gatherFiles(source({ path }), cwd)).files).toMatchObject([
        { path: "data/a.csv", extension: ".csv", compression: "none" },
        { path: "data/b/c.csv.gz", extension: ".csv", compression: "gzip" },
      ]);
    },
  );

  test("the project itself, a file, and a path outside", async () => {
    const cwd = scratch({ "a.csv": "", "b/c.csv": "" });
    expect(await paths(source({ path: "." }), cwd)).toEqual(["a.csv", "b/c.csv"]);
    expect(await paths(source({ path: "a.csv" }), cwd)).toEqual(["a.csv"]);
    const above = source({ path: "../" });
    const below = join(cwd, "b");
    await expect(paths(above, below)).rejects.toThrow("../, which leads out of the project");
    const walk = walkSource(above, { cwd: below, allowOutside: true });
    expect((await gatherFiles(above, below, walk)).files.map((file) => file.path)).toEqual([
      "../a.csv",
      "../b/c.csv",
    ]);
    expect(await paths(source({ path: join(cwd, "b") }), cwd)).toEqual([join(cwd, "b/c.csv")]);
  });

  test("what is not data is left out and counted by kind", async () => {
    const cwd = scratch({
      "data/a.csv": "",
      "data/README": "",
      "data/README.txt": "",
      "data/notes.MD": "",
      "data/more.md": "",
      "data/_SUCCESS": "",
      "data/load.py": "",
    });
    const { files, leftOut } = await gatherFiles(source(), cwd);
    expect(files).toHaveLength(1);
    expect(Object.fromEntries(leftOut)).toEqual({
      README: 1,
      ".txt": 1,
      ".md": 2,
      _SUCCESS: 1,
      ".py": 1,
    });
  });

  test("include and exclude are globs below the path, and nothing is dropped in silence", async () => {
    const cwd = scratch({
      "data/a.csv": "",
      "data/old/a.csv": "",
      "data/tmp/a.csv": "",
      "data/b.json": "",
    });
    const filtered = await gatherFiles(source({ include: ["**/*.csv"], exclude: ["tmp/**"] }), cwd);
    expect(filtered.files.map((file) => file.path)).toEqual(["data/a.csv", "data/old/a.csv"]);
    expect(Object.fromEntries(filtered.leftOut)).toEqual({ "not included": 1, excluded: 1 });
    // A document that the configuration includes is data.
    expect(await paths(source({ include: ["*.md"] }), scratch({ "data/a.md": "" }))).toEqual([
      "data/a.md",
    ]);
  });

  test("a problem of what is excluded is none", async () => {
    const cwd = scratch({ "data/a.csv": "", "data/tmp/b.csv": "" });
    symlinkSync("gone", join(cwd, "data/tmp/dangling.csv"));
    expect((await gatherFiles(source(), cwd)).problems).toMatchObject([
      { path: "data/tmp/dangling.csv" },
    ]);
    expect((await gatherFiles(source({ exclude: ["tmp/**"] }), cwd)).problems).toEqual([]);
  });

  test("a second way into a directory is counted as left out", async () => {
    const cwd = scratch({ "data/2025/a.csv": "" });
    symlinkSync("2025", join(cwd, "data/latest"));
    const { files, leftOut } = await gatherFiles(source(), cwd);
    expect(files).toHaveLength(1);
    expect(leftOut.get("links to a directory already visited")).toBe(1);
  });
});

test("the books of Delta and Iceberg are no data, and their tables are named", async () => {
  const log = "_delta_log/00000000000000000000";
  const cwd = scratch({
    ...{ [`data/${log}.json`]: "{}", [`data/${log}.checkpoint.parquet`]: "", "data/0.parquet": "" },
    ...{ "data/ice/metadata/v1.metadata.json": "{}", "data/ice/data/0.parquet": "" },
    "data/spark/_temporary/0/part-0.parquet": "",
  });
  const { files, lakes, leftOut } = await gatherFiles(source(), cwd);
  expect(files.map(({ path }) => path)).toEqual(["data/0.parquet", "data/ice/data/0.parquet"]);
  const left = { "_delta_log/": 2, "metadata/": 1, "_temporary/": 1 };
  expect(Object.fromEntries(leftOut)).toEqual(left);
  expect([...lakes]).toEqual([
    ["data", "Delta"],
    ["data/ice", "Iceberg"],
  ]);
  expect((await gatherFiles(source({ include: ["**/*.parquet"] }), cwd)).lakes.size).toBe(2);
});
