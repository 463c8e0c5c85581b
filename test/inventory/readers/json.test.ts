import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileProblem } from "../../../src/inventory/reader.ts";
import { shared } from "../../support/shared.ts";
import { runs } from "../../support/thorough.ts";
import { daysOf, scanText } from "./scan-text.ts";

const { path: suite, isAbsent } = shared("corpora/json-test-suite/test_parsing");

// Python writes these three: they are read, and said.
const NON_FINITE = new Set([
  "n_number_NaN.json",
  "n_number_infinity.json",
  "n_number_minus_infinity.json",
]);

describe.skipIf(isAbsent)("JSONTestSuite", () => {
  it.each(isAbsent ? [] : readdirSync(suite))("%s", (name) => {
    const bytes = readFileSync(`${suite}/${name}`);
    for (const chunkBytes of [1 << 20, 1, 3]) {
      const read = () => scanText("json", bytes, {}, chunkBytes);
      if (NON_FINITE.has(name)) expect(read().notes.join()).toContain("1 bare NaN or Infinity");
      else if (name.startsWith("y_")) expect(read().samples).toBe(samplesOf(bytes));
      else if (name.startsWith("n_")) expect(read).toThrow(FileProblem);
      else expect(orProblem(read)).toBeDefined();
    }
  });
});

function samplesOf(bytes: Buffer): number {
  const value: unknown = JSON.parse(bytes.toString());
  return Array.isArray(value) ? recordsIn(value) : 1;
}

/** A list of plain texts and numbers, such as names of features, holds no samples. */
function recordsIn(values: unknown[]): number {
  return values.some((value) => typeof value === "object" && value !== null) ? values.length : 0;
}

function orProblem(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileProblem) return error;
    throw error;
  }
}

describe("json", () => {
  it.each([
    ["[1,2,]", 'line 1, byte 6: "]" where a value should be'],
    ['[{"a":1},\n{"a":2},\n]', 'line 3, byte 1: "]" where a value should be'],
    ['{"a":1,}', 'line 1, byte 8: "}" where a key should be'],
    ['[{"a":1},\n{"a":2,}]', 'line 2, byte 8: "}" where a key should be'],
  ])("refuses a comma with nothing behind it: %j", (text, what) => {
    for (const chunkBytes of [1 << 20, 1]) {
      expect(() => scanText("json", text, {}, chunkBytes)).toThrow(`not JSON: ${what}`);
    }
  });

  it.each([
    '[{"event_tiem":"2025-08-14"},{}]',
    '{"event_tiem":"2025-08-14"}\n{"x":1}\n',
    '{"event_tiem":{"0":"2025-08-14","1":null},"x":{"0":1,"1":2}}',
    `[${'{"x":1},'.repeat(200)}{"event_tiem":1}]`,
  ])("says of a configured key that no record has it: %#", (text) => {
    const { notes, eventTime } = scanText("json", text, { timeColumn: "event_time" });
    expect(eventTime).toBeNull();
    const near = text.length < 200 ? ', perhaps "event_tiem"' : "";
    expect(notes).toContain(`no column "event_time"${near}; correct \`time_column\``);
  });

  it("a configured key that comes late, and without a value, is empty", () => {
    const text = `[${'{"x":1},'.repeat(200)}{"event_time":null}]`;
    const { notes } = scanText("json", text, { timeColumn: "event_time" });
    expect(notes).toEqual(['column "event_time" is not read as event time: it is empty']);
  });

  it("counts the elements of an array", () => {
    const count = scanText(
      "json",
      '[{"ts": "2025-08-14T01:00:00Z", "x": [1, {"ts": 3}]}, {"x": 2}]',
    );
    expect(count.samples).toBe(2);
    expect(count.columns?.map(({ name }) => name)).toEqual(["ts", "x"]);
    expect(count.eventTime).toMatchObject({ column: "ts", untimed: 1 });
    expect(daysOf(count)).toEqual({ "2025-08-14": 1 });
  });

  it("counts elements that are no objects", () => {
    expect(scanText("json", '[1, "a", null, [], [2, 3], {}]')).toMatchObject({
      samples: 6,
      columns: null,
      eventTime: null,
    });
    expect(scanText("json", " [ ] ").samples).toBe(0);
  });

  it("follows the configured path", () => {
    const text =
      '{"result": {"n": 2, "data": [{"ts": 1755159831}, {"ts": 1755159832}]}, "data": [1]}';
    expect(scanText("json", text, { records: "result.data" })).toMatchObject({
      samples: 2,
      eventTime: { earliest: 1755159831_000_000, latest: 1755159832_000_000 },
    });
    expect(() => scanText("json", text, { records: "result.rows" })).toThrow(
      'no array at "result.rows"',
    );
    expect(() => scanText("json", text, { records: "result.n" })).toThrow(FileProblem);
    expect(() => scanText("json", "[1]", { records: "data" })).toThrow(FileProblem);
  });

  it("does not take a key of the path for one at another place", () => {
    const text =
      '{"a": {"data": [1, 2, 3]}, "x": {"result": {"data": [1]}}, "result": {"data": [1, 2]}}';
    expect(scanText("json", text, { records: "result.data" }).samples).toBe(2);
    expect(() => scanText("json", '{"a": {"b": 1}, "b": [1]}', { records: "a.b" })).toThrow();
    expect(() => scanText("json", '{"a": 1, "b": {"c": [1]}}', { records: "a.c" })).toThrow();
  });

  it("finds the one array of objects in an object, and says so", () => {
    const count = scanText("json", '{"version": 1, "classes": ["a"], "frames": [{"ts": 1}, {}]}');
    expect(count.samples).toBe(2);
    expect(count.notes[0]).toBe('an object: the elements of "frames" are counted');
  });

  it("prefers an array with a usual name", () => {
    const split = '{"columns": ["a"], "index": [0, 1, 2], "data": [[1], [2], [3]]}';
    expect(scanText("json", split).samples).toBe(3);
  });

  it("counts an object as one sample where its arrays are ambiguous or none", () => {
    const two = scanText("json", '{"images": [{}, {}], "annotations": [{}, {}, {}]}');
    expect(two.samples).toBe(1);
    expect(two.notes[0]).toContain('one object with arrays ("images", "annotations")');
    const none = scanText("json", '{"ts": "2025-08-14", "features": [1, 2, 3]}');
    expect(none.samples).toBe(1);
    expect(none.eventTime?.column).toBe("ts");
  });

  it("counts the rows of pandas' columns", () => {
    const text = '{"ts": {"0": 1755159831000, "1": 1755259831000}, "x": {"0": 1, "1": null}}';
    const count = scanText("json", text);
    expect(count.samples).toBe(2);
    expect(daysOf(count)).toEqual({ "2025-08-14": 1, "2025-08-15": 1 });
    expect(scanText("json", '{"a": {"0": 1}, "b": {"0": 1, "1": 2}}').samples).toBe(1);
    expect(scanText("json", '{"a": {"b": 1}}').samples).toBe(1);
  });

  describe("counts the rows of a frame that pandas wrote", () => {
    // DataFrame({"ts": ["2025-08-14 01:00", "2025-08-15 02:00"], "x": [1.5, None], "s": ["a", "b"]})
    it.each([
      [
        "index",
        '{"0":{"ts":1755133200000,"x":1.5,"s":"a"},"1":{"ts":1755223200000,"x":null,"s":"b"}}',
      ],
      [
        "index, of named rows",
        '{"p":{"ts":1755133200000,"x":1.5,"s":"a"},"q":{"ts":1755223200000,"x":null,"s":"b"}}',
      ],
      [
        "columns",
        '{"ts":{"0":1755133200000,"1":1755223200000},"x":{"0":1.5,"1":null},"s":{"0":"a","1":"b"}}',
      ],
      [
        "columns, of named rows",
        '{"ts":{"p":1755133200000,"q":1755223200000},"x":{"p":1.5,"q":null},"s":{"p":"a","q":"b"}}',
      ],
      [
        "columns, of named rows, all numbers",
        '{"ts":{"p":1755133200000,"q":1755223200000},"x":{"p":1.5,"q":null},"y":{"p":1,"q":2}}',
      ],
      [
        "columns, of dated rows",
        '{"ts":{"2025-01-01T00:00:00.000":"2025-08-14T01:00:00.000","2025-01-02T00:00:00.000":"2025-08-15T02:00:00.000"},"x":{"2025-01-01T00:00:00.000":1.5,"2025-01-02T00:00:00.000":null}}',
      ],
      [
        "index, of dated rows",
        '{"2025-01-01T00:00:00.000":{"ts":"2025-08-14T01:00:00.000","x":1.5},"2025-01-02T00:00:00.000":{"ts":"2025-08-15T02:00:00.000","x":null}}',
      ],
      ["records", '[{"ts":1755133200000,"x":1.5,"s":"a"},{"ts":1755223200000,"x":null,"s":"b"}]'],
      [
        "table",
        '{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"ts","type":"datetime"}],"primaryKey":["index"],"pandas_version":"1.4.0"},"data":[{"index":0,"ts":"2025-08-14T01:00:00.000"},{"index":1,"ts":"2025-08-15T02:00:00.000"}]}',
      ],
    ])("orient=%s", (_, text) => {
      for (const chunkBytes of [1, 7, 1 << 20]) {
        const count = scanText("json", text, {}, chunkBytes);
        expect(count.samples).toBe(2);
        expect(count.eventTime).toMatchObject({ column: "ts", untimed: 0 });
        expect(daysOf(count)).toEqual({ "2025-08-14": 1, "2025-08-15": 1 });
      }
    });

    it.each([
      ["split", '{"columns":["x","s"],"index":[0,1],"data":[[1.5,"a"],[null,"b"]]}', 2],
      ["values", '[[1.5,"a"],[null,"b"]]', 2],
      ["columns, no rows", '{"x":{},"s":{}}', 0],
      ["columns, one row", '{"x":{"0":1.5},"s":{"0":"a"}}', 1],
      ["index, one row", '{"0":{"x":1.5,"s":"a"}}', 1],
      ["columns, rows -1 and 0.5", '{"x":{"-1.0":1,"0.5":2},"y":{"-1.0":1,"0.5":2}}', 2],
    ])("orient=%s", (_, text, rows) => {
      expect(scanText("json", text).samples).toBe(rows);
    });
  });

  it("counts the members of an object that are objects with the same keys, and says so", () => {
    const text = '{"u1": {"a": 1, "b": 2}, "u2": {"b": 4, "a": 3}, "u3": {"a": [], "b": {"a": 1}}}';
    const count = scanText("json", text);
    expect(count).toMatchObject({ samples: 3, eventTime: null });
    expect(count.columns?.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(count.notes).toEqual([
      "an object of objects with the same keys: each of its members is counted as a sample; if they are columns, state `orient: columns` under `sources`",
    ]);
  });

  it("reads the event time of members as of records, beyond the first hundred, too", () => {
    const members = Array.from({ length: 250 }, (_, i) => {
      const time = `"ts": "2025-08-${14 + (i % 2)}T01:00:00Z"`;
      return `"${i}": {${i % 3 === 0 ? `"x": ${i}, ${time}` : `${time}, "x": ${i}`}}`;
    });
    const count = scanText("json", `{${members.join()}}`, {}, 100);
    expect(count.samples).toBe(250);
    expect(daysOf(count)).toEqual({ "2025-08-14": 125, "2025-08-15": 125 });
    const text = '{"u1": {"day one": "2025-08-14"}, "u2": {"day one": "2025-08-15"}}';
    const { eventTime } = scanText("json", text, { timeColumn: "day one" });
    expect(eventTime).toMatchObject({ column: "day one", untimed: 0 });
  });

  it.each([
    ["differing keys", '{"u1": {"a": 1}, "u2": {"b": 2}}'],
    ["a key more", '{"u1": {"a": 1}, "u2": {"a": 2, "b": 2}}'],
    ["a key less", '{"u1": {"a": 1, "b": 2}, "u2": {"a": 2}}'],
    ["a key twice", '{"u1": {"a": 1, "b": 2}, "u2": {"a": 2, "a": 3}}'],
    ["a member that is no object", '{"u1": {"a": 1}, "u2": {"a": 2}, "n": 2}'],
    ["one member", '{"u1": {"a": 1, "b": 2}}'],
    ["no member", "{}"],
  ])("counts an object as one sample, and advises what can be done: %s", (_, text) => {
    expect(scanText("json", text)).toMatchObject({
      samples: 1,
      notes: [
        "one object, counted as one sample: if it holds several, write them as one array, or as JSON Lines",
      ],
    });
  });

  it("advises to name an array by its path where there is one", () => {
    const text = '{"result": {"n": 2, "list": [{"a": 1}, {"a": 2}]}}';
    expect(scanText("json", text)).toMatchObject({
      samples: 1,
      notes: [
        "one object, counted as one sample: if it holds several in an array, name the keys that lead there by `records`",
      ],
    });
    expect(scanText("json", text, { records: "result.list" }).samples).toBe(2);
  });

  it("reads JSON Lines, and says so", () => {
    const count = scanText("json", '{"ts": "2025-08-14"}\n{"ts": "2025-08-15"}\n[1]\n\n');
    expect(count.samples).toBe(3);
    expect(count.eventTime?.untimed).toBe(1);
    expect(count.notes[0]).toContain("JSON Lines");
    expect(scanText("json", "[1]\n[2]\n").samples).toBe(2);
    expect(scanText("json", '{"a": 1} {"a": 2}{"a": 3}').samples).toBe(3);
    expect(() => scanText("json", '{"a": 1}[2]')).toThrow("after the value");
  });

  it("names what is wrong and where", () => {
    expect(() => scanText("json", "")).toThrow("empty: no JSON value");
    expect(() => scanText("json", " \n ")).toThrow("empty: no JSON value");
    expect(() => scanText("json", '[{"a": 1},\n {"a": ')).toThrow("truncated: line 2, byte 8");
    expect(() => scanText("json", '[1,\n2,\n"a" 3]')).toThrow('not JSON: line 3, byte 5: "3"');
    expect(() => scanText("json", '{"a": 1]')).toThrow("of the object");
  });

  it("does not recurse", () => {
    const depth = 200_000;
    expect(scanText("json", "[".repeat(depth) + "]".repeat(depth)).samples).toBe(1);
    expect(() => scanText("json", "[".repeat(2_000_000))).toThrow("levels deep");
  });

  it("reads UTF-16 and a byte order mark", () => {
    const text = '[{"ä": 1}, {"ä": 2}]';
    expect(scanText("json", Buffer.from(`\ufeff${text}`, "utf16le"), {}, 3).samples).toBe(2);
    expect(scanText("json", Buffer.from(`\ufeff${text}`, "utf16le").swap16()).samples).toBe(2);
    expect(scanText("json", `\ufeff${text}`, {}, 1).samples).toBe(2);
  });

  it("agrees with JSON.parse at any chunk boundary", () => {
    const property = fc.property(
      fc.array(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), { maxLength: 8 }),
      fc.constantFrom(undefined, 1, "\t"),
      fc.integer({ min: 1, max: 40 }),
      (values, indent, chunkBytes) => {
        // Python escapes all but ASCII by default.
        const text = JSON.stringify(values, null, indent).replaceAll(
          /[\u0080-\uffff]/g,
          (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        expect(scanText("json", text, {}, chunkBytes).samples).toBe(recordsIn(values));
      },
    );
    fc.assert(property, { seed: 1, numRuns: 400 });
  });

  it("refuses what JSON.parse refuses, and nothing else", () => {
    const property = fc.property(
      fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
      fc.nat(),
      fc.constantFrom(...'[]{}:,"\\0-.e1tn \u0001'),
      fc.integer({ min: 1, max: 9 }),
      (value, where, letter, chunkBytes) => {
        const text = JSON.stringify(value);
        const at = where % (text.length + 1);
        const damaged = text.slice(0, at) + letter + text.slice(at + 1);
        const read = orProblem(() => scanText("json", damaged, {}, chunkBytes));
        expect(read instanceof FileProblem).toBe(!parses(damaged));
      },
    );
    fc.assert(property, { seed: 2, numRuns: runs(3000) });
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
