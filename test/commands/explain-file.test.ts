import { expect, test } from "vitest";
import { parse } from "yaml";
import { run } from "../../src/cli/run.ts";
import { configSchema } from "../../src/config/schema.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const CONFIG = `sources:
  - { path: data, delimiter: ";", include: ["*.csv"] }
  - { path: data/losses, orient: list }
`;

async function explain(path: string, ...more: string[]) {
  const cwd = scratch({
    "retrain-plan.yaml": CONFIG,
    "data/a.csv": "made by hand\n\nday;y\n14/08/2025;1\n31/08/2025;2\n",
    "data/broken.csv": 'a;b\n1;"2\n',
    "data/losses/a.json": '{"x": [1, 2], "y": [3, 4]}',
    "other/b.json": '{"loss": [1, 2], "acc": [3, 4]}',
  });
  const { host, record } = fakeHost(cwd);
  const status = await run(["scan", "--explain", path, ...more], host);
  return { status, out: record.stdout, err: record.stderr };
}

test("what is stated is told from what is assumed, and can be stated as it is printed", async () => {
  const { out } = await explain("data/a.csv");
  expect(out).toMatch(/^data\/a\.csv: 2 samples, in 46 bytes$/m);
  expect(out).toMatch(/^delimiter +";" +stated$/m);
  expect(out).toMatch(/^skip_rows +2 +assumed$/m);
  expect(out).toMatch(/^time_format +day_first +assumed$/m);
  expect(out).toContain("Event time: 2025-08-14");
  expect(out).toContain("2 columns: day, y");
  const statement = parse(out.slice(out.indexOf("sources:")));
  expect(configSchema.parse(statement).sources).toMatchObject([
    { path: "data/a.csv", delimiter: ";", skip_rows: 2, time_column: "day" },
  ]);
});

test("the innermost source holds, and one that states all needs no advice", async () => {
  const { out } = await explain("data/losses/a.json");
  expect(out).toMatch(/^orient +list +stated$/m);
  expect(out).not.toContain("delimiter");
  expect(out).toContain("2 samples, in");
});

test("doubt and failure are said first", async () => {
  expect((await explain("other/b.json")).out).toMatch(
    /^other\/b\.json: 2 samples, of which 2 may be/,
  );
  const { out, status } = await explain("data/broken.csv");
  expect(out).toBe(
    "data/broken.csv: not counted: line 2: the quote that opens here is never closed\n",
  );
  expect(status).toBe(0);
});

test("only one data file can be explained", async () => {
  for (const path of ["data", "none.csv"]) {
    const { status, err } = await explain(path);
    expect([status, err.split("\n").length]).toEqual([2, 2]);
  }
  expect((await explain("data/a.csv", "--since", "2025-08-01")).status).toBe(2);
  const json = JSON.parse((await explain("data/a.csv", "--format", "json")).out);
  expect(json.file_list).toMatchObject([
    { reading: { format: "csv", skip_rows: 2 }, stated: ["delimiter"] },
  ]);
});
