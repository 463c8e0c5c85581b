import { expect, test } from "vitest";
import { quantile } from "../../src/stats/quantile.ts";
import { studentCdf, studentQuantile } from "../../src/stats/student-t.ts";

// scipy 1.17.1: stats.t.ppf(p, df).
test.each([
  [0.9, 1, 3.0776835371752527],
  [0.9, 2, 1.8856180831641267],
  [0.9, 4, 1.5332062740589438],
  [0.9, 9, 1.3830287383964925],
  [0.975, 30, 2.0422724563012373],
])("studentQuantile(%d, %d) is scipy's", (p, freedom, expected) => {
  expect(studentQuantile(p, freedom)).toBeCloseTo(expected, 9);
  expect(studentCdf(expected, freedom)).toBeCloseTo(p, 12);
});

// numpy 2.4.6: np.quantile, its default method.
test("quantile is numpy's", () => {
  expect(quantile([3, 1, 2, 10, 4], 0.9)).toBeCloseTo(7.6, 12);
  expect(quantile([5], 0.1)).toBe(5);
  expect(quantile([], 0.1)).toBeNaN();
});
