import { expect, test } from "vitest";
import { quantileEdges } from "../../src/engine/quantile-edges.ts";

test("takes nearest ranks, each a value of the data, and merges equal ones", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(quantileEdges(hundred)).toEqual(Array.from({ length: 19 }, (_, i) => 5 * (i + 1)));
  expect(quantileEdges([1, 2, 2, 2])).toEqual([1, 2]);
  expect(quantileEdges([0, -0])).toEqual([0]);
  expect(quantileEdges([])).toEqual([]);
});

test("leaves out what is not finite", () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, "x", 7];
  expect(quantileEdges(values)).toEqual([7]);
});

test("gives the same for rows and for their values with weights", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => (i * i) % 37);
  const counts = new Map<number, number>();
  for (const value of rows) counts.set(value, (counts.get(value) ?? 0) + 1);
  expect(quantileEdges([...counts.keys()], [...counts.values()])).toEqual(quantileEdges(rows));
});
