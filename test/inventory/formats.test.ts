import { describe, expect, test } from "vitest";
import { besideData, byType, readerOf, typeName, typeOf } from "../../src/inventory/formats.ts";

describe("typeOf and typeName", () => {
  test.each([
    ["a.csv", ".csv", "none", ".csv"],
    ["a.CSV", ".csv", "none", ".csv"],
    ["a.b.csv.GZ", ".csv", "gzip", ".csv.gz"],
    ["a.jsonl.zst", ".jsonl", "zstd", ".jsonl.zst"],
    ["a.gz", "", "gzip", ".gz"],
    ["a.tar.gz", ".tar", "gzip", ".tar.gz"],
    ["part-00000", "", "none", "(none)"],
    ["a.", ".", "none", "."],
    ["a.csv.", ".", "none", "."],
  ])("%s", (name, extension, compression, shown) => {
    const type = typeOf(name);
    expect(type).toEqual({ extension, compression });
    const file = { ...type, path: name, location: name, sizeBytes: 0, modifiedMs: 0 };
    expect(typeName(file)).toBe(shown);
  });
});

test("byType: CSV, TSV, Parquet, JSON, JSONL, Arrow, then by name", () => {
  const types = ["(none)", ".arrow", ".zip", ".json.gz", ".png", ".tsv", ".jsonl", ".parquet"];
  expect([...types, ".csv", ".json", ".csv.gz"].sort(byType)).toEqual([
    ".csv",
    ".csv.gz",
    ".tsv",
    ".parquet",
    ".json",
    ".json.gz",
    ".jsonl",
    ".arrow",
    "(none)",
    ".png",
    ".zip",
  ]);
});

describe("besideData", () => {
  test.each([
    ["README", "README"],
    ["readme.txt", ".txt"],
    ["LICENSE.txt", ".txt"],
    ["notes.md", ".md"],
    ["a.csv.md5", ".md5"],
    ["a.csv.dvc", ".dvc"],
    ["_SUCCESS", "_SUCCESS"],
    ["_metadata", "_metadata"],
    ["_committed_123", "_committed_123"],
    ["schema.yaml", ".yaml"],
    ["t/_delta_log/00000000000000000000.json", "_delta_log/"],
    ["_temporary/0/part-00000.parquet", "_temporary/"],
    ["t/metadata/v1.metadata.json", ".metadata.json"],
    ["plans/20250814_000000Z/SHA256SUMS", "plans of this program"],
    ["plans/20250814_000000Z-2/approvals.json", "plans of this program"],
  ])("%s is not data: %s", (name, kind) => {
    expect(besideData(name)).toBe(kind);
  });
  test.each([
    "a.csv",
    "notes.txt",
    "readme.csv",
    "readmes.json",
    "a.png",
    "part-0",
    "md",
    "v1.metadata.json",
  ])("%s may be data", (name) => {
    expect(besideData(name)).toBeUndefined();
  });
});

test.each([
  [".csv", true],
  [".parquet", true],
  [".json", true],
  [".jsonl", true],
  [".feather", true],
  [".png", false],
  ["", false],
])("readerOf(%j)", async (extension, has) => {
  expect((await readerOf(extension)) !== undefined).toBe(has);
});
