import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backtest } from "../../src/policy/backtest.ts";
import { type LossMatrix, lossAt, parseMatrix } from "../../src/policy/loss-matrix.ts";
import { oracle } from "../../src/policy/oracle.ts";
import { type Policy, replay } from "../../src/policy/replay.ts";
import { mean } from "../../src/stats/mean.ts";
import { shared } from "../support/shared.ts";

const { path: folder, isAbsent } = shared("data/loss-matrices/");
const COSTS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];
const NAMES = ["ETTh1", "elec", "pm25"].flatMap((name) => [`${name}-window52`, `${name}-window8`]);
const FIXED = ["oracle", "every:1", "every:4", "every:13", "never"];

const { rows: figures } = JSON.parse(
  readFileSync(new URL("../../fixtures/policy/matrices.json", import.meta.url), "utf8"),
) as { rows: ({ matrix: string; cost: number } & Record<string, number>)[] };

/** Those of the shared folder; where it is absent, the tests are skipped by this name. */
describe.skipIf(isAbsent)("../shared/data/loss-matrices", () => {
  const read = (name: string) =>
    parseMatrix(readFileSync(join(folder, `${name}.json`), "utf8"), name);

  test.each(NAMES)(
    "%s: oracle and fixed cadences cost what RetrainOpt and fractions say",
    (name) => {
      const rows = backtest(read(name), COSTS, FIXED);
      const expected = figures.filter(({ matrix }) => matrix === name);
      expect(rows).toHaveLength(COSTS.length * FIXED.length);
      for (const row of rows) {
        const figure = expected.find(({ cost }) => cost === row.cost);
        expect(row.total_cost).toBeCloseTo(figure?.[row.policy] as number, 9);
      }
    },
  );

  // The claims of docs/cadence.md on auto: over seven costs, against the best single cadence in hindsight.
  test.each(NAMES)("%s: auto costs at most 1.3 times what the oracle does", (name) => {
    const rows = backtest(read(name), COSTS, ["auto"]);
    const excess = rows.map((row) => row.excess_over_oracle as number);
    expect(Math.max(...excess)).toBeLessThanOrEqual(0.3);
  });

  test.each(NAMES.slice(0, 4))("%s: auto is no worse than the best fixed cadence", (name) => {
    const matrix = read(name);
    const cadences = Array.from({ length: matrix.blocks }, (_, k) => `every:${k + 1}`);
    const rows = backtest(matrix, COSTS, ["auto", ...cadences]);
    const meanOf = (policy: string) =>
      rows
        .filter((row) => row.policy === policy)
        .reduce((sum, row) => sum + (row.excess_over_oracle as number) / COSTS.length, 0);
    expect(meanOf("auto")).toBeLessThanOrEqual(Math.min(...cadences.map(meanOf)));
  });

  // docs/cadence.md says that a cleverer trigger would gain little, even one that knows the loss of a new model.
  test("told what a new model would lose, the trigger misses the best cadence of pm25, 8 as well", () => {
    const matrix = read("pm25-window8");
    const excess = COSTS.map(
      (cost) => replay(matrix, cost, told(matrix)).totalCost / oracle(matrix, cost).totalCost - 1,
    );
    const best = backtest(matrix, COSTS, ["every:96"]).map(
      (row) => row.excess_over_oracle as number,
    );
    expect(mean(best)).toBeCloseTo(0.073, 3);
    expect(mean(excess)).toBeCloseTo(0.212, 3);
  });
});

/** Retrains when a model has lost twice the cost more than those trained just before each block. */
function told(matrix: LossMatrix): Policy {
  return ({ cost }) => {
    let excess = 0;
    return ({ past }) => {
      const { trainedAt, block, loss } = past.at(-1) as (typeof past)[number];
      if (trainedAt === block) excess = 0;
      excess = Math.max(0, excess + loss - lossAt(matrix, block, block));
      return excess >= 2 * cost;
    };
  };
}
