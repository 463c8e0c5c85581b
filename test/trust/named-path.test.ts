import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findMatches } from "../../src/trust/named-files.ts";
import { locate, whyOutside } from "../../src/trust/named-path.ts";
import { readNamed } from "../../src/trust/named-text.ts";
import { scratch } from "../support/scratch.ts";

const OUT = "which leads out of the project";
const LINK = "a link that leads out of the project";

const AROUND = "a link to a folder around this one, which is not read";
const KERNEL = "a link to files of the kernel, which are not read";

/** A project beside a folder of secrets, and links from it to there. */
function project() {
  const above = scratch({
    "secrets/key.json": "{}",
    "churn/data/a.csv": "x\n1\n",
    "churn/..data/b.csv": "x\n1\n",
  });
  const cwd = join(above, "churn");
  symlinkSync("../secrets", join(cwd, "out"));
  symlinkSync("data", join(cwd, "in"));
  for (const [at, target] of [
    ["all", "/"],
    ["up", ".."],
    ["proc", "/proc"],
    ["self", "."],
  ] as const)
    symlinkSync(target, join(cwd, at));
  return { above, cwd };
}

describe("a path that a file names", () => {
  test.each([
    ["data/a.csv", null, null],
    ["..data/b.csv", null, null],
    ["data/../..data/b.csv", null, null],
    ["in/a.csv", null, null],
    [".", null, null],
    ["not/there", null, null],
    ["out/key.json", null, LINK],
    ["out/not/there", null, LINK],
    ["..", OUT, OUT],
    ["../churn2/x", OUT, OUT],
    ["out/../../secrets/key.json", OUT, OUT],
    ["data//..//../secrets", OUT, OUT],
    ["/etc/passwd", OUT, OUT],
    ["", null, null],
    ["all", AROUND, LINK],
    ["up", AROUND, LINK],
    ["up/secrets/key.json", null, LINK],
    ["self/data/a.csv", null, null],
  ])("%s: as data %s, as text %s", (path, asData, asText) => {
    const { cwd } = project();
    expect(whyOutside(path, { cwd }, "data")).toBe(asData);
    expect(whyOutside(path, { cwd }, "text")).toBe(asText);
    expect(whyOutside(path, { cwd, allowOutside: true }, "text")).toBeNull();
  });

  test.runIf(process.platform === "linux")(
    "is never one of the kernel's files behind a link",
    () => {
      const { cwd } = project();
      for (const path of ["proc", "proc/kmsg"])
        expect(whyOutside(path, { cwd }, "data")).toBe(KERNEL);
    },
  );

  test("is an absolute place once it may be opened", () => {
    const { cwd } = project();
    expect(locate("data/./a.csv", { cwd }, "text")).toBe(join(cwd, "data/a.csv"));
    expect(() => locate("../x", { cwd }, "data")).toThrow(`../x, ${OUT}`);
  });

  test("may lie where the command line named it, or below", () => {
    const { above, cwd } = project();
    const root = { cwd, named: ["../secrets"] };
    expect(locate("../secrets/key.json", root, "text")).toBe(join(above, "secrets/key.json"));
    expect(locate("out/key.json", root, "text")).toBe(join(cwd, "out/key.json"));
    expect(whyOutside("../other", root, "text")).toBe(OUT);
  });

  test("may have a project that itself lies behind a link", () => {
    const { above, cwd } = project();
    symlinkSync(cwd, join(above, "link"));
    expect(whyOutside("data/a.csv", { cwd: join(above, "link") }, "text")).toBeNull();
  });
});

describe("what patterns match", () => {
  const hint = "correct it";

  test.each([
    ["../secrets/*.json"],
    ["data/../../secrets/*.json"],
    ["/etc/passwd"],
    ["/etc/pass*"],
    ["data/a.csv", "../secrets/key.json"],
  ])("%j leads out", (...patterns) => {
    const { cwd } = project();
    expect(() => findMatches(patterns, { cwd }, { hint })).toThrow(OUT);
  });

  test.each([
    ".{.,x}/secrets/*.json",
    "{..,x}/secrets/*.json",
    ".{-..0}/secrets/*.json",
    "{/etc,z}/passwd",
    "@(..|x)/secrets/*.json",
    "[.][.]/secrets/*",
    "?./secrets/*",
    "data/*/../../../secrets/*",
  ])("%s finds nothing outside", (pattern) => {
    const { cwd } = project();
    const found = (() => {
      try {
        return findMatches([pattern], { cwd }, { hint });
      } catch (error) {
        expect((error as Error).message).toContain(OUT);
        return [];
      }
    })();
    expect(found).toEqual([]);
  });

  test("behind a link, data is found", () => {
    const { cwd } = project();
    expect(findMatches(["out/*.json"], { cwd }, { hint })).toEqual(["out/key.json"]);
  });

  test("with --allow-outside anything is", () => {
    const { cwd } = project();
    const root = { cwd, allowOutside: true };
    expect(findMatches(["../secrets/*"], root, { hint })).toEqual(["../secrets/key.json"]);
  });
});

describe("a file that is read whole", () => {
  test("is regular, and no larger than it may be", () => {
    const cwd = scratch({ "a.json": "{}" });
    mkdirSync(join(cwd, "folder"));
    execFileSync("mkfifo", [join(cwd, "fifo")]);
    expect(readNamed("a.json", { cwd }, "text").toString()).toBe("{}");
    expect(() => readNamed("a.json", { cwd }, "text", 1)).toThrow("larger than 1 byte, not read");
    for (const name of ["folder", "fifo"]) {
      expect(() => readNamed(name, { cwd }, "text")).toThrow("not a regular file");
    }
  });
});
