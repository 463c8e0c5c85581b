import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

/** A server that `npm run test:engines` has started: see prometheus.mjs for what it holds. */
interface Served {
  readonly url: string;
  /** OpenMetrics that was filled into it. */
  readonly file: string;
  /** When its target was first scraped, in seconds. */
  readonly from: number;
}

const SERVED: readonly Served[] = process.env.RETRAIN_PLAN_TEST_PROMETHEUS
  ? [JSON.parse(process.env.RETRAIN_PLAN_TEST_PROMETHEUS)]
  : [];

test.skipIf(SERVED.length > 0)("Prometheus is started by npm run test:engines", (context) => {
  context.skip();
});

async function call(words: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const { host, record } = fakeHost(cwd, { env });
  const status = await run(words, host);
  return { status, cwd, ...record };
}

function project(validation: object): string {
  return scratch({ "retrain-plan.json": JSON.stringify({ validation }) });
}

describe.each(SERVED)("Prometheus", ({ url, file, from }) => {
  const env = { PROMETHEUS_URL: url };
  const QUERY = 'model_auc{model="churn"}';
  const DAY = 86_400;
  const LAST = Date.UTC(2025, 7, 14) / 1000;

  /** An assessment as of the days that were filled in, without the place that it is of. */
  async function assess(source: object, files: Record<string, string> = {}) {
    const cwd = project({ sources: [{ tool: "prometheus", ...source }] });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    if (!("url" in source)) copyFileSync(file, join(cwd, "filled.om"));
    const words = ["drift", "--format", "json", "--now", "2025-08-14T12:00:00Z"];
    const { stdout, stderr } = await call(words, cwd, env);
    expect(stderr).toBe("");
    const places = new RegExp(
      `prometheus: ${new URL(url).host}|${url}|filled\\.om|auc\\.json`,
      "g",
    );
    return JSON.parse(stdout.replace(places, "PLACE"));
  }

  test("gives the same assessment as the file that was filled into it, and as a saved answer", async () => {
    const ofServer = await assess({ url, metrics: { model_auc: QUERY }, step: "1d", range: "59d" });
    const ofFile = await assess({ path: "filled.om" });
    expect(ofServer).toEqual(ofFile);
    const place = new URL(`${url}/api/v1/query_range`);
    const range = { query: QUERY, start: LAST - 59 * DAY, end: LAST, step: DAY };
    for (const [key, value] of Object.entries(range)) place.searchParams.set(key, String(value));
    const answer = await (await fetch(place)).text();
    expect(await assess({ path: "auc.json" }, { "auc.json": answer })).toEqual(ofFile);
    const [north, south] = ofFile.metrics;
    // 60 days, of which a week is a gap; one value is NaN.
    expect(north).toMatchObject({ name: "north/model_auc", points_found: 53, model_version: "3" });
    expect(south).toMatchObject({ name: "south/model_auc", verdict: "degrading" });
    expect(ofFile.problems).toEqual([]);
  });

  test("takes more points than it answers at once", { timeout: 60_000 }, async () => {
    const source = { url, metrics: { model_auc: QUERY }, step: "5m", range: "59d" };
    const { metrics } = await assess(source);
    // Each value stands for five minutes, so that the step after it repeats it, or not, by its version.
    expect(metrics).toHaveLength(2);
    expect(metrics[0].points_found).toBeGreaterThanOrEqual(53);
  });

  /** What is read of the target while it is scraped, at steps of a second. */
  async function live(metrics: Record<string, string>) {
    const sources = [{ tool: "prometheus", url, metrics, step: "1s", range: "20s" }];
    const alerts = [{ tool: "prometheus", url, matcher: 'model="churn"' }];
    const cwd = project({ alerts, sources });
    const now = new Date((from + 20) * 1000).toISOString();
    return call(["generate", "--now", now], cwd, env);
  }

  test("ends a series where its stale marker is, and tells NaN", { timeout: 60_000 }, async () => {
    // The clock of the plan must have come.
    await new Promise((resolve) => setTimeout(resolve, (from + 21) * 1000 - Date.now()));
    const { cwd } = await live({ gone: "live_gone", nan: "live_nan" });
    const stored = join(cwd, "artifacts/retraining/latest/evidence/prometheus.json");
    const { queries } = JSON.parse(readFileSync(stored, "utf8"));
    const [, gone, nan] = queries;
    const [last] = gone.series[0].values.at(-1);
    // It was there for ten seconds; without the marker it would be repeated for five minutes.
    expect(last - from).toBeGreaterThan(6);
    expect(last - from).toBeLessThan(14);
    expect(nan.series[0].values.at(-1)).toEqual([from + 20, "NaN"]);
  });

  test("tells of wrong queries, replicas and alerts", { timeout: 60_000 }, async () => {
    const { cwd } = await live({
      auc: "live_auc",
      bad: "avg(",
      pods: "live_pods",
      none: "nothing",
    });
    const file = join(cwd, "artifacts/retraining/latest/retrain_plan.json");
    const { drift_assessment: drift } = JSON.parse(readFileSync(file, "utf8")).current_state;
    expect(drift.problems.map(({ problem }: { problem: string }) => problem)).toEqual([
      "bad: answers 400: 1:5: parse error: unclosed left parenthesis",
      "none: no value in the last 20s; check the query, and how long the server keeps values",
      "pods: 2 series that differ only in pod; aggregate them in the query: avg without (pod) (…)",
    ]);
    expect(drift.validation_trend).not.toBe("stable");
    expect(drift.metrics).toMatchObject([{ name: "auc", model_version: "3" }]);
    const words = ["drift", "--format", "json", "--now", new Date().toISOString()];
    const { alerts } = JSON.parse((await call(words, cwd, env)).stdout);
    expect(alerts.recent).toMatchObject([
      { path: `${url}: ModelAucLow (critical)`, time_source: "run" },
    ]);
    const fired = Date.parse(alerts.recent[0].time) / 1000;
    // By the minute in which it began.
    expect(Math.abs(fired - from - 5)).toBeLessThan(70);
  });
});
