import { expect, test } from "vitest";
import { type AgePoint, type AgingCurve, excessAt } from "../../src/policy/aging.ts";
import { bestPeriod } from "../../src/policy/best-period.ts";
import { periodInterval } from "../../src/policy/interval.ts";
import { PRIOR_WEIGHT, priorSlope } from "../../src/policy/prior.ts";
import { randomNormal, randomUniform } from "../bench/noise.mjs";

const HISTORIES = 500;
const RATIO = 0.5;

/** Versions retrained about every eight steps, in times that are harder and easier by turns. */
function history(curve: AgingCurve, versions: number, normal: () => number): AgePoint[] {
  const points: AgePoint[] = [];
  let difficulty = 0;
  for (let version = 0; version < versions; version++) {
    const life = Math.max(3, Math.round(8 + 2 * normal()));
    for (let age = 0; age < life; age++) {
      difficulty = 0.6 * difficulty + 0.02 * normal();
      const loss = 0.3 + excessAt(curve, age) + difficulty + 0.02 * normal();
      points.push({ version: `${version}`, age, loss });
    }
  }
  return points;
}

const CURVES: [string, AgingCurve, number][] = [
  ["a slow line, 6 versions", { shape: "linear", slope: 0.005 }, 6],
  ["a line, 10 versions", { shape: "linear", slope: 0.01 }, 10],
  ["a steep line, 20 versions", { shape: "linear", slope: 0.02 }, 20],
];

test.each(CURVES)("the 80 % interval of T* holds it in 75 to 85 % of histories: %s", (...row) => {
  const [, curve, versions] = row;
  const normal = randomNormal(randomUniform(20));
  const truth = bestPeriod(curve, RATIO).period as number;
  const prior = { slope: priorSlope(RATIO, 8), weight: PRIOR_WEIGHT };
  let held = 0;
  for (let k = 0; k < HISTORIES; k++) {
    const found = periodInterval(history(curve, versions, normal), prior, RATIO);
    if (found === null) throw new Error("no interval");
    const isAbove = found.from !== null && truth >= found.from;
    if (isAbove && (found.to === null || truth <= found.to)) held++;
  }
  expect(held / HISTORIES).toBeGreaterThanOrEqual(0.75);
  expect(held / HISTORIES).toBeLessThanOrEqual(0.85);
});
