import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { joinHistories, parseHistory } from "../../src/schedule/history.ts";
import { UTC } from "../../src/time/instant.ts";
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
        problem: '"n/a" in samples is not a number from 0; leave it empty if unknown',
      },
      { path: "h.csv:6", problem: '"partial" is not a type; write full_retrain or incremental' },
      {
        path: "h.csv:9",
        problem: '"2025-13-01" is not a date; write ISO 8601, such as 2025-08-14',
      },
      { path: "h.csv:10", problem: "dated after this plan; not counted" },
      { path: "h.csv:11", problem: "3 fields, where the header has 7; fix the line" },
    ]);
  });

  test("a column without a name, as pandas writes its index, is none of those that are not there", () => {
    const { runs, problems } = parse(",date,type\n7,2025-01-07,full\n8,2025-01-14,incremental\n");
    expect(problems).toEqual([]);
    for (const run of runs) {
      expect(run).toMatchObject({
        samples: null,
        hours: null,
        gpus: null,
        storageGb: null,
        cost: null,
      });
    }
    expect(runs).toHaveLength(2);
  });

  test("JSON Lines tell the same", () => {
    const table = parse(fixture("history.csv")).runs.slice(0, 3);
    const { runs, problems } = parse(fixture("history.jsonl"), "h.jsonl");
    expect(runs.map(({ at, ...run }) => run)).toEqual(table.map(({ at, ...run }) => run));
    expect(problems).toEqual([
      { path: "h.jsonl:4", problem: "no JSON object; write one on each line" },
    ]);
  });

  test("a value that nests very deep is said, and the other rows are read", () => {
    const deep = `${"[".repeat(9999)}${"]".repeat(9999)}`;
    const rows = [`{"date": ${deep}, "type": "full"}`, '{"date": "2025-08-01", "type": "full"}'];
    const { runs, problems } = parse(rows.join("\n"), "h.jsonl");
    expect(runs).toHaveLength(1);
    expect(problems).toEqual([
      { path: "h.jsonl:1", problem: "nested too deep; write plain values" },
    ]);
    expect(() => parse(`[${rows[0]}]`, "h.json")).toThrow(
      /^nested deeper than a list of trainings/,
    );
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

  test("of a run that is told again the history says so, also within one file", () => {
    const { runs, notes } = joinHistories([
      parse("date,type,samples\n2025-01-01,full,9\n2025-01-08,incr,3\n2025-01-08,incr,3\n"),
    ]);
    expect(runs).toHaveLength(2);
    expect(notes).toEqual(["1 run told again counts once"]);
  });

  test("runs that did not end well are none, and are counted", () => {
    const { runs, notes } = parse(
      "date,type,Status\n2025-01-01,full,FINISHED\n2025-01-02,full,FAILED\n2025-01-03,full,failed\n2025-01-04,full,\n2025-01-05,incr,running\n",
    );
    expect(runs.map(({ at }) => at)).toEqual([instant("2025-01-01"), instant("2025-01-04")]);
    expect(notes).toEqual(["h.csv: of its runs, not counted are 2 failed, 1 running"]);
  });

  test("where the newest line comes first, so it does within a day", () => {
    const newestFirst = "date,type\n2025-02-01,incr\n2025-02-01,full\n2025-01-01,incr\n";
    const typesOf = (text: string) => joinHistories([parse(text)]).runs.map(({ type }) => type);
    expect(typesOf(newestFirst)).toEqual(["incremental", "full_retrain", "incremental"]);
  });

  test("costs of two currencies are never one sum", () => {
    const both = parse("date,type,cost_eur,cost_usd\n2025-01-01,full,5,\n2025-01-02,full,,7\n");
    expect(both.runs.map(({ cost }) => cost)).toEqual([5, null]);
    expect(both.notes).toEqual([
      "h.csv: 1 row with cost_usd and no cost_eur; only cost_eur is read",
    ]);
    const dollars = parse("date,type,cost_usd\n2025-01-03,full,7\n", "usd.csv");
    const joined = joinHistories([both, dollars]);
    expect(joined.runs.map(({ cost }) => cost)).toEqual([5, null, null]);
    expect(joined.notes).toContain("usd.csv: costs in USD do not count beside those in EUR");
  });

  test.each([
    ["train_runtime", 1],
    ["wall_seconds", 1],
    ["wall_s", 1],
    ["duration_ms", 0.001],
    ["run_minutes", 60],
    ["gpu_days", 86_400],
    ["span", 3600],
  ])("a mapped column %s is in the unit that its name says", (name, seconds) => {
    const text = `date,type,${name}\n2025-01-01,full,7200\n`;
    const [run] = parse(text, "h.csv", { hours: name }).runs;
    expect(run?.hours).toBeCloseTo((7200 * seconds) / 3600, 9);
  });

  test.each([
    ["disk_mb", 0.5],
    ["disk_bytes", 512 / 1024 ** 3],
    ["artifacts", 512],
  ])("a mapped column %s of storage, too", (name, gb) => {
    const [run] = parse(`date,type,${name}\n2025-01-01,full,512\n`, "h.csv", {
      storage_gb: name,
    }).runs;
    expect(run?.storageGb).toBeCloseTo(gb, 12);
  });
});
