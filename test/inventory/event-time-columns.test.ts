import { tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { takeScan } from "../../src/inventory/scan.ts";
import { UTC } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";

const source = (time_column?: string) => [
  { path: "data", sample: "row" as const, ...(time_column !== undefined && { time_column }) },
];

const take = async (files: Record<string, string | Uint8Array>, timeColumn?: string) => {
  const inventory = await takeInventory(source(timeColumn), scratch(files), UTC);
  const notes = inventory.notes.filter(({ note }) => !note.startsWith("an object of columns"));
  return { ...inventory, notes };
};

const days = (inventory: { days: { day: string }[] }) => inventory.days.map(({ day }) => day);

/** The same two rows in every format that has columns. */
function formats(rows: Record<string, string>[]): Record<string, string | Uint8Array> {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => row[name]).join(","));
  const columns = Object.fromEntries(
    names.map((name) => [name, rows.map((row) => row[name] ?? "")]),
  );
  const frame = Object.fromEntries(
    names.map((name) => [name, Object.fromEntries(rows.map((row, i) => [i, row[name]]))]),
  );
  return {
    "data/a.csv": `${[names.join(","), ...lines].join("\n")}\n`,
    "data/a.jsonl": rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    "data/a.json": JSON.stringify(frame),
    "data/a.arrow": tableToIPC(tableFromArrays(columns), "file"),
  };
}

const FORMATS = ["data/a.csv", "data/a.jsonl", "data/a.json", "data/a.arrow"];

describe.each(FORMATS)("the event time in %s", (path) => {
  const only = (rows: Record<string, string>[]) => ({ [path]: formats(rows)[path] as string });
  const two = (one: Record<string, string>, other: Record<string, string>) => only([one, other]);

  test("of two columns that could be it is neither's, unless it is configured", async () => {
    const files = two(
      { level: "F1", priority_date: "1999-01-01", bulletin_date: "2026-06-01" },
      { level: "F2", priority_date: "2001-05-01", bulletin_date: "2026-07-01" },
    );
    const { notes, samples, ...inventory } = await take(files);
    expect(days(inventory)).toEqual([]);
    expect(samples).toMatchObject({ counted: 2, undated: 2 });
    expect(notes).toEqual([
      {
        path,
        note: '"priority_date" or "bulletin_date" may be the event time; name one with `time_column` under `sources`',
      },
    ]);
    expect(days(await take(files, "bulletin_date"))).toEqual(["2026-06-01", "2026-07-01"]);
  });

  test("is in an evident column before others", async () => {
    const files = two(
      { signup_date: "1999-01-01", paid_on: "1999-02-02", created_on: "2026-06-01" },
      { signup_date: "1999-01-02", paid_on: "1999-02-03", created_on: "2026-06-02" },
    );
    expect(days(await take(files))).toEqual(["2026-06-01", "2026-06-02"]);
  });

  test("that looks like one and cannot be read is said", async () => {
    const files = two({ x: "1", sold_on: "2015-W01" }, { x: "2", sold_on: "2015-W02" });
    const { notes, ...inventory } = await take(files);
    expect(days(inventory)).toEqual([]);
    expect(notes).toMatchObject([
      {
        note: expect.stringMatching(/^column "sold_on" looks like the event time.*2015-W01/),
      },
    ]);
  });

  test("is not a flag, a duration or a birthday", async () => {
    const files = two(
      { lights_on: "no", response_time: "2026-01-01", birth_date: "1980-01-01" },
      { lights_on: "yes", response_time: "2026-01-02", birth_date: "1981-01-01" },
    );
    const { notes, ...inventory } = await take(files);
    expect([days(inventory), notes]).toEqual([[], []]);
    expect(days(await take(files, "response_time"))).toEqual(["2026-01-01", "2026-01-02"]);
  });

  test("that no table has is an error that lists the columns", async () => {
    const files = two({ id: "1", tiem: "2026-01-01" }, { id: "2", tiem: "2026-01-02" });
    await expect(take(files, "time")).rejects.toThrow(
      'no table of data has the column "time", perhaps "tiem"; there are "id", "tiem"',
    );
  });
});

describe("the unnamed index of a data frame", () => {
  const files = { "data/a.csv": ",mw\n2019-01-01 00:00:00,1\n2019-01-02 00:00:00,2\n" };

  test("is the event time where its values are times", async () => {
    const inventory = await take(files);
    expect(days(inventory)).toEqual(["2019-01-01", "2019-01-02"]);
    expect(inventory.event_time?.source).toBe("column Unnamed: 0");
    expect((await take({ "data/a.csv": ",mw\n0,1\n1,2\n" })).notes).toEqual([]);
  });

  test.each(["", "Unnamed: 0"])("can be named %j", async (name) => {
    expect(days(await take(files, name))).toEqual(["2019-01-01", "2019-01-02"]);
    const again = { "data/a.csv": "x,Unnamed: 0\n1,2019-01-01\n" };
    expect(days(await take(again, name))).toEqual(["2019-01-01"]);
  });
});

describe("a configured column", () => {
  test("that only some files lack is a note of theirs", async () => {
    const files = { "data/a.csv": "id,when\n1,2026-01-01\n", "data/b.csv": "id\n1\n" };
    const { notes } = await take(files, "when");
    expect(notes).toContainEqual({
      path: "data/b.csv",
      note: 'no column "when"; correct `time_column`',
    });
  });

  test("that is missing is an error of a scan of files, too, and names its place", async () => {
    const cwd = scratch({ "data/a.csv": "id\n1\n" });
    const placeOf = (index: number, key: string) => `plan.yaml: sources[${index}].${key}`;
    await expect(takeScan(source("when"), cwd, UTC, { files: true, placeOf })).rejects.toThrow(
      'plan.yaml: sources[0].time_column: no table of data has the column "when"; there are "id"',
    );
  });

  test("of a source without rows is no error", async () => {
    expect((await take({ "data/a.csv": "id\n" }, "when")).samples.counted).toBe(0);
  });
});
