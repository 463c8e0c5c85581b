import { describe, expect, test } from "vitest";
import { parseHistory } from "../../src/schedule/history.ts";
import { UTC } from "../../src/time/instant.ts";
import { instant } from "../support/values.ts";

const NOW = instant("2026-06-01");
const parse = (value: unknown, columns?: Parameters<typeof parseHistory>[2]) =>
  parseHistory(JSON.stringify(value), "retrain_log.json", columns, NOW, UTC);
const RUNS = [
  { timestamp: "2026-03-01 10:00", trained_on: 6000, val_rmse: 570 },
  { timestamp: "2026-03-08 10:00", trained_on: 6100, val_rmse: 560 },
];

describe("a list in JSON is a training history", () => {
  test.each([
    ["a list", RUNS],
    ["a list in an object", { version: 2, runs: RUNS }],
  ])("%s", (_, value) => {
    const { runs, notes, problems } = parse(value);
    expect(runs).toMatchObject([
      { type: "full_retrain", samples: 6000 },
      { type: "full_retrain", samples: 6100 },
    ]);
    expect(notes).toEqual([
      "retrain_log.json: nothing says of which type its runs are; each counts as full_retrain",
    ]);
    expect(problems).toEqual([]);
  });

  test("with its types, where it has them", () => {
    const { runs, notes } = parse([{ date: "2026-03-01", type: "incremental", rows: 5 }]);
    expect(runs).toMatchObject([{ type: "incremental", samples: 5 }]);
    expect(notes).toEqual([]);
  });

  test("and a fault in it is named by its place", () => {
    expect(parse([...RUNS, { timestamp: "soon" }]).problems).toMatchObject([
      { path: "retrain_log.json:3" },
    ]);
  });

  test.each([[{ loss: [0.3, 0.2] }], [[]], [{ a: RUNS, b: RUNS }]])("%j is none", (value) => {
    expect(() => parse(value)).toThrow("no list of trainings");
  });
});
