import { expect, test } from "vitest";
import { relationSql } from "../../src/engine/trino-tables.ts";
import { epochUnit, parseWritten, timeKind, withinDays } from "../../src/engine/trino-time.ts";
import { createZone, parseDay, parseInstant, UTC } from "../../src/time/instant.ts";

test("reads the times that Trino writes", () => {
  expect(parseWritten("1970-01-01 00:00:01.500000000001 UTC", UTC)).toBe(1_500_000);
  expect(parseWritten("1969-12-31", UTC)).toBe(-86_400_000_000);
  const berlin = createZone("Europe/Berlin");
  const local = parseInstant("2025-07-01T10:00:00+02:00", berlin);
  expect(parseWritten("2025-07-01 10:00:00.000", berlin)).toBe(local);
  expect(parseWritten("later", UTC)).toBeNaN();
});

test("tells the unit of an epoch by its format, or by its range", () => {
  expect(epochUnit("epoch_ms", 0, 1)).toBe(1000);
  expect(epochUnit(undefined, 1_700_000_000, 1_800_000_000)).toBe(1);
  expect(epochUnit(undefined, 1.7e18, 1.8e18)).toBe(1e9);
  expect(epochUnit(undefined, 1_700_000_000, 1.8e12)).toBeNull();
  expect(epochUnit("excel", 0, 1)).toBeNull();
});

test("knows which types hold times, and bounds a column by whole days", () => {
  expect(timeKind("timestamp(6) with time zone")).toBe("instant");
  expect(timeKind("array(date)")).toBeNull();
  const week = { first: parseDay("2025-01-02"), last: parseDay("2025-01-08") };
  expect(withinDays("t", "date", week)).toBe("t between date '2025-01-01' and date '2025-01-10'");
  expect(withinDays("t", "text", week)).toBeNull();
  expect(withinDays("t", "date", { first: -1e6, last: 1e6 })).toBeNull();
});

test("quotes each part of a table's name, and gives a query its own lines", () => {
  expect(relationSql({ table: 'lake.churn."odd.""name"' })).toBe('"lake"."churn"."odd.""name"');
  expect(relationSql({ sql: "select 1 -- one" })).toBe("(\nselect 1 -- one\n)");
});
