import { describe, expect, test } from "vitest";
import { type AgePoint, excessAt, excessUntil, fitAging } from "../../src/policy/aging.ts";
import { bestPeriod } from "../../src/policy/best-period.ts";
import { priorSlope } from "../../src/policy/prior.ts";

const NO_PRIOR = { slope: 0, weight: 0 };

function points(version: string, losses: readonly number[]): AgePoint[] {
  return losses.map((loss, age) => ({ version, age, loss }));
}

describe("fitAging", () => {
  // By hand: Σ(a − ā)² is 2 and 0.5, Σ(a − ā)(e − ē) is 0.2 and 0.05.
  test("pools within versions, whose levels differ", () => {
    const fit = fitAging([...points("a", [0.1, 0.2, 0.3]), ...points("b", [0.9, 1])], NO_PRIOR);
    expect(fit.curve).toEqual({ shape: "linear", slope: expect.closeTo(0.1, 12) });
    expect(fit).toMatchObject({ points: 5, versions: 2 });
  });

  // By hand: (0.25 + 5 · 0.01)/(2.5 + 5) = 0.04.
  test("leans on the prior by its weight", () => {
    const some = [...points("a", [0.1, 0.2, 0.3]), ...points("b", [0.9, 1])];
    const fit = fitAging(some, { slope: 0.01, weight: 5 });
    expect(fit.curve).toEqual({ shape: "linear", slope: expect.closeTo(0.04, 12) });
    expect(fit.slope?.value).toBeCloseTo(0.1, 12);
  });

  test("is the prior where no version was seen twice", () => {
    const fit = fitAging([...points("a", [0.1]), ...points("b", [0.5])], {
      slope: 0.01,
      weight: 5,
    });
    expect(fit).toMatchObject({ curve: { slope: 0.01 }, slope: null, versions: 0 });
  });

  test("finds that aging ends, where it does", () => {
    const losses = Array.from({ length: 30 }, (_, a) => 0.2 * (1 - Math.exp(-a / 3.6)));
    const noisy = (k: number) => losses.map((loss, a) => loss + 0.004 * (((a * 7 + k) % 5) - 2));
    const fit = fitAging([...points("a", noisy(0)), ...points("b", noisy(3))], NO_PRIOR);
    if (fit.curve.shape !== "saturating") throw new Error("a line");
    expect(fit.curve.ceiling).toBeCloseTo(0.2, 2);
    expect(fit.curve.scale).toBeCloseTo(3.6, 0);
  });
});

describe("bestPeriod", () => {
  // The reference's own formulas: T* = √(2r/s), rate √(2rs), and ±10 % between 0.64 and 1.56.
  test("of a line", () => {
    const best = bestPeriod({ shape: "linear", slope: 0.01 }, 0.5);
    expect(best.period).toBeCloseTo(10, 9);
    expect(best.costRate).toBeCloseTo(0.1, 9);
    expect(best.band.from).toBeCloseTo(6.42, 2);
    expect(best.band.to).toBeCloseTo(15.58, 2);
  });

  test("of a curve solves r/(Aτ) = 1 − (1 + x)e^(−x)", () => {
    const curve = { shape: "saturating", ceiling: 0.2, scale: 10 } as const;
    const { period, costRate } = bestPeriod(curve, 0.8);
    const x = (period as number) / 10;
    expect(1 - (1 + x) * Math.exp(-x)).toBeCloseTo(0.4, 9);
    const rate = (age: number) => (0.8 + excessUntil(curve, age)) / age;
    expect(costRate).toBeCloseTo(rate(period as number), 12);
    for (const other of [0.9, 1.1])
      expect(rate(other * (period as number))).toBeGreaterThan(costRate as number);
    // At the optimum the cost rate is the excess loss itself.
    expect(costRate).toBeCloseTo(excessAt(curve, period as number), 9);
  });

  test("is never where a retraining costs as much as all that aging ever does, or nothing ages", () => {
    const never = { period: null, costRate: null, band: { from: null, to: null } };
    expect(bestPeriod({ shape: "saturating", ceiling: 0.2, scale: 10 }, 2)).toEqual(never);
    expect(bestPeriod({ shape: "linear", slope: 0 }, 1)).toEqual(never);
    expect(bestPeriod({ shape: "linear", slope: -0.1 }, 1)).toEqual(never);
  });

  test("is the present cadence where its own prior is all that is known", () => {
    const curve = { shape: "linear", slope: priorSlope(0.7, 13) } as const;
    expect(bestPeriod(curve, 0.7).period).toBeCloseTo(13, 9);
  });
});
