import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { predictSum, robustLine } from "../../src/stats/robust-line.ts";
import { studentCdf, studentQuantile } from "../../src/stats/student-t.ts";
import { normals } from "../support/random.ts";

describe("Student's distribution", () => {
  // By scipy: see fixtures/schedule/make.py.
  const rows: { p: number; df: number; t: number }[] = JSON.parse(
    readFileSync(new URL("../../fixtures/schedule/students-t.json", import.meta.url), "utf8"),
  );
  test.each(rows)("P(T ≤ $t) = $p with $df", ({ p, df, t }) => {
    expect(studentCdf(t, df)).toBeCloseTo(p, 10);
    expect(studentQuantile(p, df) / t).toBeCloseTo(1, 9);
  });
  test("there is no quantile of 0 and 1", () => {
    expect(() => studentQuantile(0, 3)).toThrow(RangeError);
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
  });
});

describe("robustLine", () => {
  test("finds a line, also with an odd point", () => {
    expect(robustLine([1, 2, 3], [3, 5, 7])).toMatchObject({ intercept: 1, slope: 2, scale: 0 });
    const odd = robustLine([1, 2, 3, 4, 5, 6, 7], [3, 5, 7, 90, 11, 13, 15]);
    expect(odd).toMatchObject({ intercept: 1, slope: 2, degreesOfFreedom: 5, range: [1, 7] });
  });
  test("two points are too few", () => {
    expect(robustLine([1, 2], [1, 2])).toBe(null);
  });
  test("neither falls nor begins below 0", () => {
    expect(robustLine([1, 2, 3], [9, 8, 7])).toMatchObject({ slope: 0, intercept: 8 });
    expect(robustLine([2, 2, 2], [9, 8, 7])).toMatchObject({ slope: 0, intercept: 8 });
    expect(robustLine([10, 20, 30], [8, 20, 32])).toMatchObject({ slope: 1, intercept: 0 });
  });
  test("a sum of predictions is the prediction of a sum", () => {
    const line = robustLine([1, 2, 3, 4], [3.1, 4.9, 7.2, 8.8]);
    if (line === null) throw new Error("no line");
    const one = predictSum(line, [2], 0.8);
    const two = predictSum(line, [2, 4], 0.8);
    expect(two.expected).toBeCloseTo(one.expected + predictSum(line, [4], 0.8).expected, 12);
    expect(two.halfWidth).toBeGreaterThan(one.halfWidth);
    expect(two.halfWidth).toBeLessThan(4 * one.halfWidth);
  });

  // Stated at 80 %: of 2,000 histories each.
  test.each([
    [3, 1, "even"],
    [5, 1, "even"],
    [12, 1, "even"],
    [40, 1, "even"],
    [8, 6, "even"],
    [5, 1, "odd"],
    [12, 1, "odd"],
  ] as const)("covers of %i runs and %i new ones, %s errors", (runs, ahead, errors) => {
    const { normal, uniform } = normals(7 * runs + ahead);
    const error = () => 0.5 * normal() * (errors === "odd" && uniform() < 0.1 ? 5 : 1);
    const hours = (x: number) => 2 + 3e-4 * x + error();
    let held = 0;
    for (let history = 0; history < 2000; history++) {
      const xs = Array.from({ length: runs }, () => 10_000 + 10_000 * uniform());
      const line = robustLine(xs, xs.map(hours));
      const at = Array.from({ length: ahead }, () => 10_000 + 14_000 * uniform());
      if (line === null) throw new Error("no line");
      const { expected, halfWidth } = predictSum(line, at, 0.8);
      const real = at.reduce((sum, x) => sum + hours(x), 0);
      if (Math.abs(real - expected) <= halfWidth) held++;
    }
    expect(held / 2000).toBeGreaterThan(0.76);
    expect(held / 2000).toBeLessThan(0.88);
  });
});
