import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lagOne } from "../../src/stats/autocorrelation.ts";
import { changeLikelihood } from "../../src/stats/change-likelihood.ts";
import { bestChange, residuals, scanForChanges } from "../../src/stats/change-scan.ts";
import { driftStatistic } from "../../src/stats/drift-statistic.ts";
import { close } from "./close.ts";

// Each line and step fitted by statsmodels 0.15.0's GLS: fixtures/stats/make.py.
const { changes } = JSON.parse(readFileSync("fixtures/stats/changes.json", "utf8"));
// Of dense covariance matrices, by numpy 2.4.6: the same script.
const { likelihoods } = JSON.parse(readFileSync("fixtures/stats/likelihoods.json", "utf8"));

function best(times: number[], values: number[], phi: number) {
  const scan = scanForChanges(times, values, phi);
  return scan === null ? null : bestChange(scan);
}

describe("the change that explains most", () => {
  test("is that of generalised least squares, by statsmodels", () => {
    for (const { times, values, phi, at, size, t } of changes) {
      const found = best(times, values, phi);
      expect(found?.at).toBe(at);
      expect(found?.shape).toBe(at === 0 ? "slope" : "step");
      close([found?.size, found?.t], [size, t]);
    }
  });

  test("is found in large numbers that differ little", () => {
    const values = [1, 1, 1.1, 3, 3, 3.1].map((value) => value + 1e9);
    const found = best([0, 1, 2, 3, 4, 5], values, 0);
    expect(found?.at).toBe(3);
    close([found?.size], [2], 1e-6);
  });

  test("is none where all values are alike, or too few", () => {
    expect(best([0, 1, 2, 3], [0.1 + 0.2, 0.3, 0.3, 0.3], 0)).toBeNull();
    expect(best([0, 1, 2], [1, 2, 3], 0)).toBeNull();
    expect(driftStatistic([0, 1, 2, 3, 4], [7, 7, 7, 7, 7], 0.6)).toBeNull();
  });

  test("is enormous, not infinite, without noise", () => {
    const found = driftStatistic([0, 1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 1, 2, 2, 2, 2], 0.6);
    expect(found).toMatchObject({ shape: "step", at: 4 });
    close([found?.size], [1]);
    expect(found?.t).toBeGreaterThan(1e6);
    expect(found?.noise).toBeLessThan(1e-9);
  });
});

test("the likelihoods are those of the whole covariance", () => {
  for (const { times, values, phi, ...expected } of likelihoods) {
    const scan = scanForChanges(times, values, phi) as NonNullable<
      ReturnType<typeof scanForChanges>
    >;
    const found = changeLikelihood(scan);
    // Values are scanned about their first, so that the two differ by no constant.
    close([found.without, found.with], [expected.without, expected.with]);
  }
});

test("what a step or a line leaves", () => {
  close(residuals([0, 1, 2, 3], [1, 3, 7, 9], { shape: "step", at: 2 }), [-1, 1, -1, 1]);
  close(residuals([0, 1, 3], [1, 2, 4], { shape: "slope", at: 0 }), [0, 0, 0]);
});

test("the autocorrelation of neighbours", () => {
  close([lagOne([1, -1, 1, -1])], [-0.75]);
  expect(lagOne([0, 0])).toBe(0);
});
