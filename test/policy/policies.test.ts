import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtest } from "../../src/policy/backtest.ts";
import { backtestLog } from "../../src/policy/log-backtest.ts";
import { type LossMatrix, parseLossMatrix } from "../../src/policy/loss-matrix.ts";
import {
  BENCHMARKED_POLICIES,
  findPolicy,
  POLICY_WORDS,
  USUAL_POLICIES,
} from "../../src/policy/policies.ts";
import { type Policy, replay } from "../../src/policy/replay.ts";
import { randomFrom } from "../../src/stats/random.ts";
import { PEER_POLICIES } from "../bench/peer-policies.ts";

const ONLINE = POLICY_WORDS.filter((name) => name !== "every:N" && name !== "oracle");
const findAny = (name: string) => (findPolicy(name) ?? PEER_POLICIES[name]) as Policy;

/** Models that lose `aging` more a block, in noise. */
function agingMatrix(blocks: number, aging: number, noise: number, seed = 1): LossMatrix {
  const random = randomFrom(seed);
  const level = Array.from({ length: blocks }, () => 0.2 + noise * (random() - 0.5));
  return parseLossMatrix(
    "aging",
    level.map((_, i) => level.slice(i).map((value, age) => value + aging * age)),
  );
}

describe("policies", () => {
  test.each([...ONLINE, ...BENCHMARKED_POLICIES])("%s decides by the past alone", (name) => {
    const policy = findAny(name);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 29 }), fc.integer(), (until, seed) => {
        const one = agingMatrix(30, 0.02, 0.2, seed);
        const other = agingMatrix(30, 0.05, 0.4, seed + 1);
        // The same up to block `until`, another world after it.
        const mixed = parseLossMatrix(
          "mixed",
          one.losses.map((row, i) =>
            row.map((loss, age) => (i + age < until ? loss : (other.losses[i]?.[age] as number))),
          ),
        );
        const early = (matrix: LossMatrix) =>
          replay(matrix, 0.1, policy).retrainedAt.filter((block) => block <= until);
        expect(early(mixed)).toEqual(early(one));
      }),
      { numRuns: 20 },
    );
  });

  test.each(["auto", "aging", "cumulative-excess", "cara-threshold", "cara-cumulative"])(
    "%s does the same whatever the unit and the zero of the loss",
    (name) => {
      const policy = findAny(name);
      // Powers of two, which round nothing.
      fc.assert(
        fc.property(fc.integer({ min: -12, max: 12 }), fc.integer(), (power, seed) => {
          const unit = 2 ** power;
          const matrix = agingMatrix(60, 0.02, 0.2, seed);
          const other = parseLossMatrix(
            "other",
            matrix.losses.map((row) => row.map((loss) => unit * (loss - 4))),
          );
          expect(replay(other, 0.1 * unit, policy).retrainedAt).toEqual(
            replay(matrix, 0.1, policy).retrainedAt,
          );
        }),
        { numRuns: 20 },
      );
    },
  );

  test("every:N and never do what they say", () => {
    const matrix = agingMatrix(10, 0.01, 0);
    const [three, none] = backtest(matrix, [0.1], ["every:3", "never"]);
    // By hand: ages 0, 1, 2 three times and 0 once, 3 retrainings.
    expect(three?.total_cost).toBeCloseTo(10 * 0.2 + 0.09 + 0.3, 12);
    expect(none?.total_cost).toBeCloseTo(10 * 0.2 + 0.45, 12);
  });

  test.each(["aging", "auto", "cumulative-excess", "cara-cumulative"])(
    "%s comes near the oracle where models age steadily",
    (name) => {
      const [row] = backtest(agingMatrix(200, 0.01, 0.02), [0.5], [name]);
      expect(row?.excess_over_oracle).toBeLessThan(0.1);
    },
  );

  test.each([
    ["page-hinkley", 3],
    ["cara-threshold", 3],
    ["auto", 6],
    ["adwin", 15],
  ])("%s retrains within so many blocks after the world has changed: %d", (name, delay) => {
    const changed = 40;
    const matrix = parseLossMatrix(
      "step",
      Array.from({ length: 80 }, (_, i) =>
        Array.from({ length: 80 - i }, (_, age) =>
          i < changed && i + age >= changed ? 0.8 : 0.1 + 0.01 * ((i + age) % 2),
        ),
      ),
    );
    const policy = findAny(name);
    const { retrainedAt } = replay(matrix, 0.5, policy);
    expect(retrainedAt.some((block) => block > changed && block <= changed + delay)).toBe(true);
  });

  test("names that are none have no policy", () => {
    for (const name of ["every:0", "every:x", "toString", "oracle"]) {
      expect(findPolicy(name)).toBeUndefined();
    }
    expect(() => backtest(agingMatrix(3, 0, 0), [1], ["toString"])).toThrow(RangeError);
    expect(USUAL_POLICIES).toContain("auto");
    expect(Object.keys(PEER_POLICIES)).toEqual(BENCHMARKED_POLICIES);
  });
});

describe("a log", () => {
  const log = Array.from({ length: 48 }, (_, block) => {
    const trainedAt = 8 * Math.floor(block / 8);
    const loss = 0.2 + 0.01 * (block - trainedAt) + 0.005 * ((block * 7) % 5);
    return { trainedAt, block, loss };
  });

  test("is simulated, the same for the same seed, with the best period the cheapest", () => {
    const rows = backtestLog("log", log, [0.3], ["every:1", "every:8", "every:40", "oracle"]);
    expect(backtestLog("log", log, [0.3], ["every:1", "every:8", "every:40", "oracle"])).toEqual(
      rows,
    );
    const [weekly, best, rare, oracle] = rows.map(({ total_cost: total }) => total);
    // √(2 · 0.3/0.01) = 7.7
    expect(best).toBeLessThan(weekly as number);
    expect(best).toBeLessThan(rare as number);
    expect(best).toBeGreaterThanOrEqual(oracle as number);
    expect(rows[0]?.simulated?.total_cost_10).toBeLessThan(
      rows[0]?.simulated?.total_cost_90 as number,
    );
  });

  test("of one model is refused: nothing tells aging from harder times", () => {
    const one = log.map((row) => ({ ...row, trainedAt: 0 }));
    expect(() => backtestLog("log", one, [0.3], ["never"])).toThrow("fewer than two models");
  });
});

// Log-likelihoods may be below 0: "every:1" cost more than the oracle and was called 23 % cheaper.
test("of an oracle that costs nothing or less nothing is a fraction", () => {
  for (const losses of [
    [[-1, -2], [-3]],
    [[0, 0], [0]],
  ]) {
    const rows = backtest(parseLossMatrix("m", losses), [0.1], ["oracle", "never"]);
    expect(rows.map((row) => row.excess_over_oracle)).toEqual([null, null]);
  }
  const log = [0, 0, 2, 2].map((trainedAt, block) => ({ trainedAt, block, loss: -1 - block / 9 }));
  const [row] = backtestLog("log", log, [0.1], ["never"]);
  expect(row?.total_cost).toBeLessThan(0);
  expect(row?.excess_over_oracle).toBeNull();
});
