import fs, {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openCache } from "../../src/inventory/cache.ts";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { gatherFiles } from "../../src/inventory/source.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";

const UTC = createZone("UTC");
const COUNT = {
  samples: 3,
  columns: [{ name: "ts", type: null }],
  eventTime: {
    column: "ts",
    earliest: 1_754_006_400_000_000,
    latest: 1_754_179_200_000_001,
    days: new Map([
      [20_301, 2],
      [20_303, 1],
    ]),
    untimed: 0,
  },
  notes: ["a note"],
};
const PLAIN = { samples: 0, columns: null, eventTime: null, notes: [] };
const LATER_MS = 10_000;
const DAY_MS = 86_400_000;

async function project(files: Record<string, string>) {
  const cwd = scratch(files);
  const directory = join(scratch(), "cache");
  const requests = async (changes = {}) => {
    const config = { path: "data", sample: "row" as const, ...changes };
    return (await gatherFiles(config, cwd)).files.map((file) => ({ file, config }));
  };
  const open = (zone = UTC, laterMs = LATER_MS) =>
    openCache(directory, cwd, zone, Date.now() + laterMs) as NonNullable<
      ReturnType<typeof openCache>
    >;
  return { cwd, directory, requests, open };
}

async function filled() {
  const made = await project({ "data/a.csv": "ts\n1\n2\n3\n", "data/b.csv": "" });
  const cache = made.open();
  const [a, b] = await made.requests();
  cache.add(a as never, COUNT);
  cache.add(b as never, PLAIN);
  cache.save();
  return made;
}

describe("a cache", () => {
  test("gives back what it was given, in any order", async () => {
    const { open, requests } = await filled();
    const [a, b] = await requests();
    const cache = open();
    expect(cache.find(b as never)).toEqual(PLAIN);
    expect(cache.find(a as never)).toEqual(COUNT);
    expect(cache.find(b as never)).toEqual(PLAIN);
  });

  test("is for its owner alone, and one file", async () => {
    const { directory } = await filled();
    const names = readdirSync(directory);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.counts$/)]);
    if (process.platform !== "win32") {
      expect(statSync(join(directory, names[0] as string)).mode & 0o777).toBe(0o600);
    }
  });

  test.each([
    ["its size", (path: string) => writeFileSync(path, "ts\n1\n")],
    ["its modification time", (path: string) => utimesSync(path, 5, 5)],
    [
      "its content under the same time",
      (path: string) => {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, "ts\n1\n2\n4\n");
        utimesSync(path, atime, mtime);
      },
    ],
    [
      "its inode",
      (path: string) => {
        const text = readFileSync(path);
        rmSync(path);
        writeFileSync(`${path}.csv`, "");
        writeFileSync(path, text);
      },
    ],
  ])("does not know a file that has changed %s", async (_, change) => {
    const { cwd, open, requests } = await filled();
    change(join(cwd, "data/a.csv"));
    const [a] = await requests();
    expect(open().find(a as never)).toBeUndefined();
  });

  test.each([
    ["time column", { time_column: "x" }],
    ["delimiter", { delimiter: ";" }],
    ["header", { header: false }],
    ["place of records", { records: "data" }],
  ])("does not know a file under another %s", async (_, changes) => {
    const { open, requests } = await filled();
    const [a] = await requests(changes);
    expect(open().find(a as never)).toBeUndefined();
  });

  test("does not know a file in another zone", async () => {
    const { open, requests } = await filled();
    const [a] = await requests();
    expect(open(createZone("Asia/Kolkata")).find(a as never)).toBeUndefined();
  });

  test("does not keep what was written within two seconds of its reading", async () => {
    const { open, requests, directory } = await project({ "data/a.csv": "" });
    const [a] = await requests();
    const cache = open(UTC, 0);
    cache.add(a as never, PLAIN);
    cache.save();
    expect(existsSync(directory)).toBe(false);
  });

  test("keeps other files for thirty days, a changed one once", async () => {
    const { open, requests } = await filled();
    const [a, b] = await requests();
    const after20 = open(UTC, 20 * DAY_MS);
    after20.add(a as never, { ...COUNT, samples: 4 });
    after20.save();
    expect(open().find(a as never)?.samples).toBe(4);
    expect(open().find(b as never)).toEqual(PLAIN);
    const after40 = open(UTC, 40 * DAY_MS);
    after40.add(a as never, COUNT);
    after40.save();
    expect(open().find(a as never)).toEqual(COUNT);
    expect(open().find(b as never)).toBeUndefined();
  });

  test.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
    ["empty", () => Buffer.alloc(0)],
    ["no cache at all", () => Buffer.from("not a cache, but text\n")],
    [
      "damaged",
      (bytes: Buffer) => {
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
        return bytes;
      },
    ],
  ])("that is %s is an empty one, and built anew", async (_, damage) => {
    const { directory, open, requests } = await filled();
    const path = join(directory, readdirSync(directory)[0] as string);
    writeFileSync(path, damage(readFileSync(path)));
    const [a] = await requests();
    const cache = open();
    expect(cache.find(a as never)).toBeUndefined();
    cache.add(a as never, COUNT);
    cache.save();
    expect(open().find(a as never)).toEqual(COUNT);
  });

  test("of two runs at once the last to save wins, and nothing is left behind", async () => {
    const { directory, open, requests } = await filled();
    const [a] = await requests();
    const [one, two] = [open(), open()];
    one.add(a as never, { ...COUNT, samples: 5 });
    two.add(a as never, { ...COUNT, samples: 6 });
    two.save();
    one.save();
    expect(open().find(a as never)?.samples).toBe(5);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  test("that cannot be written is no error", async () => {
    const { requests, cwd } = await project({ "data/a.csv": "" });
    const [a] = await requests();
    const cache = openCache(join(cwd, "data/a.csv"), cwd, UTC, Date.now() + LATER_MS);
    cache?.add(a as never, PLAIN);
    expect(() => cache?.save()).not.toThrow();
  });
});

test("an inventory is the same with the cache, and its files are read once", async () => {
  const names = Array.from({ length: 500 }, (_, i) => `data/${i}.csv`);
  const { directory, cwd } = await project(
    Object.fromEntries(names.map((name, i) => [name, `ts\n${"2025-08-01\n".repeat(i % 7)}`])),
  );
  let read = 0;
  const take = (cacheDirectory: string | null) => {
    const onProgress = () => void read++;
    const clock = () => Date.now() + LATER_MS;
    return takeInventory(undefined, cwd, UTC, { cacheDirectory, clock, onProgress });
  };
  const plain = await take(null);
  expect(plain.files).toBe(500 - 428 + 6);
  read = 0;
  expect(await take(directory)).toEqual(plain);
  expect(read).toBe(500);
  expect(await take(directory)).toEqual(plain);
  expect(read).toBe(500);
  writeFileSync(join(cwd, "data/7.csv"), "ts\n2025-08-02\n");
  const changed = await take(directory);
  expect(read).toBe(501);
  expect(changed).toEqual(await take(null));
});

describe("digests of files that look alike", () => {
  const LIKE_A = { "data/a.csv": "ts\n1\n", "data/b.csv": "ts\n2\n", "data/copy.csv": "ts\n1\n" };

  async function inventoryOf(files: Record<string, string>) {
    const { directory, cwd } = await project({ ...manyFiles(), ...files });
    const clock = () => Date.now() + LATER_MS;
    const take = () => takeInventory(undefined, cwd, UTC, { cacheDirectory: directory, clock });
    const repeats = async () => (await take()).notes.filter(({ note }) => /identical/.test(note));
    return { cwd, repeats };
  }
  // As many as it takes to be worth a cache, no two alike.
  const manyFiles = () =>
    Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`data/z${i}.csv`, `x\n${"1\n".repeat(i + 10)}`]),
    );

  test("are kept: an unchanged file is not opened again", async () => {
    const { cwd, repeats } = await inventoryOf(LIKE_A);
    const found = [{ path: "data/copy.csv", note: "identical to data/a.csv, which is counted" }];
    expect(await repeats()).toEqual(found);
    const opened = vi.spyOn(fs, "openSync");
    syncBuiltinESMExports();
    try {
      expect(await repeats()).toEqual(found);
      expect(opened.mock.calls.filter(([path]) => String(path).startsWith(cwd))).toEqual([]);
    } finally {
      opened.mockRestore();
      syncBuiltinESMExports();
    }
  });

  test("are made when a double comes, and kept from then on", async () => {
    const { cwd, repeats } = await inventoryOf({ "data/a.csv": "ts\n1\n" });
    expect(await repeats()).toEqual([]);
    writeFileSync(join(cwd, "data/copy.csv"), "ts\n1\n");
    const found = await repeats();
    expect(found.map(({ path }) => path)).toEqual(["data/copy.csv"]);
    expect(await repeats()).toEqual(found);
  });

  test("of a changed file are forgotten", async () => {
    const { cwd, repeats } = await inventoryOf(LIKE_A);
    expect(await repeats()).toHaveLength(1);
    writeFileSync(join(cwd, "data/copy.csv"), "ts\n3\n");
    expect(await repeats()).toEqual([]);
    writeFileSync(join(cwd, "data/b.csv"), "ts\n3\n");
    expect((await repeats()).map(({ path }) => path)).toEqual(["data/copy.csv"]);
  });
});
