import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import glob from "fast-glob";
import { describe, expect, test } from "vitest";
import { fixedPart, globFiles, globPaths } from "../../src/trust/glob-paths.ts";
import { scratch } from "../support/scratch.ts";

/** A folder with empty files. */
function project(...files: readonly string[]): string {
  const cwd = scratch();
  for (const file of files) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), "");
  }
  return cwd;
}

describe("globPaths", () => {
  const nested = () =>
    project(
      ...["a.json", "x/b.json", "x/y/c.json", "x/y/c.csv", ".hidden/d.json", "x/.e.json"],
      ...["z(1)/f.json", "x/y/.git/config"],
    );

  test.each([
    [["*.json"]],
    [["**/*.json"]],
    [["x/**"]],
    [["x/*"]],
    [["x/y/c.json"]],
    [["{x,.hidden}/*.json"]],
    [["{a.json,x/y/*.csv}"]],
    [["z\\(1\\)/*"]],
    [["x/*/../*.json"]],
    [["absent/**"]],
    [["x/**/*", "!**/*.csv"]],
  ])("%j names what fast-glob finds", (patterns) => {
    const cwd = nested();
    // fast-glob takes .. behind a wildcard for a folder's name.
    const expected = glob.sync(patterns, { cwd, onlyFiles: false }).sort();
    expect(globPaths(patterns, { cwd })).toEqual(patterns[0]?.includes("..") ? [] : expected);
  });

  test("an absolute pattern, and one that climbs, name what they say", () => {
    const cwd = nested();
    expect(globPaths(["./x/*.json"], { cwd })).toEqual(["x/b.json"]);
    expect(globPaths([`${cwd}/*.json`], { cwd: "/" })).toEqual([`${cwd}/a.json`]);
    expect(globPaths(["../../*.json"], { cwd: join(cwd, "x/y") })).toEqual(["../../a.json"]);
  });

  test("an alternative never leads out of the folder before it", () => {
    const inner = join(nested(), "x");
    expect(globPaths(["{.,z}./a.json", "{y,..}/*.json"], { cwd: inner })).toEqual(["y/c.json"]);
    expect(globPaths(["{/etc,z}/passwd"], { cwd: inner })).toEqual([]);
  });

  test("a link to a folder above is not entered, one to another is", () => {
    const looped = project("a/b/c.json", "d/e.json");
    symlinkSync("..", join(looped, "a/b/up"));
    symlinkSync("../d", join(looped, "a/side"));
    expect(globFiles(["a/**/*.json"], looped)).toEqual(["a/b/c.json", "a/side/e.json"]);
  });

  test("a link to a folder around the project, or to the kernel's, is not entered", () => {
    const cwd = project("a/b.json");
    symlinkSync("..", join(cwd, "up"));
    symlinkSync("/proc", join(cwd, "proc"));
    const hidden: string[] = [];
    const told = (folder: string, error: unknown) => hidden.push(`${folder}: ${error}`);
    expect(globPaths(["**/*.json"], { cwd, hidden: told })).toEqual(["a/b.json"]);
    expect(hidden).toContain("up: Error: a link to a folder around this one, which is not read");
    if (process.platform !== "linux") return;
    expect(hidden).toContain("proc: Error: a link to files of the kernel, which are not read");
  });
});

test.each([
  ["reports/2025/*.json", "reports/2025/"],
  ["*.json", "."],
  ["/*.json", "/"],
  ["/data/*.json", "/data/"],
  ["a/b.json", "a/b.json"],
])("the fixed part of %j is %j", (pattern, expected) => {
  expect(fixedPart(pattern)).toBe(expected);
});
