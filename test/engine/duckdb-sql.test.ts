import { expect, test } from "vitest";
import { asCategory, asNumber, inSample, quotePath, readCsv } from "../../src/engine/duckdb-sql.ts";
import type { EngineFile } from "../../src/engine/engine.ts";
import { quoteName, quoteNumber, quoteText } from "../../src/engine/quote.ts";

test("quotes names, texts, paths and numbers", () => {
  expect(quoteName('a"; drop table x; --')).toBe('"a""; drop table x; --"');
  expect(quoteText("it's")).toBe("'it''s'");
  expect(quoteText("a\0'b")).toBe("('a' || chr(0) || '''b')");
  expect(quotePath("/data/a[1]*?'.csv")).toBe("'/data/a[[]1][*][?]''.csv'");
  expect(quoteNumber(Number.NEGATIVE_INFINITY)).toBe("cast('-Infinity' as double)");
});

test("reads delimited text in its dialect, and no option of it as SQL", () => {
  const file: EngineFile = {
    path: "/a.csv",
    name: "a.csv",
    format: "csv",
    compression: "gzip",
    samples: 1,
    dated: 1,
    columns: [{ name: "x'", type: null }],
    reading: { delimiter: "'", quote: "none", header: 2, skip_rows: 3, comment: "#" },
  };
  const sql = readCsv([file.path], file);
  expect(sql).toContain("skip = 5, delim = '''', quote = '', escape = '', comment = '#'");
  expect(sql).toContain("compression = 'gzip', columns = {'c0': 'VARCHAR'}");
});

test("takes a text that is no number for NULL, and gives whole numbers no point", () => {
  expect(asNumber({ sql: "c", type: "text" })).toBe("nullif(try_cast(c as double), 'nan'::double)");
  expect(asCategory({ sql: "c", type: "boolean" }, false)).toBe("cast(c as varchar)");
  expect(asCategory({ sql: "c", type: "number" }, true)).toContain("as bigint");
});

test("samples all rows, or blocks of each file", () => {
  const table = { from: "t", file: "f", row: "r", day: "d", fields: new Map() };
  expect(inSample(table, 1, 10)).toBe("true");
  expect(inSample(table, 100, 1000)).toBe("r % 1000 < 10");
  expect(inSample(table, 100, 1e6)).toBe("r % 51200 < 512");
});
