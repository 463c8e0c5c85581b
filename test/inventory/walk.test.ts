import { execFileSync } from "node:child_process";
import fs, {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { walk as walkOnce } from "../../src/inventory/walk.ts";
import { scratch } from "../support/scratch.ts";
import { isThorough } from "../support/thorough.ts";

const walk = (root: string) => {
  const found = walkOnce(root);
  return { ...found, files: [...found.files] };
};
const paths = (root: string) => walk(root).files.map((file) => file.path);

/** Called before a walk looks at an entry of a directory. */
let onLook: ((path: string) => unknown) | undefined;
afterEach(() => {
  onLook = undefined;
});
beforeAll(() => {
  const lstatSync = fs.lstatSync;
  const look = vi.spyOn(fs, "lstatSync").mockImplementation(((path: string, options: object) => {
    onLook?.(path);
    return lstatSync(path, options);
  }) as typeof fs.lstatSync);
  syncBuiltinESMExports();
  return () => {
    look.mockRestore();
    syncBuiltinESMExports();
  };
});

describe("walk", () => {
  test("lists files by path, whatever the order of their making", () => {
    const root = scratch({ "b.csv": "", "a/z.csv": "", "a.csv": "", "a/b/c.csv": "", "B.csv": "" });
    expect(paths(root)).toEqual(["B.csv", "a.csv", "a/b/c.csv", "a/z.csv", "b.csv"]);
  });

  test("leaves out dot-files and dot-directories, and counts them", () => {
    const root = scratch({ ".hidden.csv": "", ".git/objects.csv": "", "a..csv": "", "b/.c/d": "" });
    expect(walk(root)).toMatchObject({ files: [{ path: "a..csv" }], problems: [], hidden: 3 });
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

  test("a link to a directory around the root, or to the kernel's, is not followed", () => {
    const root = join(scratch({ "data/a.csv": "" }), "data");
    symlinkSync("..", join(root, "up"));
    symlinkSync("/", join(root, "all"));
    // Some machines have no /proc: there it is a link to nothing.
    symlinkSync("/proc", join(root, "proc"));
    const bytes = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]);
    symlinkSync("/", bytes);
    const { files, problems } = walk(root);
    expect(files.map(({ path }) => path)).toEqual(["a.csv"]);
    const why = "a link to a folder around this one, which is not read";
    expect(problems.map(({ path }) => path)).toEqual(["all", "proc", "up", "\uFFFD"]);
    expect(problems).toContainEqual({ path: "up", problem: why });
    expect(problems).toContainEqual({ path: "all", problem: why });
    expect(problems).toContainEqual({ path: "\uFFFD", problem: why });
    expect(walk(join(root, "all"))).toMatchObject({
      files: [],
      problems: [{ path: "", problem: why }],
    });
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

  test("a socket", async () => {
    const root = scratch({ "a.csv": "" });
    const server = createServer();
    await new Promise<void>((ready) => server.listen(join(root, "socket.csv"), ready));
    const found = walk(root);
    await new Promise((closed) => server.close(closed));
    expect(found).toMatchObject({
      files: [{ path: "a.csv" }],
      problems: [{ path: "socket.csv", problem: "a socket, not opened" }],
    });
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

test("a link whose name is not UTF-8 can be opened by it", () => {
  const root = scratch();
  const link = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]);
  symlinkSync(join(scratch({ "a.csv": "id\n1\n" }), "a.csv"), link);
  const [file] = walk(root).files;
  expect(readFileSync(file?.location as Buffer, "utf8")).toBe("id\n1\n");
});

describe("what may not be read", () => {
  /** Walks as somebody whom the modes bind: root may read anything. */
  function walkAsNobody(root: string) {
    if (process.getuid?.() !== 0) return walk(root);
    process.seteuid?.(65534);
    try {
      return walk(root);
    } finally {
      process.seteuid?.(0);
    }
  }

  test("a directory is a problem", () => {
    const root = scratch({ "a.csv": "", "secret/b.csv": "" });
    chmodSync(root, 0o755);
    chmodSync(join(root, "secret"), 0);
    const found = walkAsNobody(root);
    chmodSync(join(root, "secret"), 0o755);
    expect(found).toMatchObject({
      files: [{ path: "a.csv" }],
      problems: [{ path: "secret", problem: "directory cannot be read: permission denied" }],
    });
  });

  test("each entry of a directory that may only be listed is a problem", () => {
    const root = scratch({ "listed/a.csv": "", "listed/b/c.csv": "" });
    chmodSync(root, 0o755);
    chmodSync(join(root, "listed"), 0o444);
    const found = walkAsNobody(root);
    chmodSync(join(root, "listed"), 0o755);
    expect(found).toMatchObject({
      files: [],
      problems: [
        { path: "listed/a.csv", problem: "permission denied" },
        { path: "listed/b", problem: "permission denied" },
      ],
    });
  });
});

describe("what changes meanwhile", () => {
  test("a file that is removed before it is looked at is a problem", () => {
    const root = scratch({ "a.csv": "", "b.csv": "", "c.csv": "" });
    onLook = (path) => path === join(root, "a.csv") && rmSync(join(root, "b.csv"));
    expect(walk(root)).toMatchObject({
      files: [{ path: "a.csv" }, { path: "c.csv" }],
      problems: [{ path: "b.csv", problem: "a link to nothing, or removed while being read" }],
    });
  });

  test("a directory that is removed before it is read is a problem", () => {
    const root = scratch({ "a/x.csv": "", "b.csv": "" });
    onLook = (path) => path === join(root, "b.csv") && rmSync(join(root, "a"), { recursive: true });
    expect(walk(root)).toMatchObject({
      files: [{ path: "b.csv" }],
      problems: [{ path: "a", problem: "directory cannot be read: removed while being read" }],
    });
  });

  test("a directory that grows while it is read is listed to an end", () => {
    const root = scratch({ "0.csv": "", "1.csv": "" });
    let made = 2;
    onLook = () => writeFileSync(join(root, `${made++}.csv`), "");
    expect(walk(root)).toMatchObject({ files: [{ path: "0.csv" }, { path: "1.csv" }] });
  });
});

test("20,000 links in one directory", () => {
  const root = scratch({ "a.csv": "" });
  for (let link = 0; link < 20_000; link++) symlinkSync("a.csv", join(root, `${link}.csv`));
  expect(new Set(walk(root).files.map(({ path }) => path)).size).toBe(20_001);
});

test("many files in one directory", () => {
  const many = isThorough ? 100_000 : 20_000;
  const root = scratch({ [`${many - 1}/x.csv`]: "", b: "" });
  for (let file = 0; file < many; file++) closeSync(openSync(join(root, `${file}.csv`), "w"));
  const found = walk(root);
  const expected = Array.from({ length: many }, (_, file) => `${file}.csv`);
  const paths = found.files.map(({ path }) => path).join("\n");
  expect(paths === [...expected, `${many - 1}/x.csv`, "b"].sort().join("\n")).toBe(true);
  expect(found).toMatchObject({ problems: [], mayRepeat: false });
});

test("paths beyond what the system opens are named, and what lies above them is listed", (context) => {
  const root = scratch();
  const folder = "d".repeat(200);
  const home = process.cwd();
  let depth = 0;
  try {
    process.chdir(root);
    // Each by its name alone, for no path of that length can be opened.
    for (; depth < 25; depth++) {
      writeFileSync("a.csv", "");
      mkdirSync(folder);
      process.chdir(folder);
    }
    const { files, problems } = walk(root);
    // Linux opens paths of up to 4,095 bytes.
    const within = Math.floor((4095 - root.length - "/a.csv".length) / 201) + 1;
    expect(files).toHaveLength(within);
    const beyond = Array(within).fill(folder).join("/");
    const problem = "its path is longer than the system can open";
    expect(problems.length).toBeGreaterThan(0);
    // Of the first directory beyond, either it itself is named or each of its entries.
    expect(problems.every(({ path }) => path.startsWith(beyond))).toBe(true);
    expect(problems.every((one) => one.problem === problem)).toBe(true);
  } catch (error) {
    context.skip(depth < 25, `this file system holds no such paths: ${error}`);
    throw error;
  } finally {
    for (; depth > 0; depth--) {
      process.chdir("..");
      rmSync(folder, { recursive: true });
    }
    process.chdir(home);
  }
});
