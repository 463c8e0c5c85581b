import { describe, expect, test } from "vitest";
import { formatDay } from "../../src/time/instant.ts";
import { findPathDate } from "../../src/time/path-date.ts";

describe("findPathDate", () => {
  test.each([
    ["dt=2025-08-01/part-0.parquet", "partition folder", "2025-08-01", "2025-08-01"],
    ["date=20250801/hour=07/x.csv", "partition folder", "2025-08-01", "2025-08-01"],
    ["ts=2025-08-01%2007%3A00/x.csv", "partition folder", "2025-08-01", "2025-08-01"],
    ["region=eu/year=2025/month=8/day=1/x.csv", "partition folder", "2025-08-01", "2025-08-01"],
    ["year=2024/month=02/x.csv", "partition folder", "2024-02-01", "2024-02-29"],
    ["year=2025/month=12/x.csv", "partition folder", "2025-12-01", "2025-12-31"],
    ["month=2025-07/x.csv", "partition folder", "2025-07-01", "2025-07-31"],
    ["event_month=2025_02/day=3/x.csv", "partition folder", "2025-02-03", "2025-02-03"],
    ["month=2025-07/dt=2025-07-15/x.csv", "partition folder", "2025-07-15", "2025-07-15"],
    ["year=2025/x.csv", "partition folder", "2025-01-01", "2025-12-31"],
    ["2025/08/01/x.csv", "partition folder", "2025-08-01", "2025-08-01"],
    ["2025/08/x.csv", "partition folder", "2025-08-01", "2025-08-31"],
    ["2025-08-01/x.csv", "partition folder", "2025-08-01", "2025-08-01"],
    ["dt=2025-08-01/events-2024-01-01.csv", "partition folder", "2025-08-01", "2025-08-01"],
    ["events-2025-08-01.csv", "file name", "2025-08-01", "2025-08-01"],
    ["events_20250801.csv.gz", "file name", "2025-08-01", "2025-08-01"],
    ["2025_08_01_events.jsonl", "file name", "2025-08-01", "2025-08-01"],
    ["20250801T070000Z.json", "file name", "2025-08-01", "2025-08-01"],
  ])("%s: by %s, %s to %s", (path, kind, first, last) => {
    const date = findPathDate(path);
    expect(date?.kind).toBe(kind);
    expect([date?.first, date?.last].map((day) => formatDay(day as number))).toEqual([first, last]);
  });

  test.each([
    "x.csv",
    "part-00000-of-00128.parquet",
    "serial-2025080199887.csv",
    "01-08-2025.csv", // day or month first?
    "2025-02-31.csv", // no such day
    "2025-13-01.csv",
    "2025/x.csv", // a lone year may be anything
    "v=2025x/x.csv",
    "year=25/month=08/x.csv",
    "month=08/x.csv",
    "month=2025-13/x.csv",
    "version=2025-07/x.csv",
    "year=2025/month=13/x.csv",
    "%E0%A4%A=1/x.csv",
  ])("%s states no date", (path) => {
    expect(findPathDate(path)).toBe(null);
  });
});
