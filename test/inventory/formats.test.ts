import { describe, expect, test } from "vitest";
import { besideData, byType, fileType, loadReader, typeName } from "../../src/inventory/formats.ts";

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
    const type = fileType(name);
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
    ["t/metadata/v1.metadata.json", "metadata/"],
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
  expect((await loadReader(extension)) !== undefined).toBe(has);
});

// The first four as pyiceberg 0.12 writes them; the others as the specifications of Iceberg and Delta say.
test.each([
  ["ice/metadata/00003-6467f402-4a00-45b0-8c3f-bee941d5fbc9.metadata.json", "metadata/"],
  ["ice/metadata/6e476946-660f-49df-9c71-467042285d50-m1.avro", "metadata/"],
  ["ice/metadata/snap-884442935489860998-0-d776db44-d4a1-41dc-8573-e3587da8b2dd.avro", "metadata/"],
  ["ice/data/00000-1-6e476946-660f-49df-9c71-467042285d50.parquet", undefined],
  ["ice/metadata/version-hint.text", "metadata/"],
  ["ice/metadata/4644272926101120087-ef84cb14-4d33-4835-b846-1e9f22041a62.stats", "metadata/"],
  [
    "ice/data/00000-4-ef84cb14-4d33-4835-b846-1e9f22041a62-00001-deletes.parquet",
    "deleted rows of a table",
  ],
  ["ice/data/00000-4-ef84cb14-4d33-4835-b846-1e9f22041a62-00001.puffin", "deleted rows of a table"],
  ["delta/ab/deletion_vector_61d16c75-6994-46b7-a15b-8b538852e50e.bin", "deleted rows of a table"],
  ["metadata/users.avro", undefined],
  ["metadata/users.parquet", undefined],
  ["account-deletes.parquet", undefined],
  ["weights.bin", undefined],
])("%s is left out as %s", (path, kind) => expect(besideData(path)).toBe(kind));
