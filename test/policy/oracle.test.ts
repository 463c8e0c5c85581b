import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LossMatrix, parseLossMatrix } from "../../src/policy/loss-matrix.ts";
import { oracle } from "../../src/policy/oracle.ts";
import { replay } from "../../src/policy/replay.ts";

interface Problem {
  cost: number;
  loss: number[][];
  total_cost: number;
  retrained_at: number[];
}

const { rows } = JSON.parse(
  readFileSync(new URL("../../fixtures/policy/retrainopt.json", import.meta.url), "utf8"),
) as { rows: Problem[] };

describe("oracle", () => {
  test.each(rows)("costs what RetrainOpt's exact schedule costs: $loss.length blocks", (row) => {
    const found = oracle(parseLossMatrix("m", row.loss), row.cost);
    expect(found.totalCost).toBeCloseTo(row.total_cost, 9);
    expect(found.retrainedAt).toEqual(row.retrained_at);
  });

  // By hand: 0.1 + 0.3, then a retraining for 0.25 and 0.1.
  test("retrains once where twice costs more", () => {
    const matrix = parseLossMatrix("m", [[0.1, 0.3, 0.5], [0.1, 0.4], [0.1]]);
    expect(oracle(matrix, 0.25).totalCost).toBeCloseTo(0.75, 12);
    expect(oracle(matrix, 0.25).retrainedAt).toEqual([2]);
    expect(oracle(matrix, 0.15).totalCost).toBeCloseTo(0.6, 12);
    expect(oracle(matrix, 0.15).retrainedAt).toEqual([1, 2]);
  });

  test("is what its own retrainings cost, and no schedule is cheaper", () => {
    fc.assert(
      fc.property(matrices, fc.double({ min: 0.01, max: 2, noNaN: true }), (matrix, cost) => {
        const best = oracle(matrix, cost);
        const cheapest = Math.min(
          ...schedules(matrix.blocks).map((at) => costOf(matrix, cost, at)),
        );
        expect(best.totalCost).toBeCloseTo(cheapest, 9);
        expect(costOf(matrix, cost, best.retrainedAt)).toBeCloseTo(cheapest, 9);
      }),
    );
  });
});

const loss = fc.double({ min: 0, max: 1, noNaN: true });
const matrices = fc
  .integer({ min: 1, max: 7 })
  .chain((n) =>
    fc.tuple(
      ...Array.from({ length: n }, (_, i) =>
        fc.array(loss, { minLength: n - i, maxLength: n - i }),
      ),
    ),
  )
  .map((losses) => parseLossMatrix("m", losses));

/** Every choice of blocks to retrain before. */
function schedules(blocks: number): number[][] {
  return Array.from({ length: 2 ** (blocks - 1) }, (_, bits) =>
    Array.from({ length: blocks - 1 }, (_, k) => k + 1).filter(
      (block) => (bits >> (block - 1)) & 1,
    ),
  );
}

function costOf(matrix: LossMatrix, cost: number, at: readonly number[]): number {
  return replay(
    matrix,
    cost,
    () =>
      ({ block }) =>
        at.includes(block),
  ).totalCost;
}
