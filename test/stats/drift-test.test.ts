import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DRIFT_LAW } from "../../src/stats/drift-law.ts";
import { driftP } from "../../src/stats/drift-test.ts";

// The law itself is simulated: `npm run bench -- drift` shows on other series that it holds.
const { phis, tails, plain, deseasoned } = DRIFT_LAW;

describe("p", () => {
  test("is a tail of the table at each of its lengths", () => {
    plain.lengths.forEach((n, row) => {
      tails.forEach((tail, column) => {
        const largest = Math.max(...plain.quantiles.map((rows) => rows[row]?.[column] as number));
        expect(driftP(largest, n, 0.8)).toBeCloseTo(tail, 9);
      });
    });
  });

  test("is the larger the more alike neighbours may be", () => {
    const of = (phi: number) => driftP(3.5, 12, phi);
    expect(of(0)).toBeLessThan(of(0.3));
    expect(of(0.3)).toBeLessThan(of(0.6));
    expect(of(0.6)).toBeLessThan(of(0.8));
    // Rounded up to what is in the table.
    expect(of(0.4)).toBe(of(0.6));
  });

  test("falls with |t|, from 1 to no less than a millionth", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 6, max: 2000 }),
        fc.constantFrom(...phis),
        fc.boolean(),
        (t, more, n, phi, season) => {
          const [p, smaller] = [driftP(t, n, phi, season), driftP(-t - more, n, phi, season)];
          expect(p).toBeLessThanOrEqual(1);
          expect(smaller).toBeLessThanOrEqual(p);
          expect(smaller).toBeGreaterThanOrEqual(0.999e-6);
        },
      ),
    );
    expect(driftP(0, 20, 0.6)).toBe(1);
  });

  test("between two lengths lies between theirs", () => {
    const [shorter, between, longer] = [26, 30, 36].map((n) => driftP(4, n, 0.6));
    expect(between).toBeLessThan(shorter as number);
    expect(between).toBeGreaterThan(longer as number);
    expect(driftP(4, 10_000, 0.6)).toBe(driftP(4, 500, 0.6));
  });

  test("knows that a season takes noise with it", () => {
    expect(deseasoned.lengths[0]).toBe(21);
    expect(driftP(4, 21, 0.6, true)).toBeGreaterThan(driftP(4, 21, 0.6));
  });
});
