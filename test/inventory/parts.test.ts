import { appendFileSync, rmSync, truncateSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileCount } from "../../src/inventory/reader.ts";
import { detectDialect } from "../../src/inventory/readers/text/dialect.ts";
import { withFile } from "../../src/inventory/readers/text/part.ts";
import { guessRowStart } from "../../src/inventory/readers/text/row-start.ts";
import { UTC } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";
import { isThorough, runs } from "../support/thorough.ts";
import { inParts, taskOf, whole } from "./in-parts.ts";

const picks = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });

const cell = fc.oneof(
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll("\0", "")),
  fc.stringMatching(/^[ab",;\n\r #|]{0,6}$/),
  fc.constantFrom("", '"', "1", "x\ny", "a\r\nb", "\n\n\n", "ü", "日本\n語", "🙂", '"\n"'),
);
const time = fc.oneof(
  {
    arbitrary: fc
      .integer({ min: 1_754_000_000, max: 1_756_000_000 })
      .map((s) => new Date(s * 1000).toISOString()),
    weight: 5,
  },
  {
    arbitrary: fc.constantFrom("", "null", "soon", "03/04/2025", "2025-08-14 08:00"),
    weight: 1,
  },
);

/** A table that a writer serialises, and what may happen to it. */
const table = fc
  .record({
    rows: fc.array(fc.record({ time, cells: fc.array(cell, { minLength: 2, maxLength: 2 }) }), {
      maxLength: 40,
    }),
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    newline: fc.constantFrom("\n", "\n", "\r\n", "\r\n", "\r"),
    quoteAll: fc.boolean(),
    timeAt: fc.constantFrom(0, 1, 2),
    preamble: fc.constantFrom("", "", "# made by x\n", "sep=DELIMITER\r\n", "sep=DELIMITER\n\n \n"),
    mark: fc.constantFrom("", "", "\ufeff"),
    header: fc.boolean(),
    finalNewline: fc.boolean(),
    /** Put in after rows, by their number. */
    oddities: fc.array(
      fc.record({
        at: fc.nat(40),
        text: fc.constantFrom("", "  ", "#no comment", "1,2;3|4\t5,6;7|8\t9", 'a "b" c', "x", '"'),
      }),
      { maxLength: 4 },
    ),
  })
  .map((table) => {
    const { delimiter, quoteAll } = table;
    const quote = (text: string) =>
      quoteAll || /["\r\n,;|\t]|^ *$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const rowOf = (value: string, cells: readonly string[]) =>
      cells.map(quote).toSpliced(table.timeAt, 0, quote(value)).join(delimiter);
    const lines = table.rows.map((row) => rowOf(row.time, row.cells));
    for (const { at, text } of table.oddities) lines.splice(at, 0, text);
    if (table.header) lines.unshift(rowOf("ts", ["text", "more"]));
    const text = lines.join(table.newline) + (table.finalNewline ? table.newline : "");
    return table.mark + table.preamble.replace("DELIMITER", delimiter) + text;
  });

const anyText = fc
  .tuple(
    fc.stringMatching(/^[ab1",;\n\r #é-]{30,80}$/),
    fc.constantFrom("", "", "", "\0"),
    fc.stringMatching(/^[ab\n"]{0,20}$/),
  )
  .map((texts) => texts.join(""));

const record = fc.record(
  { ts: fc.oneof(time, fc.constantFrom(null, 1_755_159_831.25)), x: fc.jsonValue({ maxDepth: 1 }) },
  { requiredKeys: [] },
);
const line = fc.oneof(
  { arbitrary: record.map((value) => JSON.stringify(value)), weight: 20 },
  {
    arbitrary: fc.constantFrom(
      "",
      "  ",
      "nope",
      '{"ts":',
      '{"ts": "2025-08-14"} {}',
      '{"x": NaN}',
      '{"t\\u0073": "2025-08-14"}',
      '{"ts": "2025-08-14\\u0020"}',
      "[1]",
      '"ü\\n"',
      "\0",
    ),
    weight: 1,
  },
);
/** The columns are learned from a hundred records, so that fewer are never divided. */
const lines = fc
  .record({
    first: fc.array(record, { minLength: 100, maxLength: 100, size: "max" }),
    more: fc.array(line, { maxLength: 60, size: "max" }),
    place: fc.nat(100),
    newline: fc.constantFrom("\n", "\r\n", "\n\n"),
    mark: fc.constantFrom("", "\ufeff"),
    finalNewline: fc.boolean(),
  })
  .map(({ first, more, place, newline, mark, finalNewline }) => {
    const all = first
      .map((value) => JSON.stringify(value))
      .toSpliced(place, 0, ...more.slice(0, 5));
    const text = [...all, ...more].join(newline);
    return mark + text + (finalNewline ? newline : "");
  });

describe.each([
  ["any table", "a.csv", table, runs(1500)],
  ["any text", "a.csv", anyText, runs(1500)],
  ["any JSON Lines", "a.jsonl", lines, runs(200)],
])("%s", (_, name, text, numRuns) => {
  it("is answered in parts as it is as a whole", async () => {
    const directory = scratch();
    let divided = 0;
    let readAgain = 0;
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.integer({ min: 1, max: 60 }),
        picks,
        async (text, partBytes, picks) => {
          const task = taskOf(directory, name, text);
          const read = await inParts(task, partBytes, picks);
          if (read === null) return;
          expect(read.counted).toEqual(await whole(task));
          if (read.parts > 1) divided++;
          if (read.again > 0) readAgain++;
        },
      ),
      { seed: 7, numRuns },
    );
    // Most of what was tried has put it to the test.
    expect(divided).toBeGreaterThan(numRuns / 2);
    if (name === "a.csv") expect(readAgain).toBeGreaterThan(numRuns / 20);
  });
});

describe("a file in parts", () => {
  const rows = '"x\ny",2\n'.repeat(10_000);
  const values = '{"a":1}\n'.repeat(10_000);
  it.each([
    ["a.csv", `a,b\n${rows}1,2,3\n${rows}1\n`, ["line 20002 has 3", "line 40003 has 1"]],
    ["a.csv", `a,b\n${rows}1,"open\n${"1,2\n".repeat(10_000)}`, ["line 20002: the quote"]],
    ["a.csv", `a,b\n${rows}1,\0\n${rows}`, ["1 zero byte read as text"]],
    ["a.jsonl", `${values}{"a"\n${values}{`, ["2 lines", "line 10001 is not JSON"]],
  ])("%s names lines by their number in the whole", async (name, text, said) => {
    const task = taskOf(scratch(), name, text);
    const read = await inParts(task, 5000);
    expect(read?.parts).toBeGreaterThan(20);
    for (const words of said) expect(JSON.stringify(read?.counted)).toContain(words);
    expect(read?.counted).toEqual(await whole(task));
  });

  it("is not where it cannot be", async () => {
    const directory = scratch();
    const csv = "a,b\n1,2\n";
    const none = async (...of: Parameters<typeof taskOf>) =>
      expect(await inParts(taskOf(...of), 2)).toBeNull();
    await none(directory, "a.csv", Buffer.from(`\ufeff${csv}`, "utf16le"));
    await none(directory, "b.csv", csv.replaceAll("\n", "\r"));
    await none(directory, "c.csv", "");
    await none(directory, "d.csv", csv, { sample: "file" });
    await none(directory, "e.csv", "PK\x03\x04 a,b\n1,2\n");
    await none(directory, "a.jsonl", '{"a":1}\n'.repeat(99));
    await none(directory, "a.json", "[1,2,3]");
    await none(directory, "a.bin", csv);
    const packed = taskOf(directory, "a.gz", gzipSync(csv));
    const file = { ...packed.file, extension: ".csv", compression: "gzip" as const };
    expect(await inParts({ ...packed, file }, 2)).toBeNull();
    const gone = taskOf(directory, "f.csv", csv);
    rmSync(gone.file.location);
    expect(await inParts(gone, 2)).toBeNull();
  });

  const changes: [string, (path: string) => void][] = [
    ["grows", (path) => appendFileSync(path, "1,2025-08-15\n".repeat(30))],
    ["becomes shorter", (path) => truncateSync(path, 700)],
    ["becomes empty", (path) => truncateSync(path, 0)],
    ["vanishes", rmSync],
  ];
  it.each(changes)(
    "that %s meanwhile is answered as a whole, and that is said",
    async (_, change) => {
      const task = taskOf(scratch(), "a.csv", `x,ts\n${"1,2025-08-14\n".repeat(100)}`);
      const read = await inParts(task, 100, [3, 1], () => change(String(task.file.location)));
      const { outcome, isSteady } = read?.counted ?? {};
      expect(isSteady).toBe(false);
      if ("problem" in (outcome ?? {})) {
        expect(outcome).toEqual((await whole(task)).outcome);
        return;
      }
      const { samples, eventTime } = (await whole(task)).outcome as FileCount;
      const said = expect.stringContaining("written to while it was read: 1305 bytes before");
      expect(outcome).toMatchObject({ samples, eventTime });
      expect(outcome).toMatchObject({ notes: expect.arrayContaining([said]) });
    },
  );
});

describe("the guess where a row begins", () => {
  const stories = Array.from({ length: 400 }, (_, i) => {
    const story = `"it was a ""dark"" and\nstormy, night ${i};\n\nthe rain fell"`;
    return i % 3 === 0 ? `${story},${i}` : `plain 5" words ${i},${i}`;
  });
  const tables: Record<string, { header: string; rows: string[] }> = {
    "quoted text at the end": {
      header: "ts,n,text",
      rows: stories.map((row, i) => `2025-08-14,${i},${row.slice(0, row.lastIndexOf(","))}`),
    },
    "quoted text at the start": { header: "text,n", rows: stories },
    inches: { header: "n,size,x", rows: stories.map((_, i) => `${i},${i % 9}",x`) },
    "all quoted": { header: '"a","b"', rows: stories.map((_, i) => `"${i}","x ${i}"`) },
  };

  it.each(Object.entries(tables))("is mostly right: %s", (_, { header, rows }) => {
    const text = `${[header, ...rows].join("\n")}\n`;
    const starts: number[] = [];
    let at = header.length + 1;
    for (const row of rows) {
      starts.push(at);
      at += row.length + 1;
    }
    const task = taskOf(scratch(), "a.csv", text);
    const dialect = detectDialect(text, ".csv", { zone: UTC });
    const last = starts.at(-20) as number;
    let [right, tried] = [0, 0];
    withFile(task.file, (descriptor) => {
      for (let from = 1; from <= last; from += isThorough ? 1 : 7) {
        tried++;
        const guess = guessRowStart(descriptor, from, dialect);
        if (guess === starts.find((start) => start >= from)) right++;
      }
    });
    expect(right / tried).toBeGreaterThan(0.95);
  });
});

it.each([
  ["quoted, and no time", `"2025-03${"x".repeat(200)}"`],
  ["quoted, with blanks", `"2025-08-14${" ".repeat(200)}"`],
  ["with blanks", `2025-08-14${" ".repeat(200)}`],
  ["as long as what counts", `"2025-03${"x".repeat(119)}"`],
])("a field too long for a time is the same wherever parts end: %s", async (_, field) => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i === 20 ? field : "2025-08-14"},1`);
  const task = taskOf(scratch(), "a.csv", `ts,x\n${rows.join("\n")}\n`);
  const expected = await whole(task);
  for (let partBytes = 20; partBytes < 400; partBytes += 7) {
    expect((await inParts(task, partBytes))?.counted).toEqual(expected);
  }
});
