import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { MetricSourceConfig } from "../../../src/config/schema.ts";
import { createZone } from "../../../src/time/instant.ts";
import { openDatabaseStore } from "../../../src/validation/mlflow/database-store.ts";
import { openFileStore } from "../../../src/validation/mlflow/file-store.ts";
import { metricLines } from "../../../src/validation/mlflow/metric-lines.ts";
import { runMeta } from "../../../src/validation/mlflow/run-meta.ts";
import { mlflowSource } from "../../../src/validation/mlflow/source.ts";
import { selectEvaluations, type TrackingStore } from "../../../src/validation/mlflow/tracking.ts";
import { readTrainings } from "../../../src/validation/mlflow/trainings.ts";
import { scratch, writeFiles } from "../../support/scratch.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/validation/mlflow/", import.meta.url));
const UTC = createZone("UTC");
const DAY = 86_400_000_000;
const FIRST = Date.UTC(2025, 5, 11) * 1000;
const NOW = FIRST + 100 * DAY;
const CASES = ["files", "sqlite", "wal"] as const;
type Case = (typeof CASES)[number];

interface ExpectedRun {
  id: string;
  experiment: string;
  name: string;
  status: string;
  start: number;
  end: number | null;
  rows: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: Record<
    string,
    { latest: number | string; history: [number, number | string, number][] }
  >;
}

/** What MLflow's own client said when the fixture was made. */
function expectedOf(name: Case): { runs: ExpectedRun[]; champion: string } {
  return JSON.parse(readFileSync(`${FIXTURES}/${name}/expected.json`, "utf8"));
}

const numberOf = (value: number | string): number =>
  typeof value === "number"
    ? value
    : ({ nan: Number.NaN, inf: Infinity, "-inf": -Infinity }[value] as number);

const read = (cwd: string, config: Partial<MetricSourceConfig> = {}, isUsualPlace = false) =>
  mlflowSource.read({
    cwd,
    now: NOW,
    zone: UTC,
    config: { tool: "mlflow", path: ".", history: true, ...config },
    isUsualPlace,
  });

/** A copy that may be written to. */
function copyOf(name: Case): string {
  const cwd = scratch();
  cpSync(join(FIXTURES, name), cwd, { recursive: true });
  return cwd;
}

async function storeOf(name: Case): Promise<TrackingStore> {
  const cwd = join(FIXTURES, name);
  const report = (path: string, error: unknown) => {
    throw new Error(path, { cause: error });
  };
  return name === "files"
    ? await openFileStore("mlruns", { cwd }, report)
    : openDatabaseStore("mlflow.db", { cwd });
}

describe.each(CASES)("what MLflow's client says is read: %s", (name) => {
  const expected = expectedOf(name);

  test("runs, parameters and tags", async () => {
    const store = await storeOf(name);
    const names = new Map(store.experiments.map((each) => [each.id, each.name]));
    const { runs, deleted } = store.runs(new Set(names.keys()));
    const found = runs.map((run) => ({
      id: run.id,
      experiment: names.get(run.experiment),
      name: run.name,
      status: run.status,
      start: run.startedMs,
      end: run.endedMs,
      params: Object.fromEntries(store.details(run).params),
      tags: Object.fromEntries(store.details(run).tags),
    }));
    found.sort((a, b) => (a.start ?? 0) - (b.start ?? 0) || (a.id < b.id ? -1 : 1));
    expect(found).toEqual(expected.runs.map(({ rows, metrics, ...run }) => run));
    expect(deleted).toBe(1);
    store.close();
  });

  test("the last value of each metric, and where it was logged for weeks each week's", async () => {
    const store = await storeOf(name);
    const { runs } = store.runs(new Set(store.experiments.map(({ id }) => id)));
    const found = new Map<string, number[]>();
    store.evaluations(
      runs,
      (names) => names,
      (run, metric, evaluations) => {
        found.set(
          `${run.id} ${metric}`,
          evaluations.map(({ value }) => value),
        );
      },
    );
    let count = 0;
    for (const { id, metrics } of expected.runs) {
      for (const [metric, { latest, history }] of Object.entries(metrics)) {
        count++;
        const values = found.get(`${id} ${metric}`);
        expect(values?.at(-1)).toBe(numberOf(latest));
        const weeks = new Set(history.map(([time]) => Math.floor(time / 86_400_000)));
        expect(values).toHaveLength(weeks.size);
      }
    }
    expect(found.size).toBe(count);
    expect(count).toBe(6 * 6 + 3 + 2 + 3);
    store.close();
  });

  test("an experiment's runs are a series, with versions, samples and the champion", async () => {
    const { series, problems, notes } = await read(join(FIXTURES, name), { model: "churn" });
    expect(problems).toEqual([]);
    expect(series.map(({ metric }) => metric)).toEqual([
      "val/auc",
      "val_accuracy",
      "val_loss",
      "val_ratio",
    ]);
    expect(new Set(series.map(({ source }) => source))).toEqual(new Set(["mlflow: churn"]));
    const [auc, , loss, ratio] = series;
    expect(auc?.champion).toBe(expected.champion);
    const runs = expected.runs.filter(
      (run) =>
        run.experiment === "churn" &&
        run.status === "FINISHED" &&
        run.tags["mlflow.parentRunId"] === undefined,
    );
    expect(auc?.points).toHaveLength(9);
    expect(auc?.points.map(({ value, samples }) => ({ value, samples }))).toEqual(
      runs.map(({ metrics, rows }) => ({ value: metrics["val/auc"]?.latest, samples: rows.eval })),
    );
    expect(auc?.points.map(({ modelVersion }) => modelVersion)).toEqual([
      ...["1", "2", "3", "4", "5", "7"],
      // Evaluations of the logged model that is version 7.
      ...["7", "7", "7"],
    ]);
    expect(auc?.points.map(({ at }) => at)).toEqual(
      runs.map(({ metrics }) => (metrics["val/auc"]?.history.at(-1)?.[0] ?? 0) * 1000),
    );
    expect(loss?.points[4]?.value).toBeNaN();
    expect(ratio?.points[2]?.value).toBe(Infinity);
    expect(notes?.map(({ problem }) => problem)).toEqual([
      "mlflow: churn: skipped 1 deleted run, 1 failed, 1 running, 1 within other runs",
    ]);
  });

  test("a run that was logged into for weeks is a series of its own, though it runs on", async () => {
    const { series } = await read(join(FIXTURES, name), { model: "watch | daily", metrics: ["*"] });
    const [proto, rmse] = series;
    expect(series).toHaveLength(2);
    expect(proto?.metric).toBe("__proto__");
    expect(rmse).toMatchObject({ metric: "test_rmse", source: "mlflow: watch | daily: monitor" });
    expect(rmse?.points.map(({ value }) => value)).toEqual(
      Array.from({ length: 8 }, (_, week) => 1.5 + 0.1 * week),
    );
    expect(rmse?.points.map(({ at }) => at)).toEqual(
      Array.from({ length: 8 }, (_, week) => FIRST + 7 * week * DAY + 60_000_000),
    );
  });

  test("without a name that experiment is read in which the champion was trained, and it says so", async () => {
    const { series, notes } = await read(join(FIXTURES, name));
    expect(series[0]?.source).toBe("mlflow: churn");
    expect(notes?.[0]?.problem).toBe(
      "churn is read: in it the champion of churn-classifier was trained; name another as `model`",
    );
  });

  test("a registered model: the runs of its versions, and its evaluations", async () => {
    for (const model of ["churn-classifier", "models:/churn-classifier"]) {
      const { series } = await read(join(FIXTURES, name), { model });
      expect(series[0]).toMatchObject({ source: "mlflow: churn-classifier", champion: "7" });
      expect(series[0]?.points).toHaveLength(9);
    }
  });

  test("an alias of one's own names the champion", async () => {
    const { series } = await read(join(FIXTURES, name), { model: "churn", alias: "challenger" });
    expect(series[0]?.champion).toBe(null);
  });

  test("configured metrics only", async () => {
    const config = { model: "churn", metrics: ["training*"] };
    const { series } = await read(join(FIXTURES, name), config);
    expect(series.map(({ metric }) => metric)).toEqual(["training_accuracy_score"]);
  });

  test("what was logged after the plan was not known then", async () => {
    const { series, problems } = await mlflowSource.read({
      cwd: join(FIXTURES, name),
      now: FIRST + 20 * DAY,
      zone: UTC,
      config: { tool: "mlflow", path: ".", history: true, model: "churn", metrics: ["val/auc"] },
    });
    expect(series[0]?.points).toHaveLength(3);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toBe(
      "mlflow: churn: a value dated 2025-07-02T01:02:00+00:00, after this plan and 5 more values",
    );
  });

  test("an unknown name is an error that says what there is", async () => {
    await expect(read(join(FIXTURES, name), { model: "chrun" })).rejects.toMatchObject({
      message: 'validation.sources: MLflow has no experiment or registered model "chrun" with runs',
      hint: `there is churn (${name === "files" ? 13 : 12} runs), watch | daily (1 run); registered models: churn-classifier`,
    });
  });
});

describe("a write-ahead log", () => {
  test("what stands in it alone is read, and nothing is written beside it", async () => {
    const cwd = copyOf("wal");
    const before = readdirSync(cwd).map((file) => [file, readFileSync(join(cwd, file))]);
    const whole = await read(cwd, { model: "churn", metrics: ["val/auc"] });
    expect(readdirSync(cwd).map((file) => [file, readFileSync(join(cwd, file))])).toEqual(before);
    rmSync(join(cwd, "mlflow.db-wal"));
    const half = await read(cwd, { model: "churn", metrics: ["val/auc"] });
    expect([whole, half].map(({ series }) => series[0]?.points.length)).toEqual([9, 6]);
    expect([whole, half].map(({ series }) => series[0]?.champion)).toEqual(["7", "4"]);
  });

  test("a transaction that was not committed, or cut off, does not count", async () => {
    const cwd = copyOf("wal");
    const log = join(cwd, "mlflow.db-wal");
    const bytes = readFileSync(log);
    truncateSync(log, bytes.length - 10);
    const cut = await read(cwd, { model: "churn", metrics: ["val/auc"] });
    expect(cut.problems).toEqual([]);
    // The last transaction moved the alias.
    expect(cut.series[0]?.champion).toBe("4");
    expect(cut.series[0]?.points).toHaveLength(9);
    const flipped = Uint8Array.from(bytes);
    flipped[32 + 24 + 100] = (flipped[32 + 24 + 100] ?? 0) ^ 1;
    writeFileSync(log, flipped);
    const { series } = await read(cwd, { model: "churn", metrics: ["val/auc"] });
    expect(series[0]?.points).toHaveLength(6);
  });
});

describe("a broken database is one line, and leaves the rest standing", () => {
  const whole = readFileSync(join(FIXTURES, "sqlite/mlflow.db"));
  const encrypted = Buffer.from(whole.map((byte, i) => (byte * 31 + i * 17) & 0xff));
  const looped = Buffer.from(whole);
  // The right-most child of the schema's root page is that page.
  looped.writeUInt32BE(1, 108);

  test.each([
    ["empty", Buffer.alloc(0), "empty; an SQLite database is expected"],
    ["text", Buffer.from("metrics: []"), "not an SQLite database, or an encrypted one"],
    ["encrypted", encrypted, "not an SQLite database, or an encrypted one"],
    ["cut off", whole.subarray(0, 100_000), /^cut off: 97 of its 325 pages are there$/],
    ["a page that is its own child", looped, "damaged: a page is its own descendant"],
    [
      "zeros",
      Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096)]),
      /^damaged/,
    ],
  ])("%s", async (_, bytes, problem) => {
    const cwd = copyOf("files");
    writeFiles(cwd, { "mlflow.db": bytes });
    const { series, problems, newestUnread } = await read(cwd, { model: "churn" });
    expect(problems).toEqual([{ path: "mlflow.db", problem: expect.stringMatching(problem) }]);
    expect(series[0]?.points).toHaveLength(9);
    expect(newestUnread).not.toBe(null);
  });

  test("200 MB of zeros", async () => {
    const cwd = scratch({ "mlflow.db": "" });
    truncateSync(join(cwd, "mlflow.db"), 200 << 20);
    expect((await read(cwd)).problems).toEqual([
      { path: "mlflow.db", problem: "not an SQLite database, or an encrypted one" },
    ]);
  });

  test("one of something else", async () => {
    const cwd = copyOf("files");
    // An empty table of 1 kB pages, as SQLite 3.46 writes it: the schema's page alone.
    const page = Buffer.alloc(1024);
    whole.copy(page, 0, 0, 100);
    page.writeUInt32BE(1, 28);
    page.writeUInt8(13, 100);
    writeFiles(cwd, { "mlflow.db": page });
    expect((await read(cwd, { model: "churn" })).problems).toEqual([
      {
        path: "mlflow.db",
        problem:
          "no table experiments: not a database of MLflow, or of one before 1.4, which `mlflow db upgrade` renews",
      },
    ]);
  });

  test("an unfinished transaction", async () => {
    const cwd = copyOf("sqlite");
    writeFiles(cwd, { "mlflow.db-journal": "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7 and pages" });
    expect((await read(cwd, { model: "churn" })).problems[0]?.problem).toBe(
      "a transaction is unfinished (-journal stands beside it); read it when the writer is done",
    );
    writeFiles(cwd, { "mlflow.db-journal": "" });
    expect((await read(cwd, { model: "churn" })).problems).toEqual([]);
  });
});

describe("a broken file of the file store is one line, and leaves the rest standing", () => {
  const runs = expectedOf("files").runs.filter(({ experiment }) => experiment === "churn");
  const [first] = runs;
  const experiment = readdirSync(join(FIXTURES, "files/mlruns")).find((id) =>
    readdirSync(join(FIXTURES, "files/mlruns", id)).includes(first?.id ?? ""),
  );
  const folder = `mlruns/${experiment}/${first?.id}`;
  const meta = readFileSync(join(FIXTURES, "files", folder, "meta.yaml"), "utf8");

  test.each([
    ["metrics/val/auc", "", "empty; timestamp, value and step are expected"],
    ["metrics/val/auc", "1749603600000 0.7 0\n17496036", "line 2 is cut off"],
    ["metrics/val/auc", "oops\n", 'line 1: "oops" is not timestamp, value and step'],
    ["metrics/val/auc", "1749603600000 0,7 0\n", /^line 1: "1749603600000 0,7 0" is not/],
    ["meta.yaml", "", "empty; what MLflow says of a run is expected"],
    [
      "meta.yaml",
      meta.slice(0, meta.indexOf("status")),
      "no status: cut off, or not written by MLflow",
    ],
    [
      "meta.yaml",
      meta.replace("status: 3", "status: 9"),
      "its status or lifecycle_stage is not one of MLflow's",
    ],
    [
      "meta.yaml",
      meta.replace(`${experiment}`, "77").replace(/(experiment_id: ).*/, "$1'77'"),
      /^of experiment "77"; /,
    ],
    ["meta.yaml", "{{{", /^not valid YAML: /],
  ])("%s: %j", async (file, text, problem) => {
    const cwd = copyOf("files");
    writeFiles(cwd, { [`${folder}/${file}`]: text });
    const { series, problems, newestUnread } = await read(cwd, { model: "churn" });
    expect(problems).toEqual([
      { path: `${folder}/${file}`, problem: expect.stringMatching(problem) },
    ]);
    expect(series.find(({ metric }) => metric === "val/auc")?.points).toHaveLength(8);
    expect(newestUnread).not.toBe(null);
  });

  test("an experiment's and a version's meta.yaml", async () => {
    const cwd = copyOf("files");
    writeFiles(cwd, {
      [`mlruns/${experiment}/meta.yaml`]: "name: churn\n",
      "mlruns/models/churn-classifier/version-1/meta.yaml": "",
    });
    const { problems } = await read(cwd, { model: "watch | daily" });
    expect(problems.map(({ problem }) => problem)).toEqual([
      "no lifecycle_stage: cut off, or not written by MLflow",
      "empty; metrics by their names are expected",
    ]);
  });

  test("an input that does not say what it is", async () => {
    const cwd = copyOf("files");
    const input = `${folder}/inputs/0a1b/meta.yaml`;
    writeFiles(cwd, { [input]: "source_type: DATASET\ntags: {mlflow.data.context: training}\n" });
    const problem = "no source_id: cut off, or not written by MLflow";
    const { series, problems } = await read(cwd, { model: "churn" });
    expect(problems).toEqual([{ path: input, problem }]);
    expect(series.find(({ metric }) => metric === "val/auc")?.points).toHaveLength(9);
    const query = { model: "churn", alias: "champion", isWanted: () => false };
    const { problems: ofTrainings } = await readTrainings("mlruns", { cwd }, query);
    expect(ofTrainings).toEqual([{ path: input, problem }]);
  });

  test("200 MB of a metric are not read", async () => {
    const cwd = copyOf("files");
    truncateSync(join(cwd, folder, "metrics/val/auc"), 200 << 20);
    const { problems } = await read(cwd, { model: "churn" });
    expect(problems.map(({ problem }) => problem)).toEqual([
      "200 MB, more than the 64 MB that a result may have, not read",
    ]);
  });

  test("of many only some are named", async () => {
    const cwd = copyOf("files");
    for (let i = 0; i < 30; i++) {
      const text = meta.slice(0, 40);
      writeFiles(cwd, { [`mlruns/${experiment}/${String(i).padStart(32, "0")}/meta.yaml`]: text });
    }
    const { problems, series } = await read(cwd, { model: "churn" });
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.problem).toBe("and 10 more files that cannot be read");
    expect(series[0]?.points).toHaveLength(9);
  });
});

describe("what is found without configuration", () => {
  test("a folder with nothing but artifacts, as a server keeps them, is none", async () => {
    const cwd = scratch({ "mlruns/1/0123456789abcdef0123456789abcdef/artifacts/model.pkl": "x" });
    const found = await read(cwd, { path: "mlruns" }, true);
    expect(found).toMatchObject({ series: [], problems: [] });
    expect((await read(cwd, { path: "mlruns" })).problems).toHaveLength(1);
  });

  test("several experiments without a champion are named, and none is guessed", async () => {
    const cwd = copyOf("files");
    rmSync(join(cwd, "mlruns/models"), { recursive: true });
    const { series, problems, unchosen } = await read(cwd);
    expect({ series, problems }).toEqual({ series: [], problems: [] });
    expect(unchosen).toMatchObject([
      {
        path: "mlruns",
        experiments: [
          { name: "churn", runs: 13 },
          { name: "watch | daily", runs: 1 },
        ],
      },
    ]);
  });

  test("runs that a database and the file store both hold count once", async () => {
    const cwd = copyOf("sqlite");
    cpSync(join(FIXTURES, "files/mlruns"), join(cwd, "mlruns"), { recursive: true });
    const both = await read(cwd, { model: "churn" });
    const sources = new Set(both.series.map(({ source }) => source));
    expect([...sources]).toEqual(["mlflow: churn in mlflow.db", "mlflow: churn in mlruns"]);
  });
});

describe("the evaluations of a run", () => {
  const logged = (...values: [number, number, number][]) =>
    values.map(([timestampMs, value, step]) => ({ timestampMs, value, step }));
  const HOUR = 3_600_000;

  test("the last step counts, of one step the last time, of one time the greatest", () => {
    expect(selectEvaluations(logged([1, 0.9, 2], [2, 0.5, 1]))[0]?.value).toBe(0.9);
    expect(selectEvaluations(logged([2, 0.5, 1], [1, 0.9, 1]))[0]?.value).toBe(0.5);
    expect(selectEvaluations(logged([1, 0.5, 1], [1, 0.9, 1]))[0]?.value).toBe(0.9);
    expect(selectEvaluations(logged([1, 0.5, 1], [1, Number.NaN, 1]))[0]?.value).toBeNaN();
  });

  test("a pause of more than half a day ends one", () => {
    const days = logged([0, 1, 0], [12 * HOUR, 2, 1], [24 * HOUR + 1, 3, 2]);
    expect(selectEvaluations(days).map(({ value }) => value)).toEqual([2, 3]);
  });
});

describe("a line of a metric", () => {
  test.each([
    ["1749603600000 0.5 3", 0.5, 3],
    ["1749603600000 0.5", 0.5, 0],
    ["1749603600000 1e-07 3 evalset 85abe2dc", 1e-7, 3],
    ["1749603600000 nan 0", Number.NaN, 0],
    ["1749603600000 inf 0", Infinity, 0],
    ["1749603600000 -inf 0\r", -Infinity, 0],
  ])("%j", (line, value, step) => {
    expect(metricLines(`${line}\n`)).toEqual([{ timestampMs: 1749603600000, value, step }]);
  });

  test.each([["1749603600000"], ["x 0.5 0"], ["1749603600000 0x10 0"], ["1 0.5 a"], ["1  0.5 1"]])(
    "%j is none",
    (line) => expect(() => metricLines(`${line}\n`)).toThrow("line 1: "),
  );
});

test("a run's meta.yaml is asked of the YAML reader only where it is not plain", () => {
  const plain =
    "end_time: 3\nexperiment_id: '7'\nlifecycle_stage: active\nrun_name: a-1\nstart_time: 2\nstatus: 3\n";
  const never = () => {
    throw new Error("asked");
  };
  expect(runMeta(plain, never)).toEqual({
    experiment: "7",
    name: "a-1",
    status: "FINISHED",
    startedMs: 2,
    endedMs: 3,
    isDeleted: false,
  });
  expect(() => runMeta(plain.replace("a-1", '"a\\n1"'), never)).toThrow("asked");
});
