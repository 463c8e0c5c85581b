import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileProblem } from "../../../src/inventory/reader.ts";
import { shared } from "../../support/shared.ts";
import { runs } from "../../support/thorough.ts";
import { daysOf, scanText } from "./scan-text.ts";

const { path: spectrum, isAbsent: isSpectrumAbsent } = shared("corpora/csv-spectrum");
const { path: arrow, isAbsent: isArrowAbsent } = shared("corpora/arrow-testing/data/csv");

describe.skipIf(isSpectrumAbsent)("csv-spectrum", () => {
  it.each(isSpectrumAbsent ? [] : readdirSync(`${spectrum}/csvs`))("%s", (name) => {
    const expected: unknown = JSON.parse(
      readFileSync(`${spectrum}/json/${name.replace(".csv", ".json")}`, "utf8"),
    );
    // A file of one row has an object there.
    const rows = [expected].flat() as Record<string, string>[];
    for (const chunkBytes of [1 << 20, 1, 7]) {
      const count = scanText("csv", readFileSync(`${spectrum}/csvs/${name}`), {}, chunkBytes);
      expect(count.samples).toBe(rows.length);
      expect(count.columns?.map((column) => column.name)).toEqual(Object.keys(rows[0] ?? {}));
      expect(count.notes).toEqual([]);
    }
  });
});

describe.skipIf(isArrowAbsent)("arrow-testing", () => {
  it("counts aggregate_test_100", () => {
    const count = scanText("csv", readFileSync(`${arrow}/aggregate_test_100.csv`));
    expect(count).toMatchObject({ samples: 100, notes: [] });
    expect(count.columns).toHaveLength(13);
  });

  it.each(isArrowAbsent ? [] : readdirSync(`${arrow}/fuzzing`))("survives %s", (name) => {
    const bytes = readFileSync(`${arrow}/fuzzing/${name}`);
    expect(answer(bytes, 100)).toEqual(answer(bytes, 1 << 20));
  });
});

function answer(bytes: Buffer, chunkBytes: number): unknown {
  try {
    return scanText("csv", bytes, {}, chunkBytes);
  } catch (error) {
    if (error instanceof FileProblem) return error.message;
    throw error;
  }
}

function columns(text: string | Buffer, format: "csv" | "tsv" = "csv"): string[] | undefined {
  return scanText(format, text).columns?.map(({ name }) => name);
}

describe("delimited", () => {
  it("sniffs the delimiter", () => {
    expect(columns("a,b\n1,x;y|z\n")).toEqual(["a", "b"]);
    expect(columns("a;b\n1,5;2,5\n")).toEqual(["a", "b"]);
    expect(columns("a\tb,c\n1\t2\n")).toEqual(["a", "b,c"]);
    expect(columns("a|b\n1|2\n")).toEqual(["a", "b"]);
    expect(columns("a b\n1 2\n")).toEqual(["a b"]);
    expect(columns("sep=|\na|b,c\n1|2\n")).toEqual(["a", "b,c"]);
    expect(scanText("csv", "1,5;2,5\n2,5;3,5\n").columns).toHaveLength(2);
  });

  it("takes the configured delimiter", () => {
    const text = "a,b:c,d\n1,2:3,4\n";
    expect(scanText("csv", text, { delimiter: ":" }).columns).toHaveLength(2);
    expect(scanText("csv", "a b\n1 2\n", { delimiter: " " }).columns).toHaveLength(2);
    expect(() => scanText("csv", text, { delimiter: "::" })).toThrow("one ASCII character");
  });

  it("of several columns of one name the first is the event time, which is said", () => {
    const text = "time,x,time\n2025-08-01,1,2025-07-01\n";
    const { eventTime, notes } = scanText("csv", text);
    expect(eventTime?.latest).toBe(Date.UTC(2025, 7, 1) * 1000);
    expect(notes).toEqual(['2 columns are called "time": the first was read']);
  });

  it("judges whether there is a header", () => {
    expect(scanText("csv", "a,b\n")).toMatchObject({ samples: 0, notes: [] });
    expect(scanText("csv", "a,b\nc,d\n").samples).toBe(1);
    const bare = scanText("csv", "x,1.5\ny,2\n");
    expect(bare.samples).toBe(2);
    expect(bare.columns?.map(({ name }) => name)).toEqual(["1", "2"]);
    expect(bare.notes[0]).toContain("no header");
    expect(scanText("csv", "x,2025-08-14\n").samples).toBe(1);
    expect(scanText("csv", ",0,1,2\n0,5,6,7\n").samples).toBe(1);
    expect(scanText("csv", "2021,2022\n1,2\n", { header: true }).samples).toBe(1);
    expect(scanText("csv", "a,b\n1,2\n", { header: false })).toMatchObject({
      samples: 2,
      notes: [],
    });
  });

  it("takes the time of a column that is known by its number", () => {
    const count = scanText("csv", "x,2025-08-14\ny,2025-08-15\n", { timeColumn: "2" });
    expect(daysOf(count)).toEqual({ "2025-08-14": 1, "2025-08-15": 1 });
  });

  it.each(["\n", "\r\n", "\r"])("ends lines at %j", (newline) => {
    const text = ["a,b", "1,2", "", "  ", '"3', '4",5', "6,7"].join(newline);
    for (const whole of [text, text + newline, text + newline + newline]) {
      for (const chunkBytes of [1, 2, 100]) {
        expect(scanText("csv", whole, {}, chunkBytes)).toMatchObject({ samples: 3, notes: [] });
      }
    }
  });

  it("reads quotes, doubled quotes and bare quotes", () => {
    expect(scanText("csv", 'a,b\n"x\n""y"",z",2\n').samples).toBe(1);
    expect(scanText("csv", 'a,b\n5" disk,2\nx"y,3\n')).toMatchObject({ samples: 2, notes: [] });
    expect(scanText("csv", 'a,b\n"x"y,2\n"","",\n').samples).toBe(2);
    expect(scanText("csv", 'a\n""\n""\n').samples).toBe(2);
  });

  it("names the line of a quote that is never closed", () => {
    const text = 'a,b\n1,2\n"x\ny",3\n4,"open\n5,6\n';
    for (const chunkBytes of [1, 100]) {
      expect(() => scanText("csv", text, {}, chunkBytes)).toThrow(
        "line 5: the quote that opens here is never closed",
      );
    }
    expect(() => scanText("csv", '"a,b\n1,2\n')).toThrow("line 1: the quote");
    expect(scanText("csv", '"a,b\n1,2\n3,4\n')).toMatchObject({
      samples: 2,
      notes: ["line 1: quotes do not enclose fields, and are read as text"],
    });
    const late = `a,b\n${"1,2\n".repeat(40_000)}"${"x\n".repeat(90_000)}`;
    expect(() => scanText("csv", late)).toThrow("line 40002: the quote");
  });

  it("skips comments before the header, and says so", () => {
    const count = scanText("csv", "# made by x\n#\n\na,b\n#1,2\n");
    expect(count).toMatchObject({
      samples: 1,
      notes: ["2 comment lines before the header skipped"],
    });
    expect(columns("# made by x\n# ts,b\n1,2\n")).toEqual(["ts", "b"]);
    expect(scanText("csv", "# ts,b\n1,2\n")).toMatchObject({ samples: 1, notes: [] });
  });

  it("counts ragged rows and names the first", () => {
    const count = scanText("csv", '# x\na,b\n1,2\n1\n"x\ny",2,3,4\n1,2,3\n');
    expect(count.samples).toBe(4);
    expect(count.notes).toEqual([
      "1 comment line before the header skipped",
      "2 rows have more fields than the header: line 5 has 4, not 2",
      "1 row has fewer fields than the header: line 4 has 1, not 2",
    ]);
  });

  it("takes a zero byte for a value, and says so", () => {
    for (const text of ["a,b\n1,\0\n", 'a,b\n1,"\0"\n']) {
      expect(scanText("csv", text)).toMatchObject({
        samples: 1,
        notes: ["1 zero byte read as text"],
      });
    }
  });

  it("refuses binary content", () => {
    expect(() => scanText("csv", `a,b\n1,${"\0".repeat(200)}\n`)).toThrow("200 zero bytes");
    expect(() => scanText("csv", Buffer.from("PAR1\x15\x04"))).toThrow("Parquet");
  });

  it("reads an empty file", () => {
    const empty = { samples: 0, columns: null, eventTime: null };
    for (const text of ["", "\n\n", "\ufeff", "# only a comment\n"]) {
      expect(scanText("csv", text)).toMatchObject(empty);
      expect(scanText("csv", text).notes.at(-1)).toContain("empty");
    }
  });

  it("reads names in UTF-8 and UTF-16, and passes Latin-1", () => {
    const text = "größe,ts\n1,2025-08-14\n";
    expect(columns(text)).toEqual(["größe", "ts"]);
    expect(columns(`\ufeff${text}`)).toEqual(["größe", "ts"]);
    expect(columns(Buffer.from(`\ufeff${text}`, "utf16le"))).toEqual(["größe", "ts"]);
    expect(columns(Buffer.from(text, "utf16le").swap16())).toEqual(["größe", "ts"]);
    const latin = scanText("csv", Buffer.from(`# ä\n${text}`, "latin1"));
    expect(latin).toMatchObject({ samples: 1, eventTime: { column: "ts", untimed: 0 } });
    expect(() => scanText("csv", Buffer.from([0xff, 0xfe, 0, 0]))).toThrow("UTF-32");
  });

  it("reads a header wider than the sample", () => {
    const names = Array.from({ length: 30_000 }, (_, index) => `feature_${index}`);
    const text = `${[...names, "ts"].join()}\n${names.map(() => "1").join()},2025-08-14\n`;
    for (const chunkBytes of [1000, 1 << 20]) {
      const count = scanText("csv", text, {}, chunkBytes);
      expect(count).toMatchObject({ samples: 1, notes: [], eventTime: { column: "ts" } });
      expect(count.columns).toHaveLength(30_001);
    }
  });
});

describe("event time of delimited text", () => {
  it("gives range, days and untimed rows in the zone", () => {
    const text = 'id,ts\n1,2025-08-14T23:30:00Z\n2,"2025-08-14 10:00"\n3,\n4,null\n5,later\n6\n';
    const count = scanText("csv", text, { zone: "Europe/Berlin" });
    expect(count.eventTime).toMatchObject({
      column: "ts",
      earliest: Date.UTC(2025, 7, 14, 8) * 1000,
      latest: Date.UTC(2025, 7, 14, 23, 30) * 1000,
      untimed: 4,
    });
    expect(daysOf(count)).toEqual({ "2025-08-14": 1, "2025-08-15": 1 });
    expect(count.notes).toContain('column "ts": "later" is not a time');
  });

  it("never guesses day or month", () => {
    const count = scanText("csv", "date,x\n03/04/2025,1\n12/04/2025,2\n");
    expect(count.eventTime).toBeNull();
    expect(count.unreadTime).toEqual({ column: "date", value: "03/04/2025" });
    expect(count.notes).toEqual([
      'column "date": "03/04/2025" may be day/month or month/day; state its `time_format`, or another `time_column`, under `sources`',
    ]);
  });

  it("is none where the column holds no times, with a note if it was configured", () => {
    const text = "time,x\n08:23,1\n09:00,2\n";
    expect(scanText("csv", text)).toMatchObject({ eventTime: null, notes: [] });
    expect(scanText("csv", text, { timeColumn: "time" })).toMatchObject({
      eventTime: null,
      notes: [
        'column "time" is not read as event time: "08:23" is not a time; state its `time_format`, or another `time_column`, under `sources`',
      ],
    });
    expect(scanText("csv", text, { timeColumn: "ts" }).notes).toEqual([
      'no column "ts"; correct `time_column`',
    ]);
    expect(scanText("csv", "ts,x\n,1\n", { timeColumn: "ts" }).notes[0]).toContain("it is empty");
  });

  it("takes the first evident column whose values are times", () => {
    const count = scanText("csv", "time,date\n08:23,2025-08-14\n09:00,2025-08-14\n");
    expect(count.eventTime?.column).toBe("date");
  });

  it("counts days of a zone whose clocks change", () => {
    const rows = Array.from({ length: 96 }, (_, hour) =>
      new Date(Date.UTC(2025, 9, 24) + hour * 3_600_000).toISOString(),
    );
    const text = `ts\n${rows.join("\n")}`;
    expect(daysOf(scanText("csv", text, { zone: "Europe/Berlin" }))).toEqual({
      "2025-10-24": 22,
      "2025-10-25": 24,
      "2025-10-26": 25,
      "2025-10-27": 24,
      "2025-10-28": 1,
    });
  });
});

const cell = fc
  .oneof(
    fc.string({ maxLength: 6 }),
    fc.stringMatching(/^[ab",;\n\r #|]{0,6}$/),
    fc.constantFrom("", '"', "1", "x\ny", "a\r\nb", "ü"),
  )
  .map((text) => text.replaceAll("\0", ""));

const table = fc.record({
  times: fc.array(fc.integer({ min: 1_600_000_000, max: 1_601_000_000 }), { maxLength: 60 }),
  cells: fc.array(cell, { minLength: 60, maxLength: 60 }),
  timeFirst: fc.boolean(),
  style: fc.constantFrom("iso", "s", "ms"),
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  quoteAll: fc.boolean(),
  finalNewline: fc.boolean(),
  encoding: fc.constantFrom("utf8", "utf8bom", "utf16le", "utf16be"),
  chunkBytes: fc.integer({ min: 1, max: 300 }),
});

type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

function written(table: Table): { text: string; bytes: Buffer } {
  const { delimiter, newline, quoteAll } = table;
  const quote = (text: string) =>
    quoteAll || /["\r\n,;|\t]|^ *$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const row = (time: string, text: string) =>
    (table.timeFirst ? [time, quote(text)] : [quote(text), time]).join(delimiter);
  const lines = [row("ts", "text")];
  table.times.forEach((seconds, index) => {
    const time = {
      iso: new Date(seconds * 1000).toISOString(),
      s: String(seconds),
      ms: String(seconds * 1000),
    }[table.style];
    lines.push(row(quoteAll ? `"${time}"` : time, table.cells[index] as string));
  });
  const text = lines.join(newline) + (table.finalNewline ? newline : "");
  const marked = table.encoding === "utf8" ? text : `\ufeff${text}`;
  const bytes = Buffer.from(marked, table.encoding.startsWith("utf16") ? "utf16le" : "utf8");
  return { text, bytes: table.encoding === "utf16be" ? bytes.swap16() : bytes };
}

describe("any table", () => {
  it("gives the same count, range and days in every dialect, at any chunk boundary", () => {
    const property = fc.property(table, (table) => {
      const { bytes } = written(table);
      const count = scanText("csv", bytes, {}, table.chunkBytes);
      expect(count.samples).toBe(table.times.length);
      expect(count.notes).toEqual([]);
      if (table.times.length === 0) {
        expect(count.eventTime).toBeNull();
        return;
      }
      const days: Record<string, number> = {};
      for (const seconds of table.times.toSorted((a, b) => a - b)) {
        const day = new Date(seconds * 1000).toISOString().slice(0, 10);
        days[day] = (days[day] ?? 0) + 1;
      }
      expect(daysOf(count)).toEqual(days);
      expect(count.eventTime).toMatchObject({
        column: "ts",
        earliest: Math.min(...table.times) * 1_000_000,
        latest: Math.max(...table.times) * 1_000_000,
        untimed: 0,
      });
    });
    fc.assert(property, { seed: 4, numRuns: 500 });
  });

  it("has as many rows as csv-parse finds", () => {
    const property = fc.property(table, (table) => {
      const { text } = written(table);
      const { delimiter } = table;
      const rows = parse(text, { delimiter, skip_empty_lines: true }) as string[][];
      expect(scanText("csv", text, { delimiter, header: true }).samples).toBe(rows.length - 1);
    });
    fc.assert(property, { seed: 5, numRuns: 300 });
  });

  it("is answered alike at any chunk boundary, even where it is damaged", () => {
    const property = fc.property(
      fc.stringMatching(/^[ab1",;\n\r #\0é-]{0,80}$/),
      fc.integer({ min: 1, max: 20 }),
      (text, chunkBytes) => {
        expect(answer(Buffer.from(text), chunkBytes)).toEqual(answer(Buffer.from(text), 1 << 20));
      },
    );
    fc.assert(property, { seed: 6, numRuns: runs(2000) });
  });
});
