import { expect, test } from "vitest";
import { cacheDirectoryOf } from "../src/cache-directory.ts";

test.each([
  ["linux", { HOME: "/home/ana" }, "/home/ana/.cache/retrain-plan"],
  ["linux", { HOME: "/home/ana", XDG_CACHE_HOME: "/var/cache" }, "/var/cache/retrain-plan"],
  ["linux", { HOME: "/home/ana", XDG_CACHE_HOME: "relative" }, "/home/ana/.cache/retrain-plan"],
  ["darwin", { HOME: "/Users/ana" }, "/Users/ana/Library/Caches/retrain-plan"],
  ["linux", { HOME: "" }, null],
  ["win32", { HOME: "/x" }, null],
] as const)("on %s, with %j", (platform, env, expected) => {
  expect(cacheDirectoryOf(env, platform)).toBe(expected);
});

test("on Windows", () => {
  const env = { LOCALAPPDATA: "C:\\Users\\ana\\AppData\\Local" };
  expect(cacheDirectoryOf(env, "win32")).toMatch(/^C:\\Users\\ana\\AppData\\Local.retrain-plan$/);
});
