import { expect, test } from "vitest";
import { type AgePoint, type AgingCurve, excessAt } from "../../src/policy/aging.ts";
import { bestPeriod } from "../../src/policy/best-period.ts";
import { periodInterval } from "../../src/policy/interval.ts";
import { PRIOR_WEIGHT, priorSlope } from "../../src/policy/prior.ts";
import { randomNormal, randomUniform } from "../bench/noise.mjs";
import { isThorough } from "../support/thorough.ts";

const HISTORIES = 500;

/** Versions in times that are harder and easier by turns. */
function history({ curve, versions, life: usual, noise }: Case, normal: () => number): AgePoint[] {
  const points: AgePoint[] = [];
  let difficulty = 0;
  for (let version = 0; version < versions; version++) {
    const life = Math.max(3, Math.round(usual * (1 + normal() / 4)));
    for (let age = 0; age < life; age++) {
      difficulty = 0.6 * difficulty + noise * normal();
      const loss = 0.3 + excessAt(curve, age) + difficulty + noise * normal();
      points.push({ version: `${version}`, age, loss });
    }
  }
  return points;
}

interface Case {
  curve: AgingCurve;
  versions: number;
  /** Steps between two retrainings, about. */
  life: number;
  ratio: number;
  noise: number;
}

const line = { life: 8, ratio: 0.5, noise: 0.02 };
const bend = {
  curve: { shape: "saturating", ceiling: 0.1, scale: 8 },
  life: 20,
  ratio: 0.3,
  noise: 0.01,
} as const;
const CASES: [string, Case][] = [
  ["a slow line, 6 versions", { ...line, curve: { shape: "linear", slope: 0.005 }, versions: 6 }],
  ["a line, 10 versions", { ...line, curve: { shape: "linear", slope: 0.01 }, versions: 10 }],
  ["a steep line, 20 versions", { ...line, curve: { shape: "linear", slope: 0.02 }, versions: 20 }],
  ["a bend, 10 versions", { ...bend, versions: 10 }],
  ["a bend, 20 versions", { ...bend, versions: 20 }],
];
/** The last takes longer than the others together. */
const tried = isThorough ? CASES : CASES.slice(0, -1);

test.each(tried)("the 80 % interval of T* holds it in 75 to 85 % of histories: %s", (...row) => {
  const [, one] = row;
  const normal = randomNormal(randomUniform(20));
  const truth = bestPeriod(one.curve, one.ratio).period as number;
  const prior = { slope: priorSlope(one.ratio, one.life), weight: PRIOR_WEIGHT };
  let held = 0;
  for (let k = 0; k < HISTORIES; k++) {
    const found = periodInterval(history(one, normal), prior, one.ratio);
    if (found === null) throw new Error("no interval");
    const isAbove = found.from !== null && truth >= found.from;
    if (isAbove && (found.to === null || truth <= found.to)) held++;
  }
  expect(held / HISTORIES).toBeGreaterThanOrEqual(0.75);
  expect(held / HISTORIES).toBeLessThanOrEqual(0.85);
});
