import { chmodSync, chownSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cacheDirectory, chooseCacheDirectory } from "../../src/runtime/cache-directory.ts";
import { scratch } from "../support/scratch.ts";

test.each([
  ["linux", { HOME: "/home/ana" }, "/home/ana/.cache/retrain-plan"],
  ["linux", { HOME: "/home/ana", XDG_CACHE_HOME: "/var/cache" }, "/var/cache/retrain-plan"],
  ["linux", { HOME: "/home/ana", XDG_CACHE_HOME: "relative" }, "/home/ana/.cache/retrain-plan"],
  ["darwin", { HOME: "/Users/ana" }, "/Users/ana/Library/Caches/retrain-plan"],
  ["linux", { HOME: "" }, null],
  ["linux", { HOME: "relative" }, null],
  ["win32", { HOME: "/x" }, null],
] as const)("on %s, with %j", (platform, env, expected) => {
  expect(chooseCacheDirectory(env, platform)).toBe(expected);
});

test("on Windows", () => {
  const env = { LOCALAPPDATA: "C:\\Users\\ana\\AppData\\Local" };
  expect(chooseCacheDirectory(env, "win32")).toMatch(
    /^C:\\Users\\ana\\AppData\\Local.retrain-plan$/,
  );
});

describe.skipIf(process.platform === "win32")("the cache is used", () => {
  /** A place for caches that only this user can write. */
  const ownPlace = () => realpathSync(scratch());
  const used = (base: string, project = "/project") =>
    cacheDirectory(project, { XDG_CACHE_HOME: base });
  const refusal = (base: string, project?: string) => {
    const found = used(base, project);
    return "refused" in found ? found.refused.replaceAll(base, "BASE") : found;
  };

  test("where only this user can write it, also where it is not there yet", () => {
    const base = ownPlace();
    expect(used(base)).toEqual({ path: join(base, "retrain-plan") });
    mkdirSync(join(base, "retrain-plan"), { mode: 0o700 });
    expect(used(base)).toEqual({ path: join(base, "retrain-plan") });
    expect(used(join(base, "not", "there"))).toHaveProperty("path");
  });

  test.each([
    ["by the group", 0o770],
    ["by all", 0o707],
    ["by all, though sticky", 0o1777],
  ])("not where others can write it: %s", (_, mode) => {
    const base = ownPlace();
    mkdirSync(join(base, "retrain-plan"));
    chmodSync(join(base, "retrain-plan"), mode);
    expect(refusal(base)).toBe("BASE/retrain-plan can be written by other users");
  });

  test("not where others can write a directory above it, unless it is there and sticky", () => {
    const base = ownPlace();
    mkdirSync(join(base, "shared/cache/retrain-plan"), { recursive: true });
    chmodSync(join(base, "shared"), 0o777);
    expect(refusal(join(base, "shared/cache"))).toMatch(/shared can be written by other users$/);
    chmodSync(join(base, "shared"), 0o1777);
    expect(used(join(base, "shared/cache"))).toHaveProperty("path");
    expect(refusal(join(base, "shared"))).toBe("another user could make BASE/retrain-plan first");
  });

  test("not through a link: the directory, its place, or one above", () => {
    const base = ownPlace();
    mkdirSync(join(base, "real/cache"), { recursive: true });
    symlinkSync("real", join(base, "link"));
    expect(refusal(join(base, "link"))).toBe("BASE is a symbolic link");
    expect(refusal(join(base, "link/cache"))).toMatch(/link is a symbolic link$/);
    symlinkSync("cache", join(base, "real/retrain-plan"));
    expect(refusal(join(base, "real"))).toBe("BASE/retrain-plan is a symbolic link");
    symlinkSync("nowhere", join(base, "real/cache/retrain-plan"));
    expect(refusal(join(base, "real/cache"))).toBe("BASE/retrain-plan is a symbolic link");
  });

  test("not inside the project, or a repository", () => {
    const base = ownPlace();
    expect(refusal(join(base, "a"), base)).toBe("BASE/retrain-plan is inside the project");
    expect(used(base, `${base}/other`)).toHaveProperty("path");
    mkdirSync(join(base, ".git"));
    expect(refusal(base)).toBe("BASE/retrain-plan is inside the repository BASE");
  });

  test("not where something else has its name", () => {
    const base = scratch({ "retrain-plan": "", file: "" });
    expect(refusal(realpathSync(base))).toBe("BASE/retrain-plan is not a directory");
    expect(refusal(join(realpathSync(base), "file"))).toBe("BASE is not a directory");
  });

  const isRoot = process.geteuid?.() === 0;
  const NOBODY = 65_534;

  test.skipIf(!isRoot)("not where another user owns it, or a directory above", () => {
    const base = ownPlace();
    mkdirSync(join(base, "retrain-plan"));
    chownSync(join(base, "retrain-plan"), NOBODY, NOBODY);
    expect(refusal(base)).toBe("BASE/retrain-plan belongs to another user");
    chownSync(base, NOBODY, NOBODY);
    expect(refusal(base)).toBe("BASE belongs to another user");
  });

  test("not by another user", () => {
    const base = ownPlace();
    mkdirSync(join(base, "retrain-plan"));
    expect(cacheDirectory("/project", { XDG_CACHE_HOME: base }, "linux", NOBODY)).toEqual({
      refused: expect.stringMatching(/belongs to another user$/),
    });
  });
});
