import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { walk } from "../../src/inventory/walk.ts";
import { scratch } from "../support/scratch.ts";

const paths = (root: string) => walk(root).files.map((file) => file.path);
// Root may read anything.
const isRoot = process.getuid?.() === 0;

describe("walk", () => {
  test("lists files by path, whatever the order of their making", () => {
    const root = scratch({ "b.csv": "", "a/z.csv": "", "a.csv": "", "a/b/c.csv": "", "B.csv": "" });
    expect(paths(root)).toEqual(["B.csv", "a.csv", "a/b/c.csv", "a/z.csv", "b.csv"]);
  });

  test("leaves out dot-files and dot-directories", () => {
    const root = scratch({ ".hidden.csv": "", ".git/objects.csv": "", "a..csv": "", "b/.c/d": "" });
    expect(walk(root)).toMatchObject({ files: [{ path: "a..csv" }], problems: [], revisits: 0 });
  });

  test("a root that is a dot-directory is looked into", () => {
    expect(paths(join(scratch({ ".data/a.csv": "" }), ".data"))).toEqual(["a.csv"]);
  });

  test("a root that is one file", () => {
    const location = join(scratch({ "a.csv": "id\n1\n" }), "a.csv");
    expect(walk(location).files).toMatchObject([{ path: "", location, sizeBytes: 5 }]);
  });

  test("a root that is missing is a problem", () => {
    expect(walk(join(scratch(), "gone"))).toMatchObject({ files: [], problems: [{ path: "" }] });
  });

  test("modification times are exact to the microsecond", () => {
    const root = scratch({ "a.csv": "" });
    execFileSync("touch", ["-d", "2025-08-14T08:22:59.477136999Z", join(root, "a.csv")]);
    expect(walk(root).files[0]?.modified).toBe(1_755_159_779_477_136);
    execFileSync("touch", ["-d", "1969-12-31T23:59:59Z", join(root, "a.csv")]);
    expect(walk(root).files[0]?.modified).toBe(-1_000_000);
  });

  test("5,000 files in fifty directories", () => {
    const root = scratch();
    for (let directory = 0; directory < 50; directory++) {
      mkdirSync(join(root, `d${directory}`));
      for (let file = 0; file < 100; file++) {
        writeFileSync(join(root, `d${directory}`, `${file}.csv`), "");
      }
    }
    const found = paths(root);
    expect(found).toHaveLength(5000);
    expect(found).toEqual(found.toSorted());
  });
});

describe("links", () => {
  test("a loop is entered once", () => {
    const root = scratch({ "a/b/c.csv": "" });
    symlinkSync("../..", join(root, "a/b/up"));
    symlinkSync(root, join(root, "self"));
    expect(walk(root)).toMatchObject({ files: [{ path: "a/b/c.csv" }], revisits: 2 });
  });

  test("a directory reached by two names is listed under one", () => {
    const root = scratch({ "2025-08-14/a.csv": "" });
    symlinkSync("2025-08-14", join(root, "latest"));
    expect(walk(root)).toMatchObject({ files: [{ path: "2025-08-14/a.csv" }], revisits: 1 });
  });

  test("a link to a directory outside is followed", () => {
    const root = scratch();
    symlinkSync(scratch({ "a.csv": "" }), join(root, "outside"));
    expect(paths(root)).toEqual(["outside/a.csv"]);
  });

  test("one that leads nowhere, and one to itself, are problems", () => {
    const root = scratch({ "a.csv": "" });
    symlinkSync("gone.csv", join(root, "dangling.csv"));
    symlinkSync("itself", join(root, "itself"));
    expect(walk(root).problems).toEqual([
      { path: "dangling.csv", problem: "a link to nothing, or removed while being read" },
      { path: "itself", problem: "a link to itself" },
    ]);
  });

  test("names of one file have one identity", () => {
    const root = scratch({ "a.csv": "", "b.csv": "" });
    symlinkSync("b.csv", join(root, "latest.csv"));
    const [a, b, latest] = walk(root).files;
    expect(latest?.identity).toBe(b?.identity);
    expect(a?.identity).not.toBe(b?.identity);
  });
});

describe("what is no file", () => {
  // Opening it would wait for a writer for ever: the test's time limit would show it.
  test("a FIFO is named and not opened", { timeout: 5000 }, () => {
    const root = scratch({ "a.csv": "" });
    execFileSync("mkfifo", [join(root, "pipe.csv")]);
    expect(walk(root)).toMatchObject({
      files: [{ path: "a.csv" }],
      problems: [{ path: "pipe.csv", problem: "a FIFO, not opened" }],
    });
    expect(walk(join(root, "pipe.csv")).problems).toHaveLength(1);
  });

  test("a device", () => {
    expect(walk("/dev/null").problems).toEqual([{ path: "", problem: "a device, not opened" }]);
  });
});

test("names that are not UTF-8 can be opened by their bytes", () => {
  const root = scratch();
  const name = Buffer.from([0x61, 0xff, 0x2e, 0x63, 0x73, 0x76]); // a\xff.csv
  const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9])]);
  mkdirSync(folder);
  writeFileSync(Buffer.concat([folder, Buffer.from("/b.csv")]), "id\n1\n");
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), "id\n1\n2\n");
  const { files, problems } = walk(root);
  expect(problems).toEqual([]);
  expect(files.map((file) => [file.path, file.sizeBytes])).toEqual([
    ["a\uFFFD.csv", 7],
    ["\uFFFD/b.csv", 5],
  ]);
  expect(files[0]?.location).toEqual(Buffer.concat([Buffer.from(`${root}/`), name]));
});

test.skipIf(isRoot)("a directory that may not be read is a problem (skipped for root)", () => {
  const root = scratch({ "a.csv": "", "secret/b.csv": "" });
  chmodSync(join(root, "secret"), 0);
  const found = walk(root);
  chmodSync(join(root, "secret"), 0o755);
  expect(found).toMatchObject({
    files: [{ path: "a.csv" }],
    problems: [{ path: "secret", problem: "directory cannot be read: permission denied" }],
  });
});
