import { expect, test } from "vitest";
import { oracle } from "../../src/policy/oracle.ts";
import { every } from "../../src/policy/policies/every.ts";
import { replay, replayLosses } from "../../src/policy/replay.ts";
import { pathMatrix, simulatePath } from "../../src/policy/simulate.ts";
import { randomFrom } from "../../src/stats/random.ts";

test("a path costs what its matrix costs, also in hindsight", () => {
  const model = {
    curve: { shape: "saturating", ceiling: 0.1, scale: 6 } as const,
    relativeError: 0.2,
    levels: Array.from({ length: 50 }, (_, k) => 0.3 + 0.1 * Math.sin(k)),
  };
  const random = randomFrom(7);
  for (let k = 0; k < 20; k++) {
    const path = simulatePath(model, 60, random);
    const { levels, excess } = path;
    const matrix = pathMatrix(path);
    const fresh = levels.reduce((sum, level) => sum + level, 0);
    const lossOf = (i: number, t: number) => (levels[t] as number) + (excess[t - i] as number);
    expect(replayLosses(lossOf, 60, 0.2, every(7))).toEqual(replay(matrix, 0.2, every(7)));
    const alone = oracle({ blocks: 60, losses: Array(60).fill(excess) }, 0.2);
    expect(fresh + alone.totalCost).toBeCloseTo(oracle(matrix, 0.2).totalCost, 9);
  }
});
