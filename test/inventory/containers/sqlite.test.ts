import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../../src/config/schema.ts";
import { takeScan } from "../../../src/inventory/scan.ts";
import { createZone } from "../../../src/time/instant.ts";
import { scratch } from "../../support/scratch.ts";

const fixture = (name: string) => readFileSync(`fixtures/inventory/containers/sqlite/${name}`);

function scanned(files: Record<string, Buffer | string>, ...stated: Partial<SourceConfig>[]) {
  const sources = (stated.length > 0 ? stated : [{}]).map((keys) => ({
    path: "data",
    sample: "row" as const,
    ...keys,
  }));
  return takeScan(sources, scratch(files), createZone("UTC"), { files: true });
}

describe("a database of SQLite", () => {
  test("is counted by the rows of its table, with their times", async () => {
    const scan = await scanned({ "data/events.db": fixture("events.db") });
    expect(scan.samples.counted).toBe(40);
    expect(scan.event_time).toMatchObject({
      earliest: "2025-08-01T00:00:00+00:00",
      latest: "2025-08-12T09:00:00+00:00",
    });
    expect(scan.file_list?.[0]).toMatchObject({
      format: "sqlite",
      reading: { format: "sqlite", table: "events", header: true },
    });
    expect(scan.types.map(({ extension }) => extension)).toEqual([".db"]);
  });

  test("has the values of columns that are younger than their rows, and long rows", async () => {
    const data = { "data/later.db": fixture("later.db") };
    const scan = await scanned(data, { label: "region" });
    // 37 rows have the default, and one has none.
    expect(scan.datasets[0]?.labels).toMatchObject({ labelled: 37, unlabelled: 1 });
    expect(scan.datasets[0]?.columns).toContain("note");
  });

  test("of several tables is the one to train on, or that `table` names", async () => {
    const split = await scanned({ "data/x.db": fixture("split.sqlite3") });
    expect(split.samples.counted).toBe(25);
    expect(split.notes[0]?.note).toMatch(/^of its tables train is read, by its name; not test/);
    const data = { "data/x.db": fixture("tables.sqlite") };
    const open = await scanned(data);
    expect(open.samples.counted).toBe(0);
    expect(open.problems[0]?.problem).toMatch(
      /^a database of 2 tables \(customers, orders\): name the one to read/,
    );
    const missing = await scanned(data, { table: "sales" });
    expect(missing.problems[0]?.problem).toBe(
      'no table "sales" in the database: "customers", "orders"',
    );
    const path = "data/x.db";
    const both = await scanned(data, { path, table: "customers" }, { path, table: "orders" });
    expect(both.datasets.map(({ name, samples }) => [name, samples])).toEqual([
      ["data/x.db (customers)", 40],
      ["data/x.db (orders)", 5],
    ]);
    const twice = await scanned(data, { path, table: "orders" }, { path, table: "orders" });
    expect(twice.samples.counted).toBe(5);
  });

  test.each([
    [
      "WITHOUT ROWID",
      { "data/x.db": fixture("without-rowid.db") },
      "a table WITHOUT ROWID is not read: export it as CSV",
    ],
    [
      "cut off",
      { "data/x.db": fixture("events.db").subarray(0, 5000) },
      /^cut off: 1 of its \d pages/,
    ],
    [
      "of another kind",
      { "data/x.db": "not a database, but a long enough text ".repeat(9) },
      /^not an SQLite database/,
    ],
    [
      "with a log",
      { "data/x.db": fixture("events.db"), "data/x.db-wal": "x" },
      /^rows may be in the -wal file beside it/,
    ],
  ])("that is %s is not counted, and the plan says why", async (_, files, problem) => {
    const scan = await scanned(files as Record<string, Buffer | string>);
    expect(scan.samples.counted).toBe(0);
    expect(scan.problems.map((each) => each.problem)).toEqual([
      typeof problem === "string" ? problem : expect.stringMatching(problem),
    ]);
    expect(scan.types).toMatchObject([{ extension: ".db", samples: null }]);
  });

  test("of a tool is no data", async () => {
    const scan = await scanned({ "data/mlflow.db": fixture("events.db"), "data/a.csv": "a\n1\n" });
    expect(scan.samples.counted).toBe(1);
    expect(scan.left_out).toMatchObject([{ kind: "databases of tools", files: 1 }]);
  });
});
