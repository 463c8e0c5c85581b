import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blockInflation } from "../../src/stats/block-inflation.ts";
import { jensenShannon } from "../../src/stats/jensen-shannon.ts";
import { largestDifference } from "../../src/stats/largest-difference.ts";
import { maxT } from "../../src/stats/max-t.ts";
import { psi } from "../../src/stats/psi.ts";
import { randomFrom } from "../../src/stats/random.ts";
import { countSplits, leastP, splitBlocks } from "../../src/stats/splits.ts";
import { close } from "./close.ts";

// What scipy 1.17.1 and numpy 2.4.6 say: fixtures/stats/distances.py.
const known = JSON.parse(readFileSync("fixtures/stats/distances.json", "utf8"));

describe("the distance of histograms", () => {
  test.each([
    ["jensen_shannon", jensenShannon],
    ["psi", psi],
    ["largest_difference", largestDifference],
  ] as const)("%s as scipy's and numpy's", (name, formula) => {
    for (const pair of known.pairs) {
      close(
        [formula(pair.first, pair.second), formula(pair.second, pair.first)],
        [pair[name], pair[name]],
      );
    }
    expect(formula([2, 4, 6], [1, 2, 3])).toBe(0);
    expect(formula([0, 0], [1, 2])).toBeNaN();
  });

  test("is 1 of histograms that share nothing", () => {
    expect(jensenShannon([3, 0], [0, 5])).toBe(1);
    expect(largestDifference([3, 0], [0, 5])).toBe(1);
  });
});

describe("splits", () => {
  test("are all there are, the observed first", () => {
    for (const { histograms, chosen, splits } of known.splits) {
      const found = splitBlocks(histograms.length, chosen, 100, randomFrom(1));
      expect(found.complete).toBe(true);
      expect(Array.from(found.chosen)).toEqual(splits.flat());
    }
  });

  test("are sampled evenly where there are many", () => {
    const { chosen, count, complete } = splitBlocks(20, 5, 4000, randomFrom(7));
    expect([count, complete]).toEqual([4001, false]);
    expect(Array.from(chosen.slice(0, 5))).toEqual([15, 16, 17, 18, 19]);
    const times = new Array(20).fill(0);
    for (let s = 1; s < count; s++) {
      const split = new Set(chosen.slice(s * 5, s * 5 + 5));
      expect(split.size).toBe(5);
      for (const block of split) times[block]++;
    }
    // 1000 expected of each, with a deviation of 27.
    for (const n of times) expect(Math.abs(n - 1000)).toBeLessThan(120);
  });

  test("say how small p can be", () => {
    expect([countSplits(8, 4), countSplits(52, 26), countSplits(3, 4)]).toEqual([
      70, 495918532948104, 0,
    ]);
    expect([leastP(8, 4, 2000), leastP(7, 3, 2000), leastP(52, 26, 2000)]).toEqual([
      2 / 70,
      1 / 35,
      1 / 2001,
    ]);
  });
});

describe("the maximum statistic", () => {
  test("as numpy's", () => {
    for (const { values, alone, corrected } of known.max_t) {
      const found = maxT(
        values.map((row: number[]) => Float64Array.from(row)),
        values.map((row: number[]) => row[0]),
      );
      close(
        found.map((answer) => answer.alone),
        alone,
      );
      close(
        found.map((answer) => answer.corrected),
        corrected,
      );
    }
  });

  test("judges less than what was observed where that is said", () => {
    const values = [Float64Array.of(4, 1, 2, 3)];
    expect(maxT(values, [4])).toEqual([{ alone: 0.25, corrected: 0.25 }]);
    expect(maxT(values, [2.5])).toEqual([{ alone: 0.5, corrected: 0.5 }]);
  });

  test("of what never varies is no evidence", () => {
    expect(maxT([Float64Array.of(0, 0, 0)], [0])).toEqual([{ alone: 1, corrected: 1 }]);
    expect(maxT([], [])).toEqual([]);
  });
});

test("the inflation by memory as the covariance of all days gives it", () => {
  for (const [share, autocorrelation, perBlock, first, last, expected] of known.inflations) {
    close([blockInflation({ share, autocorrelation }, perBlock, first, last)], [expected]);
  }
  expect(blockInflation({ share: 1, autocorrelation: -0.5 }, 7, 4, 4)).toBe(1);
  expect(blockInflation({ share: 0, autocorrelation: 0.9 }, 7, 4, 4)).toBe(1);
});
