import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileCount } from "../../../src/inventory/reader.ts";
import { delimited } from "../../../src/inventory/readers/delimited.ts";
import { createZone } from "../../../src/time/instant.ts";
import { runs } from "../../support/thorough.ts";
import { inTemporaryFile } from "./binary-fixtures.ts";
import { daysOf, scanText } from "./scan-text.ts";

const zone = createZone("UTC");
const days = Array.from({ length: 12 }, (_, i) => `2025-08-${String(i + 1).padStart(2, "0")}`);
const table = days.map((day, i) => `${i},${day},0.${i}`).join("\n");

const barred = days.map((day, i) => `| ${i} | ${day} | 0.${i} |`).join("\n");
const line = "+----+------------+-----+\n";

function read(text: string, name = "a.csv", options = {}): Promise<FileCount> {
  return inTemporaryFile(name, Buffer.from(text), (file) =>
    delimited.read(file, { zone, ...options }),
  );
}

describe("headers", () => {
  it.each([
    ["a title line", `Monthly report\n\nid,event_time,x\n${table}`],
    ["a padded title", `Monthly report,,\n,,\nid,event_time,x\n${table}`],
    [
      "three lines, as pandas writes them",
      `Price,Close,High\nTicker,A,A\nevent_time,,\n${days.map((day) => `${day},1,2`).join("\n")}`,
    ],
    ["a line of units", `id,event_time,x\nno,UTC,°C\n${table}`],
    ["names of numbers", `event_time,0,1\n${days.map((day) => `${day},0.1,0.2`).join("\n")}`],
    ["one name less, as R writes it", `event_time,x\n${table}`],
    ["dashes below", `id,event_time,x\n--,----------,-\n${table}`],
    ["a table of Markdown", `| id | event_time | x |\n|---|:--:|---|\n${barred}`],
    ["a table in a box", `${line}| id | event_time | x |\n${line}${barred}\n${line}`],
    [
      "a table in a box, and a count",
      `${line}| id | event_time | x |\n${line}${barred}\n${line}(12 rows)\n`,
    ],
    [
      "a schema above, as CSVY has it",
      `---\nsep: ','\nfields:\n- name: id\n---\nid,event_time,x\n${table}`,
    ],
    [
      "a delimiter at the end of rows",
      `id,event_time,x\n${days.map((day, i) => `${i},${day},0,`).join("\n")}`,
    ],
  ])("%s", async (_, text) => {
    const count = await read(text);
    expect(count.samples).toBe(12);
    expect(Object.keys(daysOf(count))).toEqual(days);
  });

  it.each([
    ["years", "state,2018,2022\nAlabama,-29.5,-30.1\nAlaska,-14.6,-15.2\n", 2],
    ["the level of an index", ",x,y\n,mean,sum\nlabel,,\nham,1,2\nspam,2,3\n", 2],
    ["a series without a name", ",0\n2025-08-01,1.5\n2025-08-02,2.5\n", 2],
    ["four lines, as a data logger has them", `TOA5,CR,std\nRN,TS,x\nRN,TS,V\n,,Avg\n${table}`, 12],
    ["a box of one row", "+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n+---+---+\n", 1],
    ["one year", "state,2021\nAlabama,-29.6\nAlaska,-14.6\n", 2],
    ["none, and dates", "8/1/2025,1:00:00,NaN\n8/2/2025,2:00:00,NaN\n", 2],
    ["none, and one date", "05/06/2019\n", 1],
    ["none, and versions", "2.2.2;1.2.20;1@2@20\n", 1],
  ])("%s", async (_, text, samples) => expect((await read(text)).samples).toBe(samples));

  it("that may be a row is said, and counted as doubtful", async () => {
    const count = await read("unknown,5,3\n1,4,4\n2,1,9\n3,5,6\n");
    expect(count).toMatchObject({ samples: 4, doubtful: 1 });
    expect(count.notes.join()).toContain("`header`");
  });

  it("are as the configuration says", async () => {
    const text = "a,b\nc,d\n1,2\n";
    expect((await read(text, "a.csv", { header: 2 })).samples).toBe(1);
    expect((await read(text, "a.csv", { header: false })).samples).toBe(3);
    expect((await read(`x\ny\n${text}`, "a.csv", { skipRows: 2, header: true })).columns).toEqual([
      { name: "a", type: null },
      { name: "b", type: null },
    ]);
  });
});

describe("lines that are no rows", () => {
  it.each([
    ["a count", "\n\n(12 rows affected)\n", '"(12 rows affected)"'],
    ["a total", "\nTotal,,66\n", '"Total,,66"'],
    ["a source", "\nSource: the bank\n", '"Source: the bank"'],
    ["rows without values", `\n${",,\n".repeat(5)}`, "5 rows hold no value"],
    ["comments", "\n# checked by Ann\n", "1 comment line below the header"],
  ])("%s", async (_, end, note) => {
    const count = await read(`id,event_time,x\n${table}${end}`);
    expect(count.samples).toBe(12);
    expect(count.doubtful).toBeUndefined();
    expect(count.eventTime?.untimed).toBe(0);
    expect(count.notes.join()).toContain(note);
  });

  it("another text at the end is doubtful", async () => {
    const count = await read(`id,event_time,x\n${table}\nthat was all of it\n`);
    expect(count).toMatchObject({ samples: 13, doubtful: 1 });
  });

  it("a row that is cut off is a sample, and said", async () => {
    const count = await read(`id,event_time,x\n${table}\n12,2025-`);
    expect(count.samples).toBe(13);
    expect(count.notes.join()).toContain("fewer fields");
  });
});

describe("quotes", () => {
  const many = (row: (i: number) => string) =>
    Array.from({ length: 20_000 }, (_, i) => row(i)).join("\n");

  it("are text in TSV that does not quote", async () => {
    const text = many((i) => `${i}\t${i % 500 === 0 ? '"half open' : `t${i}`}\t2025-08-01`);
    expect((await read(`id\ttitle\tevent_date\n${text}\n`, "a.tsv")).samples).toBe(20_000);
  });

  it("that swallow rows far down are text", async () => {
    const text = many((i) => `${i};${i === 15_000 ? '"Smith & Co' : `n${i}`};Rome`);
    const count = await read(`id;name;city\n${text}\n`);
    expect(count.samples).toBe(20_000);
    expect(count.notes.join()).toContain("quotes are read as text");
  });

  it("are escaped by a backslash, as Spark writes them", async () => {
    const text = many((i) => `${i},"a \\"b\\",\nc",2025-08-01`);
    const count = await read(`id,note,event_date\n${text}\n`);
    expect([count.samples, count.notes, count.reading]).toEqual([
      20_000,
      [],
      { delimiter: ",", quote: '"', escape: "\\", header: true },
    ]);
  });

  it("may enclose lines of prose without a remark", async () => {
    const text = many((i) => `${i},"one, two\nthree, four, five\n""six""",2025-08-01`);
    const count = await read(`id,note,event_date\n${text}\n`);
    expect([count.samples, count.notes]).toEqual([20_000, []]);
  });

  it("that enclose what looks like rows are doubtful", async () => {
    const text = many((i) => `${i},${i === 500 ? '"x' : i === 510 ? 'x"' : "x"}`);
    const count = await read(`id,name\n${text}\n`);
    expect([count.samples, count.doubtful]).toEqual([20_000, 10]);
  });
});

describe("what is no table", () => {
  it.each([
    ["<!DOCTYPE html>\n<html><body>404</body></html>\n", "an HTML page"],
    ['<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n', "an XML document"],
    ['[{"id": 1, "a": 2}, {"id": 2, "a": 3}]\n', "looks like JSON"],
    ['{"id": 1, "a": 2}\n{"id": 2, "a": 3}\n', "looks like JSON"],
  ])("%j", async (text, problem) => {
    await expect(read(text)).rejects.toThrow(problem);
  });

  it("a line of a million fields", async () => {
    await expect(read(",".repeat(1_000_000))).rejects.toThrow("more than 100,000 fields");
  });
});

describe("any table in any dialect, with any mishap", () => {
  const cell = fc.constantFrom("a", "b c", "", 'say "x"', "l1\nl2", "x;y", "1,5", "é", "#1", "-");
  const property = fc.property(
    fc.record({
      rows: fc.array(fc.tuple(fc.integer({ min: 0, max: 9999 }), cell), {
        minLength: 3,
        maxLength: 40,
      }),
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      lineEnd: fc.constantFrom("\n", "\r\n"),
      quoting: fc.constantFrom("doubled", "backslash", "none"),
      title: fc.constantFrom("", "Report", "# made by x"),
      header: fc.constantFrom(1, 2),
      footer: fc.constantFrom("", "(7 rows affected)", "Total rows: 7", "# end"),
      empties: fc.nat(2),
    }),
    ({ rows, delimiter, lineEnd, quoting, title, header, footer, empties }) => {
      const write = (text: string) => {
        if (quoting === "none") return text.replace(/[\n,;\t|]/g, " ");
        const isPlain = !/["\n\r,;\t|#\\]/.test(text);
        return isPlain ? text : `"${text.replaceAll('"', quoting === "doubled" ? '""' : '\\"')}"`;
      };
      const lines = [
        ...(title === "" ? [] : [title]),
        ["n", "event_time", "text"].join(delimiter),
        ...(header === 2 ? [["count", "UTC", "words"].join(delimiter)] : []),
        ...rows.map(([n, text], i) => [n, days[i % 12], write(text)].join(delimiter)),
        ...new Array(empties).fill(delimiter.repeat(2)),
        ...(footer === "" ? [] : [footer]),
      ];
      const options = {
        delimiter,
        ...(quoting === "none" && { quote: "none" }),
        ...(quoting === "backslash" && { escape: "\\" }),
      };
      for (const stated of [options, {}]) {
        const count = scanText("csv", lines.join(lineEnd) + lineEnd, stated);
        const isSaid = count.notes.length > 0;
        expect([count.samples === rows.length || isSaid, stated]).toEqual([true, stated]);
        if (stated === options && !isSaid) expect(daysOf(count)).toMatchObject({});
      }
    },
  );

  it("gives the count, or says why it may be another", () => {
    fc.assert(property, { seed: 18, numRuns: runs(1500) });
  });
});

describe("quoting", () => {
  it.each([
    [
      "that are single ones, as DuckDB can write",
      "'id','event_time','x'\n",
      (d: string) => `'1','${d}','a,''b'`,
    ],
    ["that are single ones of some fields", "id,event_time,x\n", (d: string) => `1,${d},'a,b'`],
    [
      "of none, but a backslash before a delimiter",
      "id,event_time,x\n",
      (d: string) => `1,${d},a\\,b`,
    ],
    [
      "that are escaped at the end of the text",
      "id,event_time,x\n",
      (d: string) => `1,${d},"a \\"b\\""`,
    ],
  ])("%s", async (_, header, row) => {
    const count = await read(`${header}${days.map(row).join("\n")}\n`);
    expect(count).toMatchObject({ samples: 12 });
    expect(Object.keys(daysOf(count))).toEqual(days);
  });
});

describe("the last line", () => {
  it.each([
    ["a total of two rows", "region;x\nnorth;1\nsouth;2\nTotal;3\n", 2],
    ["a category", "region;x\ntotal;1\nsouth;2\ntotal;3\n", 3],
    ["DOS's end of a text", "region;x\nnorth;1\nsouth;2\n\x1a", 2],
    [
      "of SSMS",
      "a,b\n1,2\n3,4\n\n(2 rows affected)\n\nCompletion time: 2025-11-01T12:13:14.1+01:00\n",
      2,
    ],
  ])("%s", async (_, text, samples) => expect((await read(text)).samples).toBe(samples));
});

describe("a comment", () => {
  it("that is the only one may come late", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => (i === 300 ? "# a note" : `${i},b`));
    const { samples, notes } = await read(`id,x\n${rows.join("\n")}\n`);
    expect([samples, notes]).toEqual([399, ["1 comment line below the header skipped"]]);
  });
});

describe("other text than a table", () => {
  it.each([
    ["markup", "<!-- saved -->\n<html><p>a,b</p></html>\n", "markup, no table"],
    ["a table of HTML", "<table><tr><td>1</td></tr></table>\n", "markup, no table"],
    ["a drawing", '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n', "markup, no table"],
    ["PDF", "%PDF-1.7\n1 0 obj\n", "a PDF document"],
    ["a pointer of DVC", "outs:\n- md5: a304\n  path: a.csv\n", "dvc pull"],
    ["a pointer of git-annex", "../.git/annex/objects/Kj/0x/a.csv\n", "git annex get"],
    ["records of psql", "-[ RECORD 1 ]---\nid | 1\nx  | 2\n", "--csv"],
  ])("is refused: %s", (_, text, why) => expect(read(text)).rejects.toThrow(why));

  it("is none where names stand in angle brackets", async () => {
    const text = "<DATE>,<OPEN>,<CLOSE>\n2025-08-01,1,2\n2025-08-02,3,4\n";
    expect(await read(text)).toMatchObject({ samples: 2 });
  });
});
