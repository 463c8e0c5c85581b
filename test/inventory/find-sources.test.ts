import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../src/config/schema.ts";
import { findSources } from "../../src/inventory/find-sources.ts";
import { scratch } from "../support/scratch.ts";

const source = (path: string): SourceConfig => ({ path, sample: "row" });

describe("findSources", () => {
  test("of a project without any there are none, and where it looked is said", async () => {
    expect(await findSources(undefined, { cwd: scratch() })).toMatchObject({
      sources: [],
      lookedIn: expect.arrayContaining(["data", "src/data", "*/*/*/data", "tables at the root"]),
    });
  });

  test("refuses configured ones that are missing, each where it is configured", async () => {
    const cwd = scratch({ "data/a.csv": "" });
    symlinkSync("nothing", join(cwd, "link"));
    const paths = ["data", "gone", "data/a.csv/b", "link"].map(source);
    await expect(findSources(paths, { cwd })).rejects.toThrow(
      "gone: no such file or directory\ndata/a.csv/b: no such file or directory\nlink: a link to nothing",
    );
    await expect(findSources(paths, { cwd }, {}, (i) => `plan.yaml:${i}`)).rejects.toThrow(
      "plan.yaml:1: gone: no such file or directory",
    );
  });

  test.each([
    ["a .dvc file", { "raw/a.csv.dvc": "outs:\n- path: a.csv\n  md5: ab\n  size: 12\n" }],
    [
      "that of a folder above it",
      { "raw.dvc": "outs:\n- path: raw\n  md5: ab.dir\n  nfiles: 3\n" },
    ],
    [
      "dvc.lock",
      { "dvc.lock": "stages:\n  get:\n    outs:\n    - path: raw/a.csv\n      md5: ab\n" },
    ],
  ])("takes it that %s explains why a configured path is missing", async (_, files) => {
    const found = await findSources([source("raw/a.csv")], { cwd: scratch(files) });
    expect(found).toMatchObject({ sources: [], lookedIn: ["raw/a.csv"] });
  });

  test("but a pointer to something else does not", async () => {
    const cwd = scratch({ "raw/b.csv.dvc": "outs:\n- path: b.csv\n  md5: ab\n" });
    await expect(findSources([source("raw/a.csv")], { cwd })).rejects.toThrow(
      "raw/a.csv: no such file or directory",
    );
  });

  test.skipIf(process.getuid?.() !== 0)("says that it may not look there", async () => {
    const cwd = scratch({ "closed/data/a.csv": "" });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, "closed"), 0o700);
    process.seteuid?.(65534);
    try {
      await expect(findSources([source("closed/data")], { cwd })).rejects.toThrow(
        "closed/data: permission denied",
      );
    } finally {
      process.seteuid?.(0);
    }
  });
});
