import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { takeScan } from "../../src/inventory/scan.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";

function scanned(files: Record<string, string | Uint8Array>) {
  return takeScan(undefined, scratch(files), createZone("UTC"), { files: true });
}

const ROWS = Array.from({ length: 12 }, (_, i) => `${i}|2025-08-${10 + i}|${i * 2}`);

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
    ["prose", "data/notes.txt", "Dear all,\nthe data, as promised, is here.\n"],
    ["a short text with commas", "data/names.txt", "a, b\nc, d\n"],
    ["columns that blanks separate", "data/auto.data", "18.0   8   307\n15.0   8   350\n"],
    ["bytes", "data/model", Buffer.from([0, 1, 2, 0, 10, 44, 0])],
    ["an empty file", "data/empty.dat", ""],
  ])("is named as not counted where it holds %s", async (_, path, content) => {
    const scan = await scanned({ [path]: content });
    expect(scan.samples.counted).toBe(0);
    expect(scan.problems).toHaveLength(1);
  });
});
