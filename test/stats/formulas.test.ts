import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benjaminiHochberg } from "../../src/stats/benjamini-hochberg.ts";
import { median } from "../../src/stats/mean.ts";
import { erfc, normalQuantile, normalSf } from "../../src/stats/normal.ts";
import { newcombe, wilson } from "../../src/stats/proportion.ts";
import { ranks, ties } from "../../src/stats/ranks.ts";
import { close, relativelyClose } from "./close.ts";

// What scipy 1.17.1 and statsmodels 0.15.0 say: fixtures/stats/make.py.
const known = JSON.parse(readFileSync("fixtures/stats/formulas.json", "utf8"));

test("the normal distribution as scipy's, to 1e-12 relative", () => {
  for (const [x, expected] of known.erfc)
    if (expected > 1e-300) relativelyClose(erfc(x), expected, 1e-12);
  for (const [z, expected] of known.normal_sf) relativelyClose(normalSf(z), expected, 1e-12);
  for (const [p, expected] of known.normal_quantile) close([normalQuantile(p)], [expected], 1e-12);
  expect(erfc(Number.NaN)).toBeNaN();
  expect(erfc(40)).toBe(0);
  expect(() => normalQuantile(1)).toThrow("between 0 and 1");
});

test("Wilson and Newcombe as statsmodels'", () => {
  for (const [k, n, low, high] of known.wilson) close(wilson(k / n, n, 0.95), [low, high]);
  for (const [k, n, l, m, low, high] of known.newcombe) {
    const after = { share: k / n, samples: n };
    close(newcombe({ share: l / m, samples: m }, after, 0.95), [low, high]);
  }
  // Newcombe (1998), table II (a), method 10: 56/70 less 48/80.
  const [low, high] = newcombe(
    { share: 48 / 80, samples: 80 },
    { share: 56 / 70, samples: 70 },
    0.95,
  );
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.0524", "0.3339"]);
});

test("Benjamini-Hochberg as scipy's", () => {
  for (const [p, expected] of known.benjamini_hochberg) close(benjaminiHochberg(p), expected);
  expect(benjaminiHochberg([])).toEqual([]);
});

test("ranks, ties and the median", () => {
  expect(ranks([10, 30, 10, 20])).toEqual([1.5, 4, 1.5, 3]);
  expect(ties([1, 2, 2, 3, 3, 3])).toEqual([2, 3]);
  expect(median([3, 1, 2, 10])).toBe(2.5);
  expect(median([])).toBeNaN();
});
