import {
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { extname, join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { takeScan } from "../../src/inventory/scan.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch, writeFiles } from "../support/scratch.ts";

const UTC = createZone("UTC");

/** As many files as it takes to be worth keeping anything. */
function project(more: Record<string, string> = {}) {
  const files = Array.from({ length: 400 }, (_, i) => [
    `data/${i}.csv`,
    `ts,n\n2025-08-0${1 + (i % 9)},${i}\n`,
  ]);
  const cwd = scratch({ ...Object.fromEntries(files), ...more });
  const cacheDirectory = scratch();
  const options = { cacheDirectory, clock: () => Date.now() + 10_000 };
  const summaries = () => readdirSync(cacheDirectory).filter((name) => name.endsWith(".summary"));
  return {
    cwd,
    options,
    summaries,
    take: (own = options) => takeInventory(undefined, cwd, UTC, own),
    anew: () => takeInventory(undefined, cwd, UTC),
    /** Makes the summaries say something else, by which they are told from counts. */
    mark: () => {
      for (const name of summaries()) {
        const path = join(cacheDirectory, name);
        const [, text = ""] = readFileSync(path, "utf8").split("\n");
        const other = text.replaceAll('"files":400', '"files":-1');
        writeFileSync(path, `${crc32(other)}\n${other}`);
      }
    },
  };
}

describe("a summary", () => {
  test("is what comes of the files, and is taken where nothing has changed", async () => {
    const { take, anew, summaries, mark, cwd, options } = project();
    const first = await take();
    expect(first).toEqual(await anew());
    expect(summaries()).toHaveLength(1);
    expect(await take()).toEqual(first);
    mark();
    expect((await take()).files).toBe(-1);
    // Another question has another answer.
    const kolkata = await takeInventory(undefined, cwd, createZone("Asia/Kolkata"), options);
    expect(kolkata.files).toBe(400);
    const scanned = await takeScan(undefined, cwd, UTC, options);
    expect(scanned).toEqual(await takeScan(undefined, cwd, UTC));
    expect(await takeScan(undefined, cwd, UTC, { ...options, weeks: true })).toEqual(
      await takeScan(undefined, cwd, UTC, { weeks: true }),
    );
    const config = [{ path: "data", sample: "row" as const, exclude: ["1*"] }];
    expect((await takeInventory(config, cwd, UTC, options)).files).toBe(289);
  });

  const inData = (cwd: string, name: string) => join(cwd, "data", name);
  test.each<[string, (cwd: string) => void]>([
    ["a file more", (cwd) => writeFiles(cwd, { "data/new.csv": "ts\n2025-08-01\n" })],
    ["another name", (cwd) => renameSync(inData(cwd, "7.csv"), inData(cwd, "700.csv"))],
    ["a link", (cwd) => symlinkSync("7.csv", inData(cwd, "link.csv"))],
    [
      "another content of the same size and time",
      (cwd) => {
        const path = inData(cwd, "7.csv");
        const { atime, mtime } = statSync(path);
        writeFileSync(path, readFileSync(path, "utf8").replace("2025-08", "2025-07"));
        utimesSync(path, atime, mtime);
      },
    ],
    ["another directory", (cwd) => writeFiles(cwd, { "data/more/x.txt": "" })],
  ])("is not taken after %s", async (_, change) => {
    const { cwd, take, anew, mark } = project();
    await take();
    mark();
    change(cwd);
    const taken = await take();
    expect(taken.files).toBeGreaterThan(0);
    expect(taken).toEqual(await anew());
  });

  test("is not kept of files that may change without a trace", async () => {
    const { take, options, summaries } = project();
    await take({ ...options, clock: Date.now });
    expect(summaries()).toEqual([]);
  });

  test("is not kept of files that could not be counted, which may be mended elsewhere", async () => {
    const { take, summaries } = project({ "data/broken.parquet": "PAR1" });
    expect((await take()).problems).toHaveLength(1);
    expect(summaries()).toEqual([]);
  });

  test("that is broken is made anew", async () => {
    const { take, anew, summaries, options } = project();
    await take();
    const [name = ""] = summaries();
    for (const text of ["", "[", "null", '["x"]']) {
      writeFileSync(join(options.cacheDirectory, name), text);
      expect(await take()).toEqual(await anew());
    }
    expect(readFileSync(join(options.cacheDirectory, name), "utf8")).not.toBe('["x"]');
  });

  test("is kept of little, too", async () => {
    const cwd = scratch({ "data/a.csv": "ts\n2025-08-01\n" });
    const cacheDirectory = scratch();
    await takeInventory(undefined, cwd, UTC, { cacheDirectory, clock: () => Date.now() + 10_000 });
    expect(
      readdirSync(cacheDirectory)
        .map((name) => extname(name))
        .sort(),
    ).toEqual([".counts", ".summary"]);
  });
});
