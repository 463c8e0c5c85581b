import { existsSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeDirectory } from "../../src/runtime/make-directory.ts";
import { scratch } from "../support/scratch.ts";

describe("makeDirectory", () => {
  test("makes what is missing, and says what that was", () => {
    const cwd = scratch();
    const path = join(cwd, "a/b/c");
    expect(makeDirectory(path)).toEqual([join(cwd, "a"), join(cwd, "a/b"), path]);
    expect(statSync(path).isDirectory()).toBe(true);
    expect(makeDirectory(path)).toEqual([]);
  });

  test("a link to a directory is one", () => {
    const cwd = scratch({ "a/b": "" });
    symlinkSync("a", join(cwd, "link"));
    expect(makeDirectory(join(cwd, "link"))).toEqual([]);
    expect(makeDirectory(join(cwd, "link/c"))).toHaveLength(1);
    expect(existsSync(join(cwd, "a/c"))).toBe(true);
  });

  test("refuses where a file, or a link to nothing, has the name", () => {
    const cwd = scratch({ file: "" });
    symlinkSync("nothing", join(cwd, "link"));
    expect(() => makeDirectory(join(cwd, "file"))).toThrow(`${cwd}/file is not a directory`);
    expect(() => makeDirectory(join(cwd, "link"))).toThrow(`${cwd}/link is not a directory`);
    expect(() => makeDirectory(join(cwd, "file/further"))).toThrow(
      `${cwd}/file is not a directory`,
    );
  });

  test.skipIf(!existsSync("/proc/self"))("ends where none can be made", () => {
    expect(() => makeDirectory("/proc/x/y")).toThrow("no directory can be made there");
  });
});
