import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MatrixProblem, parseMatrix } from "../../src/policy/loss-matrix.ts";
import { parseLossTable } from "../../src/policy/loss-table.ts";

const project = new URL("../../fixtures/policy/project/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, project), "utf8");

describe("loss matrices", () => {
  test("are the same from JSON and from a table", () => {
    const matrix = parseMatrix(read("three-blocks.json"), "m");
    expect(matrix.losses).toEqual([[0.1, 0.3, 0.5], [0.1, 0.4], [0.1]]);
    expect(parseLossTable(read("three-blocks.csv"), "m")).toEqual({ kind: "matrix", matrix });
  });

  test.each([
    ["{", "not JSON"],
    ["[]", 'there is no key "loss"'],
    ['{"loss": []}', "loss: not an array of rows"],
    ['{"blocks": 3, "loss": [[1, 2], [1]]}', "blocks: 3, but loss has 2 rows"],
    ['{"loss": [[1, 2], [1, 2]]}', "loss[1]: 2 losses, not 1"],
    ['{"loss": [[1, 2], 3]}', "loss[1]: no array, not 1"],
    ['{"loss": [[1, null], [1]]}', "loss[0][1]: null is not a number"],
    ['{"loss": [[1, -1e308], [1]]}', "loss[0][1]: -1e+308 is not a loss; at most 1e+100"],
    [`{"loss": [[${"[".repeat(9999)}${"]".repeat(9999)}]]}`, "nested deeper than rows of losses"],
  ])("%.50s is none", (text, message) => {
    expect(() => parseMatrix(text, "m")).toThrow(MatrixProblem);
    expect(() => parseMatrix(text, "m")).toThrow(message);
  });
});

describe("tables of losses", () => {
  test("with one row a block are a log", () => {
    const table = parseLossTable("t,loss,i\r\n1,0.2,0\r\n0,0.1,0\r\n2,0.1,2\r\n", "log");
    expect(table).toEqual({
      kind: "log",
      name: "log",
      log: [
        { trainedAt: 0, block: 0, loss: 0.1 },
        { trainedAt: 0, block: 1, loss: 0.2 },
        { trainedAt: 2, block: 2, loss: 0.1 },
      ],
    });
  });

  test.each([
    ["as R writes it", '"","i","t","loss"\n"1",0,0,0.1\n"2",0,1,0.2\n"3",1,1,0.1\n'],
    ["with a text before", 'name,i,t,loss\n"a, b",0,0,0.1\n"a, b",0,1,0.2\n"c",1,1,0.1\n'],
    ["with semicolons", "i;t;loss\n0;0;0.1\n0;1;0.2\n1;1;0.1\n"],
    ["with tabs", "i\tt\tloss\n0\t0\t0.1\n0\t1\t0.2\n1\t1\t0.1\n"],
  ])("%s are read", (_, text) => {
    expect(parseLossTable(text, "m")).toMatchObject({
      matrix: { losses: [[0.1, 0.2], [0.1]] },
    });
  });

  test.each([
    ["i,t\n0,0", 'line 1: no column "loss"'],
    ["i,t,loss\n", "no losses"],
    ["i,t,loss\n0,0,", 'line 2: "" is not a number'],
    ["i,t,loss\n0,0,1e308", "line 2: 1e308 is not a loss; at most 1e+100"],
    ['"i","t","loss"\n0,0,"1', "not a table: "],
    ["i,t,loss\n0,0,1\n2,1,1", "line 3: i = 2, t = 1; blocks are whole numbers with 0 ≤ i ≤ t"],
    ["i,t,loss\n0,0,1\n\n0,0,2", "line 4: i = 0, t = 0 again, first in line 2"],
    ["i,t,loss\n0,0,1\n0,1,1\n1,1,1\n0,2,1\n2,2,1", "no loss for i = 1, t = 2"],
    // A matrix of that size would have 450 million numbers.
    ["i,t,loss\n0,30000,1\n1,30000,1", "no loss for i = 0, t = 0"],
    ["i,t,loss\n0,0,1\n1,1,1\n0,2,1", "block 2 has an older model than the block before"],
  ])("%j is none", (text, message) => {
    expect(() => parseLossTable(text, "m")).toThrow(message);
  });
});
