import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DEMO_CONFIG } from "../../src/demo/config.ts";
import { DEMO_NOW, writeDemo } from "../../src/demo/demo.ts";
import { BROKEN_DAY } from "../../src/demo/events.ts";
import { DEMO_README } from "../../src/demo/readme.ts";
import { createZone } from "../../src/time/instant.ts";

const BROKEN = `data/training/${BROKEN_DAY}.csv`;

let directory: string;
let paths: string[];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "demo-"));
  paths = await writeDemo(directory);
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

describe("writeDemo is deterministic", () => {
  test("names every file that it wrote", () => {
    const found = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
    expect(found.sort()).toEqual(paths.toSorted());
  });

  // The digest is the same on Node 20, 22 and 24. README and configuration are prose and stay out.
  test("writes known data", () => {
    expect(digestOf(directory, (path) => path.startsWith("data/"))).toBe(
      "f419ae7b374e35eb1d77b268729ae15f6c160c5980081d2674c19ffbdc418b50",
    );
  });

  test.each([
    ["UTC", 0],
    ["Asia/Kolkata", -330],
    ["America/New_York", 240],
  ])("bytes and times are the same in %s", async (zone, minutesBehind) => {
    vi.stubEnv("TZ", zone);
    expect(new Date(2025, 7, 14).getTimezoneOffset()).toBe(minutesBehind);
    const other = mkdtempSync(join(tmpdir(), "demo-"));
    expect(await writeDemo(other)).toEqual(paths);
    expect(digestOf(other)).toBe(digestOf(directory));
    rmSync(other, { recursive: true });
  });

  test("the gzip header names neither time nor system", () => {
    const header = readFileSync(join(directory, "data/raw/usage/2025-W31.jsonl.gz")).subarray(
      0,
      10,
    );
    expect([...header.subarray(4, 8), header[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  test("no file is younger than the story", () => {
    for (const path of paths) {
      expect(lstatSync(join(directory, path)).mtimeMs, path).toBeLessThanOrEqual(
        Date.parse(DEMO_NOW),
      );
    }
  });
});

describe("the data", () => {
  test("is 20 files of 450 kB", () => {
    const data = paths.filter((path) => path.startsWith("data/"));
    expect(data).toHaveLength(20);
    expect(sizeOf(data)).toBe(451_741);
  });

  test("has 18,396 samples that other readers can read", async () => {
    const counts: Record<string, number> = {};
    for (const path of paths) {
      if (!path.startsWith("data/") || path === BROKEN) continue;
      const type = path.slice(path.indexOf(".", path.lastIndexOf("/")));
      counts[type] = (counts[type] ?? 0) + (await rowsOf(path)).length;
    }
    expect(counts).toEqual({
      ".csv": 2406,
      ".parquet": 10_500,
      ".arrow": 3900,
      ".jsonl.gz": 900,
      ".jsonl": 380,
      ".json": 310,
    });
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(18_396);
  });

  test("has one file that cannot be counted, and the README names it", async () => {
    await expect(rowsOf(BROKEN)).rejects.toMatchObject({ code: "CSV_QUOTE_NOT_CLOSED" });
    expect(DEMO_README).toContain(`${BROKEN_DAY}.csv`);
  });

  test("has every event on its partition's day, in UTC and in Berlin", async () => {
    const berlin = createZone("Europe/Berlin");
    for (const path of paths.filter(
      (path) => path.startsWith("data/training/") && path !== BROKEN,
    )) {
      for (const row of await rowsOf(path)) {
        const time = String(row.event_time);
        expect(`data/training/${time.slice(0, 10)}.csv`).toBe(path);
        expect(berlin.dayOf(Date.parse(time) * 1000)).toBe(Math.floor(Date.parse(time) / 86_400e3));
      }
    }
  });

  test("has no row later than its file", async () => {
    for (const path of paths.filter((path) => path.startsWith("data/") && path !== BROKEN)) {
      const { mtimeMs } = lstatSync(join(directory, path));
      for (const row of await rowsOf(path)) {
        const time = row.event_time ?? row.created_at ?? row.timestamp;
        expect(Number(new Date(time as string)), path).toBeLessThan(mtimeMs);
      }
    }
  });

  test("shows the shift that the alerts speak of: the team plan from 8% to 21%", async () => {
    const before = await rowsOf("data/raw/accounts/2025-07.parquet");
    const after = await rowsOf("data/raw/sessions/2025-08.arrow");
    expect(shareOfTeam(before)).toBeCloseTo(0.08, 2);
    expect(shareOfTeam(after)).toBeCloseTo(0.21, 2);
  });
});

describe("the evidence", () => {
  const runs = () =>
    paths
      .filter((path) => /^artifacts\/[^/]+\/validation_[^/]*\.json$/.test(path))
      .map((path) => JSON.parse(readFileSync(join(directory, path), "utf8")));

  test("is ten validations of which the last three end in a failure", () => {
    const all = runs().sort((a, b) => a.timestamp.localeCompare(b.timestamp));
    expect(all).toHaveLength(10);
    expect(all.slice(-3).map((run) => run.status)).toEqual(["PASS", "PASS", "FAIL"]);
    expect(all.at(-1).model_version).toBe("3.2.0");
  });

  test("shows a model that decays with every week", () => {
    const series = runs().filter((run) => run.model_version === "3.2.0");
    const aucs = series.map((run) => run.metrics.auc);
    expect(aucs).toEqual(aucs.toSorted((a, b) => b - a));
    for (const run of series) {
      expect(run.status).toBe(run.metrics.auc < run.thresholds.auc ? "FAIL" : "PASS");
    }
  });

  test("is four alerts, fewer than six of them in the last week", () => {
    const alerts = paths
      .filter((path) => /^artifacts\/audit\/[^/]*alert[^/]*\.json$/.test(path))
      .map((path) => JSON.parse(readFileSync(join(directory, path), "utf8")));
    expect(alerts.map((alert) => alert.severity)).toEqual([
      "notice",
      "warning",
      "warning",
      "critical",
    ]);
  });

  test("is eight trainings, in order", () => {
    const history = parse<Record<string, string>>(
      readFileSync(join(directory, "artifacts/training_history.csv")),
      { columns: true },
    );
    expect(history).toHaveLength(8);
    expect(Object.keys(history[0] as object)).toEqual([
      "date",
      "type",
      "samples",
      "hours",
      "gpus",
      "storage_gb",
      "cost",
    ]);
    const dates = history.map((row) => row.date);
    expect(dates).toEqual(dates.toSorted());
  });

  test("has the configuration beside it", () => {
    expect(readFileSync(join(directory, "retrain-plan.yaml"), "utf8")).toBe(DEMO_CONFIG);
  });
});

/** Names, bytes and modification times of the files written. */
function digestOf(root: string, wanted: (path: string) => boolean = () => true): string {
  const hash = createHash("sha256");
  for (const path of paths.filter(wanted)) {
    const { mtimeNs, size } = lstatSync(join(root, path), { bigint: true });
    hash.update(`${path} ${mtimeNs} ${size}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

function sizeOf(wanted: readonly string[]): number {
  return wanted.reduce((sum, path) => sum + lstatSync(join(directory, path)).size, 0);
}

/** The rows of a data file, by readers that are not ours. */
async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  const file = join(directory, path);
  if (path.endsWith(".parquet")) {
    return parquetReadObjects({ file: await asyncBufferFromFile(file) });
  }
  const bytes = path.endsWith(".gz") ? gunzipSync(readFileSync(file)) : readFileSync(file);
  if (path.endsWith(".csv")) return parse(bytes, { columns: true });
  if (path.endsWith(".arrow")) return tableFromIPC(bytes).toArray();
  if (path.endsWith(".json")) return JSON.parse(bytes.toString());
  return bytes
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function shareOfTeam(rows: readonly Record<string, unknown>[]): number {
  return rows.filter((row) => row.plan === "team").length / rows.length;
}
