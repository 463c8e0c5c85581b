import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UTC } from "../../src/instant.ts";
import { joinHistories, parseHistory } from "../../src/schedule/history.ts";
import { instant, NOW } from "../support/values.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/schedule/${name}`, import.meta.url), "utf8");
const parse = (text: string, path = "h.csv", columns?: Parameters<typeof parseHistory>[2]) =>
  parseHistory(text, path, columns, NOW, UTC);

describe("parseHistory", () => {
  test("reads a table by evident names, and says of each line what is wrong", () => {
    const { runs, problems, currency } = parse(fixture("history.csv"));
    expect(runs.map(({ type, samples, hours }) => [type, samples, hours])).toEqual([
      ["full_retrain", 100_000, 5],
      ["full_retrain", 120_000, 6],
      ["full_retrain", 110_000, 5.5],
      ["incremental", 20_000, null],
      ["incremental", 20_000, 1],
    ]);
    expect(runs[0]).toMatchObject({ at: instant("2025-01-07"), gpus: 4, storageGb: 40, cost: 80 });
    expect(currency).toBe("EUR");
    expect(problems).toEqual([
      {
        path: "h.csv:5",
        problem: '"n/a" in samples is no number from 0; leave it empty where it is unknown',
      },
      { path: "h.csv:6", problem: '"partial" is no type; write full_retrain or incremental' },
      {
        path: "h.csv:9",
        problem: '"2025-13-01" is not a date; write ISO 8601, such as 2025-08-14',
      },
      { path: "h.csv:10", problem: "dated after this plan; not counted" },
      { path: "h.csv:11", problem: "3 fields, where the header has 7; mend the line" },
    ]);
  });

  test("JSON Lines tell the same", () => {
    const table = parse(fixture("history.csv")).runs.slice(0, 3);
    const { runs, problems } = parse(fixture("history.jsonl"), "h.jsonl");
    expect(runs.map(({ at, ...run }) => run)).toEqual(table.map(({ at, ...run }) => run));
    expect(problems).toEqual([
      { path: "h.jsonl:4", problem: "no JSON object; write one on each line" },
    ]);
  });

  test("columns can be mapped, delimiters are tabs and semicolons, too", () => {
    const [run] = parse("wann;art;zeilen\n2025-08-01;full;7\n", "h.csv", {
      date: "wann",
      type: "art",
      samples: "zeilen",
    }).runs;
    expect(run).toMatchObject({ at: instant("2025-08-01"), samples: 7, hours: null, cost: null });
    expect(parse("\uFEFFdate\ttype\tseconds\n2025-08-01\tfull\t1800\n").runs[0]?.hours).toBe(0.5);
  });

  test.each([
    ["a,b\n1,2\n", undefined, /^no column for the date; there are a, b: map one under/],
    ["date,x\n2025-01-01,2\n", undefined, /^no column for the type/],
    [
      "date,type\n2025-01-01,full\n",
      { hours: "h" },
      /^no column "h"; correct requirements.history.columns.hours, there are date, type$/,
    ],
  ])("%j cannot be used", (text, columns, message) => {
    expect(() => parse(text, "h.csv", columns)).toThrow(message);
  });

  test("nothing is no run; a run that two files tell is one", () => {
    expect(parse("")).toMatchObject({ runs: [], problems: [] });
    const one = parse("date,type\n2025-01-01,full\n");
    const both = joinHistories([
      one,
      parse("date,type\n2025-01-01,full\n2025-02-01,full\n", "i.csv"),
    ]);
    expect(both.runs).toHaveLength(2);
    expect(both.files).toEqual(["h.csv", "i.csv"]);
  });
});
