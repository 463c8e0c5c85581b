import { expect, test } from "vitest";
import { parseShortDuration } from "../../../src/time/short-duration.ts";
import { alignRange, splitRange } from "../../../src/validation/prometheus/query-range.ts";
import { noteOverlaps } from "../../../src/validation/prometheus/step-notes.ts";
import { instant } from "../../support/values.ts";

const DAY = 86_400;

test("the points of a range are the same at any time of a step", () => {
  const morning = alignRange(instant("2025-08-14T00:00:00Z"), DAY, 180 * DAY);
  const evening = alignRange(instant("2025-08-14T23:59:59.999Z"), DAY, 180 * DAY + 5);
  const end = Date.UTC(2025, 7, 14) / 1000;
  expect(morning).toEqual({ start: end - 180 * DAY, end, step: DAY });
  expect(evening).toEqual(morning);
});

test("a range before 1970 begins there", () => {
  expect(alignRange(10e6, 5, 100)).toEqual({ start: 0, end: 10, step: 5 });
});

test("a range is asked for in parts of at most 11,000 points, each point once", () => {
  const parts = splitRange({ start: 0, end: 22_000, step: 1 });
  expect(parts).toEqual([
    { start: 0, end: 10_999, step: 1 },
    { start: 11_000, end: 21_999, step: 1 },
    { start: 22_000, end: 22_000, step: 1 },
  ]);
});

test.each([
  ["30s", 30],
  ["5m", 300],
  ["6h", 21_600],
  ["1d", 86_400],
  ["2w", 1_209_600],
  ["0d", undefined],
  ["1.5h", undefined],
  ["1 d", undefined],
  ["P1D", undefined],
  ["1y", undefined],
])("the duration %s is %s s", (text, seconds) => {
  expect(parseShortDuration(text)).toBe(seconds);
});

test.each([
  ["avg_over_time(auc[7d])", "1d", "7d"],
  ["max(a[1h]) / avg_over_time(b[ 2w ])", "1d", "2w"],
  ["avg_over_time(x[30d:1d])", "1d", "30d"],
  ["avg_over_time(auc[1d])", "1d", null],
  ["auc", "1d", null],
  ['auc{a="[x]"}', "1s", null],
])("whether values of %s overlap at steps of %s", (query, step, window) => {
  const notes = noteOverlaps({ auc: query }, step);
  expect(notes).toEqual(
    window === null
      ? []
      : [
          `auc: each value looks back ${window}, further than the step of ${step}, so that neighbours share evaluations: write \`step: ${window}\`, or a shorter window`,
        ],
  );
});
