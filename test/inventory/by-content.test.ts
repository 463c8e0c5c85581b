import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { takeScan } from "../../src/inventory/scan.ts";
import { createZone } from "../../src/time/instant.ts";
import { zstdOf } from "../fuzz/zstd.ts";
import { scratch } from "../support/scratch.ts";

function scanned(files: Record<string, string | Uint8Array>) {
  return takeScan(undefined, scratch(files), createZone("UTC"), { files: true });
}

const ROWS = Array.from({ length: 12 }, (_, i) => `${i}|2025-08-${10 + i}|${i * 2}`);

const BLANKS = ROWS.map((_, i) => `18.0   ${i}   307.5   "a name"`).join("\n");

describe("a file whose name tells no format", () => {
  test.each([
    ["a part of Redshift's UNLOAD", "data/0000_part_00", ROWS.join("\n"), 12],
    [
      "a table of the UCI repository",
      "data/adult.data",
      "39, State-gov, <=50K\n50, Private, >50K\n",
      2,
    ],
    [
      "tab-separated text without an extension",
      "data/SMSSpamCollection",
      "ham\tHello\nspam\tWin!\nham\tYes\nham\tNo\n",
      4,
    ],
    ["a table named .txt", "data/power.txt", `id|day|x\n${ROWS.join("\n")}\n`, 12],
    ["JSON Lines", "data/part-00000", '{"a": 1}\n{"a": 2}\n{"a": 3}\n', 3],
    ["a list of records", "data/dump", '[{"a": 1},\n {"a": 2}]', 2],
    ["a compressed part of Spark", "data/part-00000.gz", gzipSync(`${ROWS.join("\n")}\n`), 12],
    [
      "a compressed part that is not named so",
      "data/000000_0",
      gzipSync(`${ROWS.join("\n")}\n`),
      12,
    ],
    ["a part of Spark by zstd", "data/part-00000.zst", zstdOf(Buffer.from(ROWS.join("\n"))), 12],
    ["columns that blanks separate", "data/auto.data", BLANKS, 12],
    ["the rotated file of a table", "data/events.csv.1", "a,b\n1,2\n3,4\n", 2],
  ])("is counted by its content: %s", async (_, path, content, samples) => {
    const scan = await scanned({ [path]: content });
    expect(scan.samples.counted).toBe(samples);
    expect(scan.problems).toEqual([]);
    expect(scan.file_list?.[0]).toMatchObject({
      format: null,
      reading: { format: expect.any(String) },
    });
    expect(scan.notes.map(({ note }) => note).join()).toMatch(/read as \w+ by its content/);
  });

  test.each([
    ["prose", "data/novel.txt", "Dear all,\nthe data, as promised, is here.\n"],
    ["a short text with commas", "data/pairs.txt", "a, b\nc, d\n"],
    ["columns that blanks separate", "data/auto.data", "18.0   8   307\n15.0   8   350\n"],
    ["bytes", "data/model", Buffer.from([0, 1, 2, 0, 10, 44, 0])],
    ["an empty file", "data/empty.dat", ""],
  ])("is named as not counted where it holds %s", async (_, path, content) => {
    const scan = await scanned({ [path]: content });
    expect(scan.samples.counted).toBe(0);
    expect(scan.problems).toHaveLength(1);
  });
});

describe("texts beside tables", () => {
  const table = { "data/events.csv": "a,b\n1,2\n" };

  test.each([
    ["prose", "data/novel.txt", "Dear all,\nthe data, as promised, is here.\n"],
    ["a licence, with whatever rows", "data/COPYING.txt", ROWS.join("\n")],
    ["what pip installs", "data/requirements-gpu.txt", ROWS.join("\n")],
  ])("are documents: %s", async (_, path, content) => {
    const scan = await scanned({ ...table, [path]: content });
    expect(scan.samples.counted).toBe(1);
    expect(scan.problems).toEqual([]);
    expect(scan.left_out).toContainEqual({ kind: "documents (text without rows)", files: 1 });
  });

  test("are not counted, and named, if they may be tables", async () => {
    const scan = await scanned({
      ...table,
      "data/y_train.txt": "1\n0\n1\n1\n1\n0\n0\n1\n1\n1\n0\n",
    });
    expect(scan.samples.counted).toBe(1);
    expect(scan.problems[0]?.problem).toMatch(/one number on each line/);
  });
});

test("a dozen texts that are tables are rows, not samples", async () => {
  const files = Object.fromEntries(
    ROWS.map((_, i) => [`data/2024-${10 + i}.txt`, ROWS.map((row) => `${i}|${row}`).join("\n")]),
  );
  expect((await scanned(files)).samples.counted).toBe(144);
});

test("an empty part of a table has no rows, and is no problem", async () => {
  const scan = await scanned({ "data/000000_0": ROWS.join("\n"), "data/000001_0": "" });
  expect(scan.samples.counted).toBe(12);
  expect(scan.problems).toEqual([]);
});

test("a table of two types of files is counted once", async () => {
  const rows = ROWS.map((row) => row.replaceAll("|", ",")).join("\n");
  const scan = await scanned({
    "data/wine.csv": `${rows}\n`,
    "data/wine.data": `${rows.replaceAll(",", ", ")}\n`,
  });
  expect(scan.datasets.map(({ name }) => name)).toEqual(["data/wine.csv", "data/wine.data"]);
});
