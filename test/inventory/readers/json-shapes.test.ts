import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fileType, loadReader } from "../../../src/inventory/formats.ts";
import { FileProblem, type ReadOptions } from "../../../src/inventory/reader.ts";
import { UTC } from "../../../src/time/instant.ts";
import { daysOf, scanText } from "./scan-text.ts";

const FOLDER = "fixtures/inventory/json";

interface Known {
  readonly rows: number;
  readonly untimed: number;
  readonly earliest: number;
  readonly latest: number;
  readonly column: string;
  /** What reads the same. */
  readonly by: readonly string[];
  readonly options: Partial<ReadOptions>;
  readonly reading: Record<string, string>;
}

const known: [string, Known][] = Object.entries(
  JSON.parse(readFileSync(`${FOLDER}/expected.json`, "utf8")),
);

/** As the program reads a file, whatever its text is. */
async function read(name: string, options: Partial<ReadOptions>) {
  const location = `${FOLDER}/${name}`;
  const { size: sizeBytes } = statSync(location);
  const file = { path: name, location, sizeBytes, modifiedMs: 0, ...fileType(name) };
  const count = await (await loadReader(file.extension))?.read(file, { zone: UTC, ...options });
  if (count === undefined) throw new Error("no reader");
  return count;
}

describe("JSON in the shapes that pandas, polars, DuckDB, MongoDB and people give it", () => {
  it.each(known)("%s", async (name, { rows, column, options, reading, ...times }) => {
    const count = await read(name, options);
    expect(count.samples).toBe(rows);
    const { untimed, earliest, latest } = times;
    expect(count.eventTime).toMatchObject({ column, untimed, earliest, latest });
    expect(count.reading ?? {}).toEqual(reading);
    expect(count.doubtful).toBeUndefined();
  });
});

describe("an object of lists", () => {
  const table =
    '{"ts": ["2025-08-14T01:00:00Z", null, {}], "x": [1, 2, [3]], "s": ["a", "b", "c"]}';

  it("is a table of columns, whose chunks may end anywhere", () => {
    for (const chunkBytes of [1 << 20, 1, 3]) {
      const count = scanText("json", table, {}, chunkBytes);
      // What is no scalar is no time, either.
      const objects = scanText("json", table.replace("{}", "[1]"), {}, chunkBytes);
      expect(objects).toMatchObject({ samples: 3, eventTime: { column: "ts", untimed: 2 } });
      expect(daysOf(objects)).toEqual({ "2025-08-14": 1 });
      expect(objects.columns?.map(({ name }) => name)).toEqual(["ts", "x", "s"]);
      // A list of objects is a table of its own.
      expect(count.samples).toBe(1);
    }
  });

  it("may be none where all its values are of one kind and none is a time", () => {
    const losses = scanText("json", '{"loss": [0.5, 0.4, 0.3], "val_loss": [0.6, 0.5, 0.5]}');
    expect(losses).toMatchObject({ samples: 3, doubtful: 3, reading: { orient: "list" } });
    expect(losses.notes.join()).toContain("may be no samples: state `orient: list`");
    const stated = scanText("json", '{"x": [1, 2, 3], "y": [4, 5, 6]}', { orient: "list" });
    expect(stated).toMatchObject({ samples: 3, notes: [] });
    expect(stated.doubtful).toBeUndefined();
  });

  it.each([
    ["of unequal length", '{"a": [1, 2], "b": ["x"]}', 1],
    ["beside other values", '{"a": [1, 2], "b": ["x", "y"], "n": 2}', 1],
    ["alone", '{"features": ["a", "b", "c"]}', 1],
    ["of plain values, with a usual name", '{"data": ["a", "b", "c"]}', 1],
    ["of objects", '{"data": [{"a": 1}, {"a": 2}], "included": [{"b": 1}, {"b": 2}]}', 2],
    ["that are empty", '{"errors": [], "warnings": []}', 0],
    ["by pandas' split", '{"columns": ["a", "b"], "index": [0, 1], "data": [[1, 2], [3, 4]]}', 2],
  ])("%s is judged as before", (_, text, samples) => {
    expect(scanText("json", text).samples).toBe(samples);
  });

  it("is said where it is not what was stated", () => {
    const read = (text: string, options: Partial<ReadOptions>) => () =>
      scanText("json", text, options as object);
    expect(read('{"a": [1], "b": [1, 2]}', { orient: "list" })).toThrow(
      "its members are no lists of equal length: correct `orient`",
    );
    expect(read('{"a": {"x": 1}, "b": {"y": 1}}', { orient: "index" })).toThrow(FileProblem);
    expect(read('{"a": [1]}', { orient: "columns" })).toThrow(FileProblem);
  });

  it("of objects is what was stated, whatever it looks like", () => {
    const text = '{"a": {"p": 1, "q": 2, "r": 3}, "b": {"p": 1, "q": 2, "r": 3}}';
    expect(scanText("json", text, { orient: "columns" }).samples).toBe(3);
    expect(scanText("json", text, { orient: "index" }).samples).toBe(2);
  });
});

describe("the rows of pandas' split", () => {
  const rows = Array.from({ length: 250 }, (_, i) => [i, `2025-08-${10 + (i % 5)}T01:00:00Z`, [i]]);
  const days = Object.fromEntries([10, 11, 12, 13, 14].map((day) => [`2025-08-${day}`, 50]));
  const split = (columns: unknown[], index: unknown[], data: unknown[][]) =>
    JSON.stringify({ columns, index, data });

  it("have the names of their columns", () => {
    for (const chunkBytes of [1 << 20, 5]) {
      const text = split(["id", "event_time", "x"], [...rows.keys()], rows);
      const count = scanText("json", text, {}, chunkBytes);
      expect(count).toMatchObject({
        samples: 250,
        eventTime: { column: "event_time", untimed: 0 },
      });
      expect(daysOf(count)).toEqual(days);
    }
  });

  it("may have times for names", () => {
    const index = rows.map(([, time]) => time);
    const count = scanText(
      "json",
      split(
        ["x", "y"],
        index,
        rows.map(() => [1, 2]),
      ),
    );
    expect(daysOf(count)).toEqual(days);
  });

  it("have no names where these have levels", () => {
    const count = scanText(
      "json",
      split(
        [
          ["event_time", "a"],
          ["x", "b"],
        ],
        [0],
        [["2025-08-10", 2]],
      ),
    );
    expect(count).toMatchObject({ samples: 1, eventTime: null });
  });
});

describe("the path of `records`", () => {
  it("may lead to columns, to records by their key, and to what holds the one table", () => {
    const records = "a.b";
    const of = (value: string, options = {}) =>
      scanText("json", `{"n": 1, "a": {"b": ${value}, "c": [1]}, "b": [2]}`, {
        records,
        ...options,
      });
    expect(of('{"x": ["p", "q"], "y": [1, 2]}')).toMatchObject({
      samples: 2,
      reading: { records, orient: "list" },
    });
    expect(of('{"u1": {"ts": "2025-08-14"}, "u2": {"ts": "2025-08-15"}}')).toMatchObject({
      samples: 2,
      eventTime: { column: "ts", untimed: 0 },
      reading: { records, orient: "index" },
    });
    expect(of('{"rows": [{"ts": "2025-08-14"}]}')).toMatchObject({
      samples: 1,
      eventTime: { column: "ts" },
      reading: { records: "a.b.rows" },
    });
    expect(() => of('{"x": 1}')).toThrow('no array at "a.b": an object, which holds no table');
    expect(() => of("{}")).toThrow(FileProblem);
  });
});

describe("a time within another object", () => {
  const wrapped = (time: string) =>
    `{"x": {"$date": 5}, "at": 1, "created_at": {"$date": ${time}}}`;

  it.each(["json", "jsonl"] as const)("is read where it is wrapped as a date in %s", (format) => {
    const times = ['"2025-08-14T01:00:00Z"', '{"$numberLong": "1755133200000"}', "1755133200000"];
    const lines = Array.from({ length: 150 }, (_, i) => wrapped(times[i % 3] as string));
    const text = format === "json" ? `[${lines.join(",")}]` : lines.join("\n");
    for (const timeColumn of [undefined, "created_at", "created_at.$date"]) {
      const options = timeColumn === undefined ? {} : { timeColumn };
      for (const chunkBytes of [1 << 20, 7]) {
        const count = scanText(format, text, options, chunkBytes);
        expect(count.eventTime).toMatchObject({ column: "created_at", untimed: 0 });
        expect(daysOf(count)).toEqual({ "2025-08-14": 150 });
      }
    }
  });

  it("is read at a stated path alone, and not within lists", () => {
    const line = '{"meta": {"timestamp": "2025-08-14T01:00:00Z", "k": {"timestamp": 5}}, "x": 1}';
    const list = '{"meta": [{"timestamp": "2020-01-01"}], "timestamp": {"x": "2020-01-01"}}';
    const lines = [...Array.from({ length: 150 }, () => line), list, '{"meta": null}'];
    for (const [format, text] of [
      ["jsonl", lines.join("\n")],
      ["json", `[${lines.join(",")}]`],
    ] as const) {
      const count = scanText(format, text, { timeColumn: "Meta.Timestamp" });
      expect(count.eventTime).toMatchObject({ column: "meta.timestamp", untimed: 2 });
      expect(daysOf(count)).toEqual({ "2025-08-14": 150 });
      expect(scanText(format, text).eventTime).toBeNull();
    }
  });

  it("of the one object of a file is its time", () => {
    expect(scanText("json", wrapped('"2025-08-14"')).eventTime?.column).toBe("created_at");
    const keyed = `{"u1": ${wrapped('"2025-08-14"')}, "u2": ${wrapped('"2025-08-15"')}}`;
    expect(scanText("json", keyed)).toMatchObject({
      samples: 2,
      eventTime: { column: "created_at", untimed: 0 },
    });
  });

  it("has no other spelling than the column's own name", () => {
    const text = '{"meta.timestamp": "2025-08-14"}\n{"meta.timestamp": "2025-08-15"}\n';
    const count = scanText("jsonl", text, { timeColumn: "meta.timestamp" });
    expect(count.eventTime).toMatchObject({ column: "meta.timestamp", untimed: 0 });
  });
});
