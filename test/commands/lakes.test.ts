import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures/lakes");
/** Where the extensions delta, avro and iceberg are; without them the tests that need them are skipped. */
const PLACE = process.env.RETRAIN_PLAN_DUCKDB_EXTENSIONS ?? "";

async function runIn(cwd: string, env: Record<string, string>, ...args: string[]) {
  const { host, record } = fakeHost(cwd, { env });
  const status = await run([...args, "--now", "2025-08-31T12:00:00Z"], host);
  return { status, ...record };
}

async function scan(cwd: string, env: Record<string, string>) {
  return JSON.parse((await runIn(cwd, env, "scan", "--format", "json")).stdout);
}

const tables = [
  ["delta", "Delta"],
  ["iceberg", "Iceberg"],
] as const;

describe.each(tables)("a folder of %s", (folder, format) => {
  const fixture = join(FIXTURES, folder);
  const none = { RETRAIN_PLAN_DUCKDB_EXTENSIONS: scratch() };

  test("is counted by no engine unless the environment asks for it", async () => {
    const { notes } = await scan(fixture, {});
    expect(notes[0].note).toMatch(/ if RETRAIN_PLAN_DUCKDB_EXTENSIONS names the folder /);
  });

  test("is known from above, where its folder of rows is the source", async () => {
    const cwd = scratch({ "retrain-plan.json": JSON.stringify({ sources: [{ path: "t/data" }] }) });
    cpSync(join(fixture, "data/events"), join(cwd, "t"), { recursive: true });
    if (format === "Delta") {
      // Its rows lie in folders of partitions, of which one may be the source.
      mkdirSync(join(cwd, "t/data"));
      for (const name of readdirSync(join(cwd, "t")).filter((each) => each.endsWith(".parquet"))) {
        renameSync(join(cwd, "t", name), join(cwd, "t/data", name));
      }
    }
    const { datasets } = await scan(cwd, none);
    expect(datasets).toMatchObject([{ samples: 1050, doubtful: 1050, lake: format }]);
  });

  test.runIf(format === "Delta")("is a maximum at the top of a project, too", async () => {
    const cwd = scratch();
    cpSync(join(fixture, "data/events"), cwd, { recursive: true });
    const { datasets } = await scan(cwd, none);
    const sums = datasets.map((set: { samples: number; doubtful: number }) => [
      set.samples,
      set.doubtful,
    ]);
    expect(sums.sort()).toEqual([200, 200, 200, 450].map((rows) => [rows, rows]));
  });

  test.skipIf(PLACE === "")("with a column of DuckDB's own name stays a maximum", async () => {
    const cwd = scratch();
    cpSync(fixture, cwd, { recursive: true });
    const log = join(cwd, "data/events/_delta_log/00000000000000000000.json");
    if (format === "Delta") {
      for (const name of readdirSync(join(cwd, "data/events/_delta_log"))) {
        const path = join(cwd, "data/events/_delta_log", name);
        if (name.endsWith(".json"))
          writeFileSync(path, readFileSync(path, "utf8").replaceAll('shop\\"', 'filename\\"'));
        else if (name !== "_last_checkpoint") rmSync(path);
      }
      rmSync(join(cwd, "data/events/_delta_log/_last_checkpoint"), { force: true });
      expect(readFileSync(log, "utf8")).toContain("filename");
      const { datasets, notes } = await scan(cwd, { RETRAIN_PLAN_DUCKDB_EXTENSIONS: PLACE });
      expect(datasets[0].doubtful).toBe(1050);
      expect(notes[0].note).toContain('a column "filename"');
    }
  });

  test("is one data set, of at most the rows of its files where no engine reads its book", async () => {
    const { datasets, notes } = await scan(fixture, none);
    expect(datasets).toMatchObject([
      {
        name: "data/events",
        samples: 1050,
        doubtful: 1050,
        lake: format,
        columns: expect.any(Array),
      },
    ]);
    expect(notes).toEqual([
      {
        path: "data/events",
        note: expect.stringMatching(/^.* table: only a maximum is known, .* is not installed: /),
      },
    ]);
    const { status, stdout } = await runIn(
      fixture,
      none,
      "check",
      "--min-replay",
      "400",
      "--fail-on",
      "unknown",
    );
    expect([status, stdout]).toEqual([1, expect.stringMatching(/unknown: sufficiency/)]);
  });

  test("is not compared, since deleted rows would be", async () => {
    const cwd = scratch({
      "retrain-plan.json": JSON.stringify({
        drift: { data: { reference: { from: "2025-08-01", to: "2025-08-15" } } },
      }),
    });
    cpSync(fixture, cwd, { recursive: true });
    const { stdout } = await runIn(cwd, none, "profile");
    expect(stdout).toMatch(/^Input drift {2}unknown: data\/events belongs to \w+: its files/);
  });

  test.skipIf(PLACE === "")(
    "has the rows that its own library counts, wherever it lies",
    async () => {
      const env = { RETRAIN_PLAN_DUCKDB_EXTENSIONS: PLACE };
      const cwd = scratch();
      cpSync(fixture, cwd, { recursive: true });
      const { datasets, notes, samples, days } = await scan(cwd, env);
      expect(datasets).toMatchObject([
        { name: "data/events", samples: 450, doubtful: 0, undated: 0 },
      ]);
      expect(datasets[0]).not.toHaveProperty("lake");
      expect(samples.counted).toBe(450);
      expect(days).toHaveLength(30);
      expect(days.every((day: { samples: number }) => day.samples === 15)).toBe(true);
      expect(notes).toEqual([
        {
          path: "data/events",
          note: `${format} table: DuckDB counted 450 rows; its files hold 1,050`,
        },
      ]);
    },
  );

  test.skipIf(PLACE === "")("is compared by the rows that it holds", async () => {
    const cwd = scratch({
      "retrain-plan.json": JSON.stringify({
        drift: { data: { reference: { from: "2025-08-01", to: "2025-08-15" } } },
      }),
    });
    cpSync(fixture, cwd, { recursive: true });
    const env = { RETRAIN_PLAN_DUCKDB_EXTENSIONS: PLACE };
    const { comparison } = JSON.parse(
      (await runIn(cwd, env, "profile", "--format", "json")).stdout,
    );
    expect(comparison.reference).toMatchObject({ days: 14, rows: 14 * 15 });
    expect(comparison.columns.map(({ name }: { name: string }) => name).sort()).toEqual([
      "amount",
      "shop",
    ]);
  });
});
