import { expect, test } from "vitest";
import { parseColumns } from "../../src/sqlite/columns.ts";

test("columns have the defaults that rows older than they are read with", () => {
  const sql = `CREATE TABLE "t" (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'it''s, (so)', b REAL NOT NULL DEFAULT -1.5,
    c BOOLEAN DEFAULT TRUE, d TEXT DEFAULT "eu", e TEXT DEFAULT NULL, f INT DEFAULT (1 + 1), "g h" TEXT)`;
  expect(parseColumns(sql)).toEqual({
    names: ["id", "a", "b", "c", "d", "e", "f", "g h"],
    // In brackets stands what no column has that was added to a table of rows.
    defaults: [null, "it's, (so)", -1.5, 1, "eu", null, null, null],
    rowid: 0,
  });
});

test.each([
  ["CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID", /WITHOUT ROWID is not read/],
  ["CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a + 1))", /column b is computed/],
  ["CREATE TABLE t (a INT, b AS (a + 1) STORED)", /column b is computed/],
])("%s is refused", (sql, why) => {
  expect(() => parseColumns(sql)).toThrow(why);
});
