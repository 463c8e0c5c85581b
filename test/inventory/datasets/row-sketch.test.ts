import { expect, test } from "vitest";
import { buildSketch, estimateOverlap } from "../../../src/inventory/datasets/row-sketch.ts";

/** Hashes spread evenly below 2^53, for the numbers from one to another. */
const hashes = (from: number, to: number) =>
  Float64Array.from({ length: to - from }, (_, i) => ((from + i) * 4503599627371) % 2 ** 53);

test("small sets are compared exactly", () => {
  const [a, b] = [Float64Array.of(1, 2, 3), Float64Array.of(2, 3, 4, 5)].map(buildSketch);
  if (a === undefined || b === undefined) throw new Error("no sketch");
  expect(estimateOverlap(a, b)).toEqual({ ofFirst: 2 / 3, ofSecond: 1 / 2 });
});

test("rows that repeat count once", () => {
  expect(buildSketch(Float64Array.of(7, 7, 7, 8))).toMatchObject({ rows: 4, distinct: 2 });
});

test("large sets are estimated from their least hashes", () => {
  const { ofFirst, ofSecond } = estimateOverlap(
    buildSketch(hashes(0, 20_000)),
    buildSketch(hashes(10_000, 50_000)),
  );
  expect(ofFirst).toBeCloseTo(0.5, 1);
  expect(ofSecond).toBeCloseTo(0.25, 1);
});

test("nothing is shared with no rows", () => {
  const none = buildSketch(new Float64Array(0));
  expect(estimateOverlap(none, buildSketch(hashes(0, 10)))).toEqual({ ofFirst: 0, ofSecond: 0 });
});
