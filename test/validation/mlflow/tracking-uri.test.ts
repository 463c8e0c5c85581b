import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { parseTrackingUri } from "../../../src/validation/mlflow/tracking-uri.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";

test.each([
  ["sqlite:///mlflow.db", "mlflow.db"],
  ["sqlite+pysqlite:///runs/mlflow.db?timeout=10", "runs/mlflow.db"],
  ["sqlite:////srv/churn/data/mlflow.db", "data/mlflow.db"],
  ["sqlite:////srv/shared/mlflow.db", "/srv/shared/mlflow.db"],
  ["mlruns", "mlruns"],
  ["./tracking/mlruns", "./tracking/mlruns"],
  ["file:///srv/churn/mlruns", "mlruns"],
  ["file:mlruns", "mlruns"],
])("%s is the store %s", (uri, path) => {
  expect(parseTrackingUri(uri, "/srv/churn")).toEqual({ kind: "store", path });
});

test.each([
  ["https://me:secret@mlflow.example.org/path#/experiments/1", "https://mlflow.example.org/path"],
  ["http://localhost:5000", "http://localhost:5000/"],
])("%s is the server %s", (uri, url) => {
  expect(parseTrackingUri(uri, "/srv/churn")).toEqual({ kind: "server", url });
});

test.each([
  [
    "postgresql+psycopg2://me:secret@db.example.org:5432/mlflow",
    "db.example.org:5432",
    /MLflow server/,
  ],
  ["databricks", "databricks", /export the runs/],
  ["databricks://profile", "databricks", /export the runs/],
  ["databricks-uc", "databricks", /export the runs/],
])("%s is %s, which is not read", (uri, name, advice) => {
  expect(parseTrackingUri(uri, "/srv/churn")).toEqual({
    kind: "unread",
    name,
    advice: expect.stringMatching(advice),
  });
});

test.each([undefined, "", " "])("%j names nothing", (uri) => {
  expect(parseTrackingUri(uri, "/srv/churn")).toBeNull();
});

/** Written by MLflow 2.22.5 and 3.17.2, with many experiments; and a file store. */
const STORES = ["mlflow-rhythm/mlflow2.db", "mlflow-rhythm/mlflow3.db"];
const fixture = (path: string) =>
  new URL(`../../../fixtures/validation/${path}`, import.meta.url).pathname;

async function drift(cwd: string, uri: string | undefined, words: readonly string[] = []) {
  const { host, record } = fakeHost(cwd, {
    env: uri === undefined ? {} : { MLFLOW_TRACKING_URI: uri },
  });
  const status = await run(["drift", "--format", "json", "--now", "2025-10-01", ...words], host);
  return { status, stderr: record.stderr, ...JSON.parse(record.stdout || "{}") };
}

describe.each(STORES)("the store that the environment names: %s", (store) => {
  test.each<[string, (place: string) => string]>([
    ["relative", () => "sqlite:///tracking/here.db"],
    ["absolute", (place) => `sqlite:///${place}/tracking/here.db`],
    ["a path", () => "tracking/here.db"],
  ])("%s, is read", async (_, uriOf) => {
    const cwd = scratch();
    mkdirSync(join(cwd, "tracking"));
    cpSync(fixture(store), join(cwd, "tracking/here.db"));
    // The experiment in which the champion was trained.
    const { metrics } = await drift(cwd, uriOf(cwd));
    expect(metrics).toMatchObject([{ source: "mlflow: champion", points_found: 10 }]);
    expect(metrics[0].latest.path).toBe("tracking/here.db");
    expect((await drift(cwd, undefined)).metrics).toEqual([]);
  });

  test("outside of the project, for a person named it", async () => {
    const elsewhere = scratch();
    cpSync(fixture(store), join(elsewhere, "mlflow.db"));
    const { metrics } = await drift(scratch(), `sqlite:///${elsewhere}/mlflow.db`);
    expect(metrics).toMatchObject([{ latest: { path: `${elsewhere}/mlflow.db` } }]);
  });

  test.each<[string, (place: string) => string]>([
    ["relative", () => "sqlite:///here.db"],
    ["absolute", (place) => `sqlite:///${place}/here.db`],
  ])("and as a configured path, %s", async (_, pathOf) => {
    const cwd = scratch();
    cpSync(fixture(store), join(cwd, "here.db"));
    const { host, record } = fakeHost(scratch());
    const source = `{tool: mlflow, path: "${pathOf(cwd)}", model: weekly}`;
    const config = join(cwd, "retrain-plan.yaml");
    writeFileSync(config, `validation: {sources: [${source}]}\n`);
    await run(["drift", "--format", "json", "--now", "2025-10-01", "--cwd", cwd], host);
    const { metrics } = JSON.parse(record.stdout);
    expect(metrics).toMatchObject([{ name: "val_auc", points_found: 16, verdict: "degrading" }]);
  });
});

test("is said where nothing is, and what else lies there that was not read", async () => {
  const cwd = scratch({ "mlflow.db": "" });
  const missing = await drift(cwd, "sqlite:///nowhere.db");
  expect(missing.notes).toContainEqual({
    path: "MLFLOW_TRACKING_URI",
    problem:
      "names nowhere.db, where nothing is; correct it, or name the place under `validation.sources`",
  });
  cpSync(fixture(STORES[1] as string), join(cwd, "here.db"));
  const both = await drift(cwd, "sqlite:///here.db");
  expect(both.notes).toContainEqual({
    path: "MLFLOW_TRACKING_URI",
    problem:
      "names here.db, so that mlflow.db was not read; name it under `validation.sources` where it counts",
  });
});
