import stringWidth from "fast-string-width";
import { describe, expect, test } from "vitest";
import { renderScan } from "../../src/render/inventory.ts";
import type { Screen } from "../../src/render/screen.ts";
import { screenFor } from "../../src/render/screen.ts";
import { formatDay } from "../../src/time/instant.ts";
import { fakeHost } from "../support/host.ts";
import { scanOf } from "./scan.ts";

const plain = (_: string, text: string) => text;
const screen = (columns: number, isUnicode = true): Screen => ({
  columns,
  isTerminal: true,
  isUnicode,
  paint: plain,
});
const DAYS = [
  { day: "2025-08-01", samples: 1000 },
  { day: "2025-08-02", samples: 500 },
  { day: "2025-08-04", samples: 1 },
];
const barsOf = (columns: number, isUnicode = true) =>
  renderScan(scanOf({ days: DAYS }), screen(columns, isUnicode))
    .split("\n")
    .filter((line) => line.startsWith("2025-"));

describe("bars", () => {
  test("are in proportion; an empty day has none, one sample has a mark", () => {
    expect(barsOf(40)).toEqual([
      "2025-08-01  1,000  ████████████████████",
      "2025-08-02    500  ██████████",
      "2025-08-03      0",
      "2025-08-04      1  ▏",
    ]);
  });

  test("are in ASCII where the terminal shows no more", () => {
    expect(barsOf(40, false)).toEqual([
      "2025-08-01  1,000  ####################",
      "2025-08-02    500  ##########",
      "2025-08-03      0",
      "2025-08-04      1  #",
    ]);
  });

  test("leave the numbers alone in a narrow terminal", () => {
    expect(barsOf(20)).toEqual([
      "2025-08-01  1,000",
      "2025-08-02    500",
      "2025-08-03      0",
      "2025-08-04      1",
    ]);
  });

  test.each([24, 30, 40, 80, 100, 250])("fit %i columns, folded lines too", (columns) => {
    const days = Array.from({ length: 400 }, (_, i) => ({
      day: formatDay(20_000 + i * (i % 5)),
      samples: (i * 7919) % 1234,
    })).filter(({ samples }) => samples > 0);
    days.sort((a, b) => (a.day < b.day ? -1 : 1));
    const once = [...new Map(days.map((day) => [day.day, day])).values()];
    const source = {
      ...{ name: "data", path: "data", files: 1, bytes: 2, modified: null, schemas: [] },
      samples: { counted: 3, undated: 0, unlisted: 0, uncounted_files: 0 },
      event_time: {
        earliest: "2025-08-01T00:00:00+00:00",
        latest: "2025-08-04T00:00:00+00:00",
        source: "column created_at, event_time, timestamp",
      },
    };
    const samples = { counted: 9, undated: 9, unlisted: 0, uncounted_files: 0 };
    const text = renderScan(scanOf({ days: once, sources: [source], samples }), screen(columns));
    // A table is as wide as its numbers.
    const least = Math.max(columns, 38);
    for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(least);
    expect(text).toMatch(/^… /m);
  });

  test("say what is not among them", () => {
    const samples = { counted: 2, undated: 1, unlisted: 0, uncounted_files: 0 };
    const text = renderScan(scanOf({ days: DAYS.slice(2), samples }), screen(80));
    expect(text).toContain("\nNot among them: 1 sample of unknown day\n");
  });
});

describe("screenFor", () => {
  test.each([
    [{}, true],
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "en_US.UTF-8", LC_ALL: "C" }, false],
    [{ LC_ALL: "", LC_CTYPE: "C.utf8", LANG: "C" }, true],
    [{ TERM: "dumb" }, false],
  ])("%j shows more than ASCII: %s", (env, isUnicode) => {
    expect(screenFor(fakeHost("/", { env }).host).isUnicode).toBe(isUnicode);
  });

  test("colours only a terminal", () => {
    const painted = (isTTY: boolean, env: Record<string, string>, wanted?: boolean) =>
      screenFor(fakeHost("/", { env, isTTY }).host, wanted).paint("red", "x");
    expect(painted(true, {})).toBe("\u001b[31mx\u001b[39m");
    expect(painted(false, {})).toBe("x");
    expect(painted(true, {}, false)).toBe("x");
    expect(painted(true, { NO_COLOR: "1" })).toBe("x");
    expect(painted(true, { TERM: "dumb" })).toBe("x");
  });
});
