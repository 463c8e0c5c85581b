import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOW, SHIFTED, writeCreditData } from "../../fixtures/drift/credit/make.mjs";
import { TrinoClient } from "../../src/engine/trino-client.ts";
import { namedServer } from "../../src/trust/server.ts";
import { TRINO } from "../engine/test-tables.ts";
import {
  AZURE,
  connectStore,
  copyToAzure,
  countDeleteFiles,
  download,
  STORE,
  writeParquet,
  writeTables,
} from "./credit-forms.ts";

const BIN = join(import.meta.dirname, "../../dist/bin.js");
const ROWS_PER_DAY = 200;

/** The same rows, as the source of a project. */
const FORMS = {
  "a folder of Parquet": "{path: data, include: ['*.parquet']",
  "a folder of Delta": "{path: delta",
  "Parquet on S3": "{path: 's3://lake/parquet/credit/*.parquet'",
  "Delta on S3": "{path: 's3://lake/delta/lake/credit'",
  "Iceberg on S3": "{path: 's3://lake/iceberg/lake/credit'",
  "Parquet on az://": "{path: 'az://lake/parquet/credit/*.parquet'",
  "Delta on az://": "{path: 'az://lake/delta/lake/credit'",
  "Iceberg on az://": "{path: 'az://lake/iceberg/lake/credit'",
  "a table of Trino": "{table: memory.default.credit, engine: trino",
} as const;

interface Found {
  readonly decision: unknown;
  readonly counts: unknown;
  readonly drifted: readonly string[];
  readonly effects: ReadonlyMap<string, number>;
}

describe.skipIf(TRINO === null || STORE === null || AZURE === null)(
  "a year of credit data in nine forms (npm run test:engines)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "retrain-plan-credit-"));
    const found = new Map<string, Found>();

    beforeAll(async () => {
      const start = performance.now();
      writeCreditData(folder, { seed: 1, isShifted: true, rowsPerDay: ROWS_PER_DAY });
      writeFileSync(join(folder, "metrics_history.csv"), listEvaluations());
      const connection = await connectStore();
      await writeParquet(connection, join(folder, "data/*.csv"), join(folder, "data"));
      const servers = [namedServer("TRINO_URL", TRINO as string)];
      const client = new TrinoClient({
        url: new URL(TRINO as string),
        servers,
        user: "test",
        timeoutMs: 300_000,
      });
      await writeTables(client);
      await download(connection, "s3://lake/delta/lake/credit", join(folder, "delta"));
      for (const place of ["parquet/credit", "delta/lake/credit", "iceberg/lake/credit"]) {
        await copyToAzure(connection, `s3://lake/${place}`);
      }
      connection.closeSync();
      // Deleted rows are still in the files: of Iceberg other files name them, of Delta the log does.
      expect(await countDeleteFiles(client)).toBeGreaterThan(0);
      const log = join(folder, "delta/_delta_log");
      const entries = readdirSync(log).filter((name) => name.endsWith(".json"));
      expect(entries.map((name) => readFileSync(join(log, name), "utf8")).join("")).toContain(
        '"deletionVector":{"storageType"',
      );
      // Of the last evening before the plan, as they would be: not of today.
      const written = new Date(Date.parse(NOW) - 12 * 3_600_000);
      for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        utimesSync(join(folder, path), written, written);
      }
      console.log(`written in ${((performance.now() - start) / 1000).toFixed(0)} s`);
      for (const [form, source] of Object.entries(FORMS))
        found.set(form, read(folder, form, source));
    }, 600_000);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const [first, ...others] = Object.keys(FORMS) as [string, ...string[]];
    const of = (form: string) => found.get(form) as Found;

    test("has three columns that drift", () => {
      expect([...of(first).drifted].sort()).toEqual(SHIFTED);
      expect(of(first).decision).toMatchObject({ action: expect.any(String) });
    });

    test.each(others)("gives the same decision, counts and columns as %s", (form) => {
      const { decision, counts, drifted, effects } = of(form);
      expect(decision).toEqual(of(first).decision);
      expect(counts).toEqual(of(first).counts);
      expect([...drifted].sort()).toEqual([...of(first).drifted].sort());
      expect([...effects.keys()].sort()).toEqual([...of(first).effects.keys()].sort());
      for (const [name, effect] of effects) {
        expect(Math.abs(effect - (of(first).effects.get(name) as number)), name).toBeLessThan(
          0.005,
        );
      }
    });
  },
);

/** An evaluation a week of a model that gets no worse. */
function listEvaluations(): string {
  const end = Date.parse(NOW);
  const lines = Array.from({ length: 12 }, (_, week) => {
    const date = new Date(end - (12 - week) * 7 * 86_400_000).toISOString();
    return `${date},${0.83 + 0.002 * ((week * 5) % 3)}`;
  });
  return `date,accuracy\n${lines.join("\n")}\n`;
}

/** What the built program says of a form. */
function read(cwd: string, form: string, source: string): Found {
  writeFileSync(
    join(cwd, "retrain-plan.yaml"),
    `engines: {trino: {user: test}}\nsources:\n  - ${source}, name: applications, role: training, time_column: event_time}\nrequirements: {minimum_replay_size: 5000}\n`,
  );
  const start = performance.now();
  const scan = call(cwd, "scan", "--format", "json");
  const plan = call(cwd, "generate", "--dry-run", "--format", "json");
  const { comparison, why } = call(cwd, "profile", "--format", "json");
  if (comparison === null) throw new Error(`${form}: ${why}`);
  const { action, title, headline, when, data, on, calendar, because } = plan.decision;
  // A table on a server has no files, and so less to tick off, and findings of other numbers.
  const reasons = because.map(({ text }: { text: string }) => text);
  const effects = new Map<string, number>(
    comparison.columns.map((column: { name: string; effect: { js: number } | null }) => [
      column.name,
      column.effect?.js ?? 0,
    ]),
  );
  const { supply, sufficiency } = plan.current_state.data_availability;
  const { status, least, most, minimum, window } = sufficiency;
  const shown = SHIFTED.map((name) => `${name} ${effects.get(name)?.toFixed(4)}`).join(", ");
  console.log(
    `${form}: ${scan.samples.counted} rows, ${title} ${headline}; ${shown}; ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
  return {
    decision: { action, title, headline, when, data, on, calendar, reasons },
    counts: [
      scan.samples,
      scan.days,
      scan.event_time,
      supply,
      { status, least, most, minimum, window },
      comparison.reference,
      comparison.current,
    ],
    drifted: comparison.drifted,
    effects,
  };
}

function call(cwd: string, ...words: string[]) {
  const { url = "", id = "", secret = "" } = STORE ?? {};
  const env = {
    ...process.env,
    TRINO_URL: TRINO as string,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AZURE_STORAGE_CONNECTION_STRING: `AccountName=${AZURE?.account};AccountKey=${AZURE?.key};BlobEndpoint=${AZURE?.url}`,
  };
  const args = [BIN, ...words, "--no-cache", "--now", NOW];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (stderr !== "" || stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}
