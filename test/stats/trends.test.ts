import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hamedRao } from "../../src/stats/hamed-rao.ts";
import { mannKendall } from "../../src/stats/mann-kendall.ts";
import { theilSen } from "../../src/stats/theil-sen.ts";
import { close } from "./close.ts";

interface Case {
  times: number[];
  values: number[];
  original: number[];
  hamed_rao: (number | null)[];
  theil_sen: number[];
}

// What pymannkendall 1.4.3 and scipy 1.17.1 say of 200 random series: fixtures/stats/make.py.
const { series } = JSON.parse(readFileSync("fixtures/stats/trends.json", "utf8")) as {
  series: Case[];
};

describe("200 random series", () => {
  test("Mann-Kendall as pymannkendall's original_test", () => {
    for (const { values, original } of series) {
      const { p, tau } = mannKendall(values);
      close([p, tau], original.slice(3));
    }
  });

  test("Hamed-Rao as pymannkendall's hamed_rao_modification_test", () => {
    let compared = 0;
    for (const { values, original, hamed_rao: expected } of series) {
      const index = values.map((_, i) => i);
      const slope = theilSen(index, values, 0.95)?.slope ?? 0;
      const correction = hamedRao(values, slope);
      close([correction], [(expected[1] as number) / (original[1] as number)]);
      // Its variance may be negative, and the rest is then not a number.
      if (correction <= 0) continue;
      compared++;
      const { p, tau } = mannKendall(values, correction);
      close(
        [p, tau],
        [3, 4].map((i) => expected[i] as number),
      );
    }
    expect(compared).toBeGreaterThan(150);
  });

  test("Theil-Sen over real time as scipy's theilslopes", () => {
    for (const { times, values, theil_sen: expected } of series) {
      const line = theilSen(times, values, 0.95);
      close([line?.slope, line?.intercept, ...(line?.interval ?? [])], expected);
    }
  });
});

test("times that are all the same have no slope", () => {
  expect(theilSen([1, 1, 1], [1, 2, 3], 0.95)).toBeNull();
});
