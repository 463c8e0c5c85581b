import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";

/** The roles of the data sets of a project, and what decided each. */
async function rolesIn(files: Record<string, string>): Promise<Record<string, string>> {
  const { host, record } = fakeHost(scratch(files));
  expect(await run(["scan", "--format", "json", "--no-cache"], host), record.stderr).toBe(0);
  const { datasets } = JSON.parse(record.stdout) as {
    datasets: { name: string; role: string; role_by: string }[];
  };
  return Object.fromEntries(
    datasets.map(({ name, role, role_by: by }) => [name, `${role}: ${by}`]),
  );
}

/** Rows of an id and a seventh: its last digits depend on who writes it. */
function table(from: number, to: number, seventh = (id: number) => String(id / 7)): string {
  const rows = Array.from({ length: to - from }, (_, i) => `${from + i},${seventh(from + i)}\n`);
  return `id,share\n${rows.join("")}`;
}

/** As pandas' reader has it, which is wrong in the last digit of some. */
const written = (id: number) => (id / 7).toPrecision(16);

const HOLDS = "raw: it holds the rows of data/train.csv, which is training data";

describe("a table that holds the rows of the training data is raw", () => {
  test.each([
    ["as they are", table(0, 70)],
    ["with other ends of lines", table(0, 70).replaceAll("\n", "\r\n")],
    ["with quotes", table(0, 70).replaceAll(/^(\d+),/gm, '"$1",')],
    ["with other last digits of fractions", table(0, 70, written)],
  ])("%s", async (_, train) => {
    const roles = await rolesIn({ "data/train.csv": train, "data/all.csv": table(0, 100) });
    expect(roles["data/all.csv"]).toBe(HOLDS);
  });
});

describe("a table that does not hold them is of unknown role", () => {
  test.each([
    ["other rows", table(200, 300), "unknown: no rule decides it"],
    [
      "fractions that differ before their last digits",
      table(0, 100, (id) => String(id / 7 + 1e-6)),
      "unknown: no rule decides it",
    ],
    [
      "some of them",
      table(50, 150),
      "unknown: no rule decides it; some of its rows are also in data/train.csv",
    ],
  ])("%s", async (_, all, expected) => {
    const roles = await rolesIn({ "data/train.csv": table(0, 70), "data/all.csv": all });
    expect(roles["data/all.csv"]).toBe(expected);
  });
});

test("of checkpoints that each hold the rows of the one before, the newest counts", async () => {
  // One row of nine is written twice, as in data that is sampled.
  const rows = (to: number) =>
    table(0, to, (id) => String(id % 9)).concat(table(0, to / 9).slice(9));
  const roles = await rolesIn({
    "data/checkpoint_300.csv": rows(300),
    "data/checkpoint_600.csv": rows(600),
    "data/checkpoint_900.csv": rows(900),
  });
  expect(roles).toEqual({
    "data/checkpoint_900.csv": "training: the only table",
    "data/checkpoint_*00.csv": "other: its rows are also in data/checkpoint_900.csv",
  });
});

test("the only raw table of one project among several is not the training data of all", async () => {
  const roles = await rolesIn({
    "rates/data/raw_data.csv": table(0, 50),
    "credit/src/data/scoring.csv": "limit,age\n1,2\n3,4\n",
  });
  expect(roles).toEqual({
    "rates/data/raw_data.csv":
      'unknown: raw by its file name "raw_data.csv", beside tables of other projects',
    "credit/src/data/scoring.csv": "unknown: no rule decides it",
  });
});
