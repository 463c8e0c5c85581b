import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import {
  type FakePrometheus,
  type FakeSeries,
  fakePrometheus,
  type PrometheusTrick,
} from "../support/fake-prometheus.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const servers: FakePrometheus[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const AUC: FakeSeries = {
  labels: { version: "3" },
  value: (at) => (0.9 + ((at / 86_400) % 5) / 1000).toFixed(3),
};
const ALERTS = 'max_over_time(ALERTS{alertstate="firing",model="churn"}[300s])';

async function serve(trick?: PrometheusTrick): Promise<FakePrometheus> {
  const server = await fakePrometheus({ auc: [AUC], [ALERTS]: [] }, trick);
  servers.push(server);
  return server;
}

const config = (url: string) => `validation:
  alerts: [{tool: prometheus, url: "${url}", matcher: 'model="churn"'}]
  sources: [{tool: prometheus, url: "${url}", metrics: {auc: auc}}]
`;

async function call(
  words: string[],
  env: Record<string, string>,
  { text = "", cwd = scratch({ "retrain-plan.yaml": text }), isTTY = false } = {},
) {
  const { host, record } = fakeHost(cwd, { env, isTTY });
  const status = await run([...words, "--now", "2025-08-14"], host);
  return { status, cwd, ...record };
}

describe("a plan from a Prometheus server", () => {
  test("keeps its answers, which verify judges without it", async () => {
    const { url, asked } = await serve();
    const { cwd, status } = await call(
      ["generate"],
      { PROMETHEUS_URL: url },
      { text: config(url) },
    );
    expect(status).toBe(0);
    const folder = join(cwd, "artifacts/retraining/latest");
    const plan = JSON.parse(readFileSync(join(folder, "retrain_plan.json"), "utf8"));
    const { metrics, alerts } = plan.current_state.drift_assessment;
    expect(metrics).toMatchObject([{ name: "auc", points_found: 181, model_version: "3" }]);
    expect(alerts).toMatchObject({ recent: [], files: 1 });
    const stored = "evidence/prometheus.json";
    expect(plan.provenance.stored).toMatchObject([{ path: stored, server: url }]);
    const kept = JSON.parse(readFileSync(join(folder, stored), "utf8"));
    expect(kept.queries.map(({ name }: { name: string }) => name)).toEqual(["ALERTS", "auc"]);
    const before = asked.length;
    await call(["approve", "latest", "--as", "A. Chen", "--role", "Validator"], {}, { cwd });
    const { stdout } = await call(["verify", "latest", "--offline"], {}, { cwd });
    expect(stdout).toContain("Unchanged since");
    expect(asked).toHaveLength(before);
    const file = join(folder, stored);
    writeFileSync(file, readFileSync(file, "utf8").replace("0.90", "0.91"));
    expect((await call(["verify", "latest"], {}, { cwd })).status).toBe(1);
  });

  test("is the same at any time of the day", async () => {
    const { url } = await serve();
    const cwd = scratch({ "retrain-plan.yaml": config(url) });
    const go = async (now: string) => {
      const { host, record } = fakeHost(cwd, { env: { PROMETHEUS_URL: url } });
      await run(["drift", "--format", "json", "--now", now], host);
      return JSON.parse(record.stdout).metrics[0].latest;
    };
    expect(await go("2025-08-14T01:00:00Z")).toEqual(await go("2025-08-14T23:00:00Z"));
  });
});

describe("a Prometheus server", () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["nothing", {}, undefined],
    ["a token", { PROMETHEUS_TOKEN: "t" }, "Bearer t"],
    [
      "a name and a password, before a token",
      { PROMETHEUS_USERNAME: "me", PROMETHEUS_PASSWORD: "pw", PROMETHEUS_TOKEN: "t" },
      `Basic ${Buffer.from("me:pw").toString("base64")}`,
    ],
  ])("gets %s", async (_, env, authorization) => {
    const { url, asked } = await serve();
    const named = { PROMETHEUS_URL: url, MLFLOW_TRACKING_TOKEN: "other", ...env };
    await call(["drift"], named, { text: config(url) });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      authorization,
      authorization,
    ]);
  });

  test("may lie below a path, and its secrets are not shown", async () => {
    const { url, asked } = await serve();
    const env = { PROMETHEUS_URL: url.replace("http://", "http://me:p%40w@") };
    const { stdout } = await call(["drift", "--format", "json"], env, {
      text: config(`${url}/base/`),
    });
    expect(asked[0]?.path).toBe("/base/api/v1/query_range");
    expect(asked[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from("me:p@w").toString("base64")}`,
    );
    expect(stdout).not.toContain("p%40w");
  });

  test("gets no secret over plain http, unless it is on this machine", async () => {
    const url = "http://prometheus.test:9090";
    const env = { PROMETHEUS_URL: url, PROMETHEUS_TOKEN: "s3cret" };
    const { stdout } = await call(["drift"], env, { text: config(url) });
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `PROMETHEUS_TOKEN: not sent to ${url}, where others could read it; write https:// in PROMETHEUS_URL`,
    );
    expect(stdout).not.toContain("s3cret");
  });

  test("is not contacted with --offline, and what it holds is unknown", async () => {
    const { url, asked } = await serve();
    const words = ["check", "--offline", "--fail-on", "unknown"];
    const { status, stdout } = await call(words, { PROMETHEUS_URL: url }, { text: config(url) });
    expect(asked).toEqual([]);
    expect(status).toBe(1);
    expect(stdout).toContain("unknown");
    const { stdout: drift } = await call(
      ["drift", "--offline"],
      { PROMETHEUS_URL: url },
      { text: config(url) },
    );
    expect(drift.replace(/\s+/g, " ")).toContain(`${url}: not contacted because of --offline`);
  });

  test("shows how far its reading is, after a second, and clears the line", async () => {
    const { url } = await serve(({ query }, response) => {
      if (query !== "auc") return false;
      const body = '{"status":"success","data":{"resultType":"matrix","result":[]}}';
      setTimeout(() => response.end(body), 1300);
      return true;
    });
    const { stderr } = await call(
      ["drift"],
      { PROMETHEUS_URL: url },
      { text: config(url), isTTY: true },
    );
    expect(stderr).toContain(`\r\u001b[KPrometheus at ${url}: 0 series, 1 s`);
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });

  test("is none of MLflow: nothing is asked of it for trainings and data sets", async () => {
    const { url, asked } = await serve();
    await call(["scan"], { PROMETHEUS_URL: url }, { text: config(url) });
    await call(["schedule"], { PROMETHEUS_URL: url }, { text: config(url) });
    expect(asked).toEqual([]);
  });
});

describe("a configuration", () => {
  const source = (rest: string) => `validation: {sources: [{tool: prometheus, ${rest}}]}`;
  const url = "url: https://p.test";
  test.each([
    [source("metrics: {auc: auc}"), "found nothing, expected a `path`, or the `url` of a server"],
    [source(url), "metrics: found nothing, expected a query for each metric: {auc: model_auc}"],
    [source(`${url}, metrics: [auc]`), 'metrics: found ["auc"], expected a query for each metric'],
    [source(`${url}, metrics: {}`), "metrics: found {}, expected a query"],
    [source(`${url}, metrics: {auc: 7}`), "metrics.auc: found 7, expected text"],
    [
      source("path: a.om, metrics: {auc: auc}"),
      'metrics: found {"auc":"auc"}, expected a list of globs: only a Prometheus server evaluates queries',
    ],
    [source("path: a.om, step: 1d"), "nothing: only a Prometheus server has it"],
    [source(`${url}, metrics: {a: b}, step: P1D`), "a number with s, m, h, d or w"],
    [
      source(`${url}, metrics: {a: b}, step: 2d, range: 1d`),
      'range: found "1d", expected at least one step',
    ],
    [
      source(`${url}, metrics: {a: b}, step: 1s, range: 2w`),
      'step: found "1s", expected a longer one: at most 110,000 points are read',
    ],
    [source(`${url}, metrics: {a: b}, model: m`), "nothing: the queries say which values are read"],
    [
      "validation: {sources: [{tool: dvc, url: https://p.test}]}",
      "nothing: only `tool: mlflow` and `tool: prometheus` have it",
    ],
    [
      "validation: {alerts: [{tool: prometheus, url: ftp://p.test}]}",
      'validation.alerts[0].url: found "ftp://p.test", expected an address that begins with https:// or http://',
    ],
    ["validation: {alerts: [a.json, '!(a)']}", 'validation.alerts[1]: found "!(a)"'],
    [
      "validation: {alerts: [{tool: prometheus, url: https://p.test, match: x}]}",
      "validation.alerts[0].match: unknown key, perhaps matcher",
    ],
  ])("that is wrong is one line: %s", async (text, problem) => {
    const { status, stderr } = await call(["drift"], {}, { text });
    expect(stderr).toContain(problem);
    expect(status).toBe(2);
  });
});
