import { expect, test } from "vitest";
import { quantileEdges, weightedQuantileEdges } from "../../src/engine/quantile-edges.ts";

test("takes nearest ranks, each a value of the data, and merges equal ones", () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(quantileEdges(hundred.sort())).toEqual(Array.from({ length: 19 }, (_, i) => 5 * (i + 1)));
  expect(quantileEdges(Float64Array.of(1, 2, 2, 2))).toEqual([1, 2]);
  expect(quantileEdges(Float64Array.of(0, -0))).toEqual([0]);
  expect(quantileEdges(new Float64Array())).toEqual([]);
});

test("leaves out what is not finite", () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 7, 8];
  expect(quantileEdges(Float64Array.from(values).sort())).toEqual([7, 8]);
  expect(quantileEdges(Float64Array.of(Number.NEGATIVE_INFINITY, Number.NaN))).toEqual([]);
  const ones = [...values, null, "x"].map(() => 1);
  expect(weightedQuantileEdges([...values, null, "x"], ones)).toEqual([7, 8]);
});

test("gives the same for rows and for their values with weights", () => {
  const rows = Float64Array.from({ length: 1000 }, (_, i) => (i * i) % 37);
  const counts = new Map<number, number>();
  for (const value of rows) counts.set(value, (counts.get(value) ?? 0) + 1);
  const weighted = weightedQuantileEdges([...counts.keys()], [...counts.values()]);
  expect(weighted).toEqual(quantileEdges(rows.sort()));
});
