import { describe, expect, test } from "vitest";
import { chooseFileTime } from "../../src/inventory/file-time.ts";
import { createZone, formatInstant, parseDay } from "../../src/time/instant.ts";

const KOLKATA = createZone("Asia/Kolkata");
const count = { samples: 7, columns: null, eventTime: null, notes: [] };

describe("chooseFileTime", () => {
  test("a column is best", () => {
    const day = parseDay("2025-08-01");
    const eventTime = {
      ...{ column: "ts", earliest: 1, latest: 2, untimed: 0 },
      days: new Map([[day, 7]]),
    };
    expect(chooseFileTime("dt=2024-01-01/x.csv", { ...count, eventTime }, KOLKATA)).toEqual({
      ...{ source: "column ts", earliest: 1, latest: 2 },
      days: eventTime.days,
    });
  });

  test.each([
    ["dt=2025-08-01/x.csv", "partition folder", "2025-08-01T00:00:00+05:30", "2025-08-01", 7],
    ["x-20250801.csv", "file name", "2025-08-01T00:00:00+05:30", "2025-08-01", 7],
    [
      "year=2025/month=08/x.csv",
      "partition folder",
      "2025-08-01T00:00:00+05:30",
      "2025-08-01",
      undefined,
    ],
  ])("%s: by %s", (path, source, earliest, day, samples) => {
    const time = chooseFileTime(path, count, KOLKATA);
    expect(time?.source).toBe(source);
    expect(formatInstant(time?.earliest as number, KOLKATA)).toBe(earliest);
    expect(time?.days.get(parseDay(day))).toBe(samples);
  });

  test("a file without samples has no time", () => {
    expect(chooseFileTime("x-20250801.csv", { ...count, samples: 0 }, KOLKATA)).toBe(null);
  });

  test("when a file was written is not when its samples happened", () => {
    expect(chooseFileTime("x.csv", count, KOLKATA)).toBe(null);
  });
});
