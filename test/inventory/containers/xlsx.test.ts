import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../../src/config/schema.ts";
import { dateText } from "../../../src/inventory/containers/xlsx/sheet-rows.ts";
import { takeScan } from "../../../src/inventory/scan.ts";
import { createZone } from "../../../src/time/instant.ts";
import { scratch } from "../../support/scratch.ts";
import { rowsOf, workbookOf } from "../../support/workbook.ts";
import { zipOf } from "../../support/zip.ts";

function scanned(book: Buffer, stated: Partial<SourceConfig> = {}) {
  const source = { path: "data", sample: "row" as const, ...stated };
  return takeScan([source], scratch({ "data/x.xlsx": book }), createZone("UTC"), { files: true });
}

const ROWS = rowsOf(["id", "state"], [1, "open"], [2, "a, b"], [3, "so &quot;said&quot;"]);

describe("a workbook", () => {
  test("is counted by the rows of its sheet", async () => {
    const scan = await scanned(workbookOf({ sheets: { Data: ROWS, Empty: "" } }));
    expect(scan.samples.counted).toBe(3);
    expect(scan.problems).toEqual([]);
    expect(scan.notes).toEqual([]);
    expect(scan.file_list?.[0]).toMatchObject({
      format: "xlsx",
      reading: { format: "xlsx", table: "Data", header: true },
    });
  });

  test("has shared texts, dates by their style, errors, booleans, and gaps between cells", async () => {
    const cells = [
      '<row><c t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c></row>',
      '<row><c s="1"><v>45870</v></c><c r="D2" t="b"><v>1</v></c></row>',
      '<row><c s="1"><v>45871.5</v></c><c r="D3" t="e"><v>#N/A</v></c></row>',
      "<row/><row/>",
    ];
    const scan = await scanned(
      workbookOf({
        sheets: { Data: cells.join("") },
        strings:
          "<sst><si><t>occurred_at</t></si><si><r><t>o</t></r><r><t>k</t></r><rPh><t>x</t></rPh></si></sst>",
        styles:
          '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
      }),
    );
    expect(scan.samples.counted).toBe(2);
    expect(scan.event_time).toMatchObject({
      earliest: "2025-08-01T00:00:00+00:00",
      latest: "2025-08-02T12:00:00+00:00",
    });
    expect(scan.sources[0]?.schemas[0]?.columns.map(({ name }) => name)).toContain("ok");
  });

  const two = workbookOf({ sheets: { "2024": ROWS, "2025": ROWS } });

  test("of several tables is the one that `table` names, or not counted", async () => {
    const open = await scanned(two);
    expect(open.samples.counted).toBe(0);
    expect(open.problems[0]?.problem).toMatch(/a workbook of 2 tables \(2024, 2025\)/);
    expect((await scanned(two, { table: "2025" })).samples.counted).toBe(3);
    const missing = await scanned(two, { table: "2026" });
    expect(missing.problems[0]?.problem).toBe('no sheet "2026" in the workbook: "2024", "2025"');
  });

  test("is the sheet to train on, which a remark says, and not hidden or describing ones", async () => {
    const sheets = { train: ROWS, test: ROWS };
    const split = await scanned(workbookOf({ sheets }));
    expect(split.samples.counted).toBe(3);
    expect(split.notes[0]?.note).toMatch(/^of its tables train is read, by its name; not test/);
    const states = { lists: 'state="hidden"' };
    const described = workbookOf({ sheets: { Notes: ROWS, Data: ROWS, lists: ROWS }, states });
    expect((await scanned(described)).samples.counted).toBe(3);
  });

  test("has labels", async () => {
    const scan = await scanned(workbookOf({ sheets: { Data: ROWS } }), { label: "state" });
    expect(scan.datasets[0]?.labels).toMatchObject({ labelled: 3, unlabelled: 0 });
  });
});

describe("a workbook is not counted, and the plan says why", () => {
  const many = '<c r="XFD1"><v>1</v></c>';
  test.each([
    ["it is empty", workbookOf({ sheets: { Data: "" } }), /without rows/],
    ["it is an archive of something else", zipOf([{ name: "a.csv", content: "x" }]), /no workbook/],
    [
      "it is no archive",
      Buffer.from("\xd0\xcf\x11\xe0", "latin1"),
      /not readable as a ZIP archive/,
    ],
    [
      "its XML breaks off",
      workbookOf({ sheets: { Data: `${ROWS}<row><c>` } }),
      /corrupt: xl\/worksheets\/0\.xml/,
    ],
    [
      "it names a text that is not there",
      workbookOf({ sheets: { Data: `${ROWS}<row><c t="s"><v>7</v></c></row>` } }),
      /no shared text 7/,
    ],
    [
      "it names a column beyond Excel's",
      workbookOf({ sheets: { Data: `${ROWS}<row><c r="XFE1"><v>1</v></c></row>` } }),
      /a cell in column 16385/,
    ],
    [
      "its texts would fill the memory",
      workbookOf({
        sheets: { Data: ROWS },
        strings: `<sst>${`<si><t>${"x".repeat(512)}</t></si>`.repeat(130_000)}</sst>`,
      }),
      /shared texts take more than 128 MiB/,
    ],
    [
      "its cells would fill the memory",
      workbookOf({ sheets: { Data: `<row>${many}</row>`.repeat(13_000) } }),
      /more than 200 million cells/,
    ],
    [
      "it declares entities",
      workbookOf({ sheets: { Data: `${ROWS}<row><c><v>&lol;</v></c></row>` } }),
      /corrupt: .*entity/i,
    ],
  ])("where %s", async (_, book, why) => {
    const { samples, problems } = await scanned(book);
    expect(samples.counted).toBe(0);
    expect(problems[0]?.problem).toMatch(why);
  });
});

// After openpyxl 3.1.5: openpyxl.utils.datetime.from_excel.
test.each([
  [1, false, "1900-01-01"],
  [59, false, "1900-02-28"],
  [61, false, "1900-03-01"],
  [45870.5, false, "2025-08-01 12:00:00"],
  [45870.123456, false, "2025-08-01 02:57:46.598"],
  [0.25, false, "06:00:00"],
  [44408, true, "2025-08-01"],
  [-1, false, "-1"],
  [1e300, false, "1e+300"],
])("the serial date %s (from 1904: %s) is %s", (serial, is1904, text) => {
  expect(dateText(serial, is1904)).toBe(text);
});
