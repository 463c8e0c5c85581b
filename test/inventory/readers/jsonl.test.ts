import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysOf, scanText } from "./scan-text.ts";

describe("jsonl", () => {
  it("counts one sample a line that is not blank", () => {
    const count = scanText(
      "jsonl",
      '{"ts": "2025-08-14"}\r\n\n  \n{"ts": "2025-08-15"}\n[1, 2]\n3',
    );
    expect(count.samples).toBe(4);
    expect(count.eventTime).toMatchObject({ column: "ts", untimed: 2 });
    expect(daysOf(count)).toEqual({ "2025-08-14": 1, "2025-08-15": 1 });
    expect(count.notes).toEqual([]);
  });

  it("takes the time from the record's own key only", () => {
    const text =
      '{"a": {"ts": "2020-01-01"}, "b": "\\"ts\\": 1", "ts": 1755159831, "c": [{"ts": 1}]}';
    expect(scanText("jsonl", text).eventTime?.earliest).toBe(1755159831_000_000);
  });

  it("notes broken lines and does not count them", () => {
    const count = scanText("jsonl", '{"a": 1}\n{"a": 2\n{"a": 3}\nnope\n{"a": 4} {"a": 5}\n{"a":');
    expect(count.samples).toBe(4);
    expect(count.notes).toEqual([
      "3 lines are not JSON and not counted from the fault on: line 2 is not JSON: the text ends where a comma or the end should be of the object",
      "1 object follows another on its line, each counted as a sample",
    ]);
    const cut = scanText("jsonl", '{"ts": "2025-08-14"}\n{"ts": "2025-08-1');
    expect(cut.notes[0]).toContain("the last line is cut off");
    expect(cut.eventTime?.untimed).toBe(0);
  });

  it("refuses a file without any JSON line", () => {
    expect(() => scanText("jsonl", "a,b\n1,2\n")).toThrow("line 1 is not JSON");
    expect(scanText("jsonl", "")).toMatchObject({ samples: 0, notes: ["empty: no lines"] });
  });

  it("accepts bare NaN and Infinity, and says so", () => {
    const count = scanText("jsonl", '{"a": NaN}\n{"a": -Infinity, "b": Infinity}\n');
    expect(count).toMatchObject({ samples: 2, notes: [expect.stringContaining("3 bare NaN")] });
    expect(() => scanText("jsonl", '{"a": -NaN}')).toThrow();
    expect(() => scanText("jsonl", '{"a": nan}')).toThrow();
  });

  it("takes a configured key, also one that comes late", () => {
    const plain = '{"ts": 1, "n": 2}\n'.repeat(150);
    const count = scanText("jsonl", `${plain}{"When": 1755159831}\n`, { timeColumn: "When" });
    expect(count.eventTime).toMatchObject({ column: "When", untimed: 150 });
    const none = scanText("jsonl", plain, { timeColumn: "when" });
    expect(none.eventTime).toBeNull();
    expect(none.notes[0]).toContain('"when"');
  });

  it("takes the first evident key whose values are times", () => {
    const text = '{"time": "08:23", "date": "2025-08-14"}\n'.repeat(130);
    expect(scanText("jsonl", text).eventTime).toMatchObject({ column: "date", untimed: 0 });
  });

  it("gives the same answer at any chunk boundary", () => {
    const record = fc.record(
      {
        ts: fc.oneof(
          fc
            .date({ min: new Date("1995-01-01"), max: new Date("2090-01-01"), noInvalidDate: true })
            .map((d) => d.toISOString()),
          fc.constantFrom(null, "", "soon", 1755159831.25),
        ),
        x: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: [] },
    );
    const property = fc.property(
      fc.array(record, { maxLength: 130 }),
      fc.constantFrom("\n", "\r\n", "\n\n"),
      fc.integer({ min: 1, max: 64 }),
      (records, newline, chunkBytes) => {
        const text = records.map((value) => JSON.stringify(value) + newline).join("");
        const whole = scanText("jsonl", text);
        expect(whole.samples).toBe(records.length);
        expect(scanText("jsonl", text, {}, chunkBytes)).toEqual(whole);
        expect(
          scanText("json", `[${records.map((r) => JSON.stringify(r))}]`, {}, chunkBytes),
        ).toMatchObject({
          samples: records.length,
          eventTime: whole.eventTime,
        });
      },
    );
    fc.assert(property, { seed: 3, numRuns: 150 });
  });
});

describe("names in the first line, above lists of values", () => {
  it.each([
    ["are perhaps no sample", '["id", "x"]\n["a", 1]\n["b", 2]\n', 1],
    ["are none above lists of texts", '["id", "x"]\n["a", "b"]\n', undefined],
    ["are none in a later line", '["a", 1]\n["id", "x"]\n["b", 2]\n', undefined],
    ["are none in an object", '{"id": "x"}\n["b", 2]\n', undefined],
  ])("%s", (_, text, doubtful) => {
    const count = scanText("jsonl", text);
    expect([count.doubtful, count.notes.length]).toEqual([doubtful, doubtful ?? 0]);
  });
});
