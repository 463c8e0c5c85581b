import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOW, SHIFTED, writeCreditData } from "../../fixtures/drift/credit/make.mjs";
import { run } from "../../src/cli/run.ts";
import { inputDriftSchema } from "../../src/drift/data/input-schema.ts";
import { planSchema } from "../../src/plan/schema.ts";
import { formatDay, parseDay } from "../../src/time/instant.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const isInstalled = await import("@duckdb/node-api").then(
  () => true,
  () => false,
);

async function runIn(cwd: string, ...args: string[]) {
  const { host, record } = fakeHost(cwd);
  const status = await run([...args, "--now", NOW], host);
  return { status, ...record };
}

describe.skipIf(!isInstalled)("a year of credit data of which three columns have shifted", () => {
  const cwd = mkdtempSync(join(tmpdir(), "retrain-plan-"));
  beforeAll(() => writeCreditData(cwd, { seed: 1, isShifted: true, rowsPerDay: 40 }));
  afterAll(() => rmSync(cwd, { recursive: true }));

  test("profile names these three", async () => {
    const { status, stdout } = await runIn(cwd, "profile", "--format", "json");
    expect(status).toBe(0);
    const input = inputDriftSchema.parse(JSON.parse(stdout));
    expect(input).toMatchObject({ verdict: "drifted", reference_by: "training", why: null });
    expect([...(input.comparison?.drifted ?? [])].sort()).toEqual([...SHIFTED].sort());
    expect(input.comparison?.skipped).toContainEqual({ name: "application_id", why: "id" });
    expect(input.histograms.map(({ column }) => column)).toContain("amount");
  });

  test("as a table, and as HTML with a chart for each column", async () => {
    const { stdout } = await runIn(cwd, "profile");
    expect(stdout).toMatch(/^Input drift {2}drifted\n/);
    expect(stdout).toMatch(/^amount +0\.\d+ .* drifted$/m);
    const html = (await runIn(cwd, "profile", "--format", "html")).stdout;
    expect(html).toContain("amount: shares of its values");
    expect(html.match(/<figure>/g)).toHaveLength(12);
  });

  test("drift --explain prints how a column was judged", async () => {
    const { stdout } = await runIn(cwd, "drift", "--explain", "amount");
    expect(stdout).toMatch(/^amount\nVerdict {7}drifted: large, and more than chance makes it\n/);
    expect(stdout).toMatch(/^Test {10}p 0\.000\d+, corrected for all columns/m);
  });

  test("the plan has the findings, and the gate judges them", async () => {
    const args = ["generate", "--min-replay", "500", "--format", "json,md,html", "--quiet"];
    expect((await runIn(cwd, ...args)).status).toBe(0);
    const folder = join(cwd, "artifacts/retraining");
    const name = readdirSync(folder).find((each) => each.endsWith("Z")) ?? "";
    const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
    const plan = planSchema.parse(JSON.parse(read("retrain_plan.json")));
    expect(plan.current_state.drift_assessment.data_distribution_shift).toBe("yes");
    expect(plan.findings.map(({ code }) => code)).toContain("inputs-drifted");
    expect(read("retrain_plan.md")).toMatch(/^\| amount \| drifted \|/m);
    expect(read("retrain_plan.html")).toContain("chart-column-1");
  });

  test("a data set that is not there is named, with those that are", async () => {
    const { status, stderr } = await runIn(cwd, "profile", "data/none");
    expect([status, stderr]).toEqual([2, expect.stringContaining("data/none: no data set")]);
  });
});

describe.skipIf(!isInstalled)("a data set of role prediction", () => {
  const days = Array.from({ length: 84 }, (_, i) => formatDay(parseDay("2025-10-06") + i));
  const lines = (line: (day: number, i: number) => string) =>
    days
      .flatMap((day, d) => Array.from({ length: 20 }, (_, i) => `${day},${line(d, i)}\n`))
      .join("");
  const cwd = mkdtempSync(join(tmpdir(), "retrain-plan-"));
  beforeAll(() => {
    const text = {
      "data/train.csv": `event_time,x\n${lines((_, i) => `${i}`)}`,
      "data/predictions.csv": `event_time,x,score\n${lines((d, i) => `${i},${d < 56 ? i : i + 10}`)}`,
      "training_history.csv": "date,type\n2025-12-01,full_retrain\n",
      "retrain-plan.json": JSON.stringify({
        sources: [{ path: "data/train.csv" }, { path: "data/predictions.csv", role: "prediction" }],
      }),
    };
    mkdirSync(join(cwd, "data"));
    for (const [path, content] of Object.entries(text)) writeFileSync(join(cwd, path), content);
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  test("is compared by the columns that the training set lacks", async () => {
    const { stdout } = await runIn(cwd, "profile", "--format", "json");
    const input = inputDriftSchema.parse(JSON.parse(stdout));
    expect(input.verdict).toBe("stable");
    expect(input.predictions).toMatchObject({
      verdict: "drifted",
      data_sets: ["data/predictions.csv"],
      comparison: { columns: [{ name: "score", role: "prediction", verdict: "drifted" }] },
    });
  });

  test("stands below the data in each document", async () => {
    const table = (await runIn(cwd, "profile")).stdout;
    expect(table).toMatch(
      /^Input drift {2}stable\n[\s\S]*^Predictions {2}drifted\nData {9}data\/pred/m,
    );
    const html = (await runIn(cwd, "profile", "--format", "html")).stdout;
    expect(html).toContain("<p>Predictions drifted: 2025-12-");
    expect(html).toContain("chart-column-2");
    expect((await runIn(cwd, "drift", "--explain", "score")).stdout).toMatch(
      /^score\nVerdict {7}drifted.*\nColumn {8}prediction, category$/m,
    );
  });

  test("has a finding of its own, which is no shift of the data", async () => {
    const { stdout } = await runIn(cwd, "drift", "--format", "json");
    const drift = JSON.parse(stdout);
    expect(drift.data_distribution_shift).toBe("no");
    expect(drift.reasons.map(({ code }: { code: string }) => code)).toContain(
      "predictions-drifted",
    );
  });
});

describe.skipIf(!isInstalled)("files that DuckDB cannot read", () => {
  const days = Array.from({ length: 84 }, (_, i) => formatDay(parseDay("2025-10-06") + i));
  const write = (from: number, to: number) =>
    `event_time,x\n${days
      .slice(from, to)
      .flatMap((day) => Array.from({ length: 20 }, (_, i) => `${day},${i}\n`))
      .join("")}`;
  const files = {
    "data/a.csv": write(0, 40),
    "data/b.csv": write(40, 84),
    "training_history.csv": "date,type\n2025-11-24,full_retrain\n",
  };

  test("are left out and named, and the rest is compared", async () => {
    const cwd = scratch({
      "training_history.csv": files["training_history.csv"],
      "data/a.txt": "",
    });
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const [name, from, to] of [
      ["a", 0, 40],
      ["b", 40, 60],
      ["c", 60, 84],
    ] as const) {
      const rows = `from range(${from * 200}, ${to * 200}) t(i)`;
      await connection.run(
        `copy (select date '2025-10-06' + cast(i // 200 as integer) as event_time, hash(i) % 10000 as x ${rows}) to '${join(cwd, "data", name)}.parquet' (format parquet)`,
      );
    }
    connection.closeSync();
    // The values of x stand last; the counting does not read them.
    const path = join(cwd, "data/b.parquet");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 1000));
    const { stdout } = await runIn(cwd, "profile", "--format", "json");
    expect(inputDriftSchema.parse(JSON.parse(stdout))).toMatchObject({
      verdict: "unknown",
      why: "no column drifted, but 1 file could not be compared",
      left_out: [
        { path: "data/b.parquet", why: expect.stringMatching(/^cannot be read: DuckDB says: /) },
      ],
      comparison: { status: "judged" },
    });
    expect((await runIn(cwd, "profile")).stdout).toMatch(
      /^Left out {5}data\/b.parquet cannot be /m,
    );
  });

  test("rows without a day are counted apart", async () => {
    const text = `${files["data/b.csv"]},3\n,4\n`;
    const cwd = scratch({ ...files, "data/b.csv": text });
    const { stdout } = await runIn(cwd, "profile", "--format", "json");
    expect(inputDriftSchema.parse(JSON.parse(stdout))).toMatchObject({
      verdict: "stable",
      undated_rows: 2,
    });
    expect((await runIn(cwd, "profile")).stdout).toMatch(/^Undated {6}2 rows, not compared$/m);
  });
});

describe("why nothing is compared", () => {
  const rows = (count: number) =>
    `event_time,x\n${Array.from({ length: count }, (_, i) => `2025-12-${String(i + 1).padStart(2, "0")},${i}\n`).join("")}`;
  const profileOf = async (files: Record<string, string>) => {
    const { stdout } = await runIn(scratch(files), "profile", "--format", "json");
    const { verdict, why, remedy } = inputDriftSchema.parse(JSON.parse(stdout));
    return [verdict, why, remedy];
  };

  test("no training of the past is known", async () => {
    expect(await profileOf({ "data/a.csv": rows(20) })).toEqual([
      "unknown",
      expect.stringContaining("the history has no full training before today"),
      "State `drift.data.reference`, or the history of trainings",
    ]);
  });

  test("no row has a day", async () => {
    expect(await profileOf({ "data/a.csv": "x\n1\n2\n" })).toEqual([
      "unknown",
      "the day of no row is known",
      null,
    ]);
  });

  test("it is switched off", async () => {
    const off = JSON.stringify({ drift: { data: { enabled: false } } });
    expect(await profileOf({ "data/a.csv": rows(20), "retrain-plan.json": off })).toEqual([
      "unknown",
      "switched off by `drift.data.enabled`",
      null,
    ]);
  });

  test.skipIf(!isInstalled)("there are too few weeks", async () => {
    const history = "date,type\n2025-12-15,full_retrain\n";
    expect(await profileOf({ "data/a.csv": rows(28), "training_history.csv": history })).toEqual([
      "unknown",
      "2 weeks of reference and 2 weeks since are too few",
      expect.stringMatching(/^Compare again when there are \d+ days since the reference/),
    ]);
  });
});
