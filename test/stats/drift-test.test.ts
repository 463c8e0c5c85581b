import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DRIFT_LAW } from "../../src/stats/drift-law.ts";
import { driftStatistic, weighEvidence } from "../../src/stats/drift-statistic.ts";
import { driftP, lawFor } from "../../src/stats/drift-test.ts";
import { autoregressive, randomNormal, randomUniform } from "../bench/noise.mjs";

// The law itself is simulated: `npm run bench -- drift` shows on other series that it holds.
const { phis, lengths, tails, upTo } = DRIFT_LAW;

describe("p", () => {
  test("is a tail of the table at each of its lengths", () => {
    phis.forEach((phi, block) => {
      upTo[block]?.plain.forEach((row, i) => {
        row.forEach((evidence, column) => {
          const p = column === 0 ? 1 : (tails[column] as number);
          expect(driftP(evidence, lengths[i] as number, phi)).toBeCloseTo(p, 9);
        });
      });
    });
  });

  test("falls with the evidence, from 1 to no less than a millionth", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 6, max: 2000 }),
        fc.constantFrom(...phis),
        fc.boolean(),
        (t, more, n, phi, season) => {
          const [p, smaller] = [driftP(t, n, phi, season), driftP(t + more, n, phi, season)];
          expect(p).toBeLessThanOrEqual(1);
          expect(smaller).toBeLessThanOrEqual(p);
          expect(smaller).toBeGreaterThanOrEqual(0.999e-6);
        },
      ),
    );
    expect(driftP(-5, 20, 0.6)).toBe(1);
  });

  test("between two lengths lies between theirs", () => {
    const ps = [26, 30, 36].map((n) => driftP(1, n, 0.6));
    expect(ps[1]).toBeLessThanOrEqual(Math.max(ps[0] as number, ps[2] as number));
    expect(ps[1]).toBeGreaterThanOrEqual(Math.min(ps[0] as number, ps[2] as number));
    expect(driftP(1, 10_000, 0.6)).toBe(driftP(1, 400, 0.6));
  });

  test("knows that a season takes noise with it", () => {
    expect(lengths.at(-(upTo[0]?.deseasoned.length ?? 0))).toBe(21);
    expect(driftP(1, 21, 0.6, true)).toBeGreaterThan(driftP(1, 21, 0.6));
  });

  test("is the larger the more alike neighbours may be", () => {
    const normal = randomNormal(randomUniform(3));
    const times = Array.from({ length: 26 }, (_, i) => i);
    const values = times.map((i) => normal() - (i < 13 ? 0 : 2));
    const of = (phi: number) => driftP(driftStatistic(times, values, phi)?.evidence ?? 0, 26, phi);
    expect(of(0)).toBeLessThan(0.001);
    expect(of(0)).toBeLessThan(of(0.3));
    expect(of(0.3)).toBeLessThan(of(0.6));
    expect(of(0.5)).toBe(of(0.6));
    expect(of(0.8)).toBeGreaterThan(0.01);
  });

  test("holds its level between the autocorrelations and the lengths of the table", () => {
    for (const [n, phi] of [
      [8, 0.1],
      [11, 0.5],
      [15, 0.3],
      [44, 0.5],
    ] as const) {
      const normal = randomNormal(randomUniform(1000 * n + 10 * phi));
      const times = Array.from({ length: n }, (_, i) => i);
      let alarms = 0;
      for (let i = 0; i < 2000; i++) {
        const statistic = driftStatistic(times, autoregressive(n, phi, normal), 0.6);
        if (driftP(statistic?.evidence ?? 0, n, 0.6) <= 0.05) alarms++;
      }
      expect(alarms / 2000).toBeLessThanOrEqual(0.06);
      expect(alarms).toBeGreaterThan(0);
    }
  });
});

test("autocorrelations count by weights of the length, which sum to 1", () => {
  for (const n of [6, 11, 30, 100, 400, 1000]) {
    for (const phi of phis) {
      const { phis: of, weights } = lawFor(phi, n);
      expect(of.at(-1)).toBe(phi);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 2);
    }
  }
  // Rounded up to what is in the table.
  expect(lawFor(0.5, 20)).toEqual(lawFor(0.6, 20));
  expect(lawFor(0, 20)).toEqual({ phis: [0], weights: [1] });
});

test("the evidence is a ratio of mean likelihoods", () => {
  const of = (phi: number, without: number, withChange: number) => ({
    ...{ phi, without: Math.log(without), with: Math.log(withChange) },
  });
  // (6 + 10)/2 over ¼·2 + ¾·4.
  const evidence = weighEvidence([of(0, 2, 6), of(0.2, 4, 10)], [0.25, 0.75]);
  expect(evidence).toBeCloseTo(Math.log(8 / 3.5), 12);
  // A weight of 0 does not count, and far-off logarithms do not overflow.
  const far = [
    { phi: 0, without: -2000, with: -1000 },
    { phi: 0.2, without: -900, with: -5000 },
  ];
  expect(weighEvidence(far, [1, 0])).toBeCloseTo(1000 - Math.log(2), 9);
});
