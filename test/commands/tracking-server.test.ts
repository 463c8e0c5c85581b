import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import {
  type FakeMlflow,
  type FakeRun,
  type FakeStore,
  fakeMlflow,
  type Trick,
} from "../support/fake-mlflow.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const servers: FakeMlflow[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(store: FakeStore = STORE, trick?: Trick): Promise<FakeMlflow> {
  const server = await fakeMlflow(store, trick);
  servers.push(server);
  return server;
}

const DAY = 86_400_000;
const FIRST = Date.UTC(2025, 5, 11);

function weekly(experiment: string): FakeRun[] {
  return Array.from({ length: 9 }, (_, i) => ({
    id: `${experiment}${String(i).padStart(31, "a")}`,
    experiment,
    name: "weekly",
    startedMs: FIRST + i * 7 * DAY,
    endedMs: FIRST + i * 7 * DAY + 2 * 3_600_000,
    metrics: { val_auc: [[FIRST + i * 7 * DAY + 1000, 0.9, 0]] },
    datasets: [{ name: "churn", context: "training", rows: 1000 + i }],
  }));
}

const RUNS = weekly("7");
const STORE: FakeStore = {
  experiments: [
    { id: "7", name: "churn" },
    { id: "9", name: "fraud" },
  ],
  runs: [...RUNS, ...weekly("9")],
  models: [
    {
      name: "churn-classifier",
      aliases: { champion: "1" },
      versions: [{ version: "1", run: RUNS[8]?.id ?? "" }],
    },
  ],
};

async function call(
  words: string[],
  env: Record<string, string>,
  { config = "", cwd = scratch({ "retrain-plan.yaml": config }), isTTY = false } = {},
) {
  const { host, record } = fakeHost(cwd, { env, isTTY });
  const status = await run([...words, "--now", "2025-08-14"], host);
  return { status, cwd, ...record };
}

const SOURCE = (url: string) =>
  `validation: {sources: [{tool: mlflow, url: "${url}", experiment: churn}]}\n`;

describe("the server that the environment names", () => {
  test("is read where no source is configured, with its trainings", async () => {
    const { url } = await serve();
    const { status, stdout } = await call(["generate", "--dry-run", "--format", "json"], {
      MLFLOW_TRACKING_URI: url,
    });
    const plan = JSON.parse(stdout);
    expect(status).toBe(0);
    const { metrics } = plan.current_state.drift_assessment;
    expect(metrics).toMatchObject([{ name: "val_auc", source: "mlflow: churn", points_found: 9 }]);
    expect(stdout).toContain("1,008 samples");
    expect(plan.provenance.stored).toMatchObject([{ path: "evidence/mlflow.json", server: url }]);
  });

  test("is proposed by init, with the experiment of the champion", async () => {
    const { url } = await serve();
    const { stdout, cwd } = await call(["init", "--force"], { MLFLOW_TRACKING_URI: url });
    expect(stdout).toContain(`${url}, churn: 1 metric, 9 evaluations (mlflow)`);
    const text = readFileSync(join(cwd, "retrain-plan.yaml"), "utf8");
    expect(text).toContain(
      `- {tool: mlflow, url: ${url}, experiment: churn}  # 1 metric, 9 evaluations`,
    );
    expect((await call(["drift"], { MLFLOW_TRACKING_URI: url }, { cwd })).stdout).toContain(
      "val_auc",
    );
  });

  test("is offered by its experiments where none has a champion", async () => {
    const { url } = await serve({ ...STORE, models: [] });
    const { stdout } = await call(["init", "--force"], { MLFLOW_TRACKING_URI: url });
    expect(stdout).toContain(`${url}: none is known to be this model's of churn, fraud`);
    const { stdout: drift } = await call(["drift"], { MLFLOW_TRACKING_URI: url });
    expect(drift.replace(/\s+/g, " ")).toContain(
      `${url} holds 2 experiments, and none is known to be this model's: churn, fraud`,
    );
  });

  test("that is down makes the metrics unknown, which check can fail on", async () => {
    const gone = await fakeMlflow(STORE);
    await gone.close();
    const env = { MLFLOW_TRACKING_URI: gone.url };
    const words = ["check", "--fail-on", "unknown"];
    const { status, stdout } = await call(words, env, { config: SOURCE(gone.url) });
    expect(status).toBe(1);
    expect(stdout).toContain("unknown");
    const { stdout: init } = await call(["init", "--force"], env);
    expect(init).toContain(`${gone.url}: cannot be reached (ECONNREFUSED)`);
    const { status: scanned, stderr } = await call(["scan"], env);
    expect([scanned, stderr]).toEqual([
      0,
      `retrain-plan: ${gone.url}: cannot be reached (ECONNREFUSED); its trainings and data sets are unknown\n`,
    ]);
  });

  test.each<[string, Record<string, string>, string | undefined]>([
    ["nothing", {}, undefined],
    ["a token", { MLFLOW_TRACKING_TOKEN: "t" }, "Bearer t"],
    [
      "a name and a password, before a token",
      {
        MLFLOW_TRACKING_USERNAME: "me",
        MLFLOW_TRACKING_PASSWORD: "pw",
        MLFLOW_TRACKING_TOKEN: "t",
      },
      `Basic ${Buffer.from("me:pw").toString("base64")}`,
    ],
    ["a name alone", { MLFLOW_TRACKING_USERNAME: "me" }, undefined],
  ])("gets %s", async (_, env, authorization) => {
    const { url, asked } = await serve();
    await call(["drift"], { MLFLOW_TRACKING_URI: url, ...env });
    expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(
      new Set([authorization]),
    );
  });

  test("gets the name and password of its address, and its path", async () => {
    const { url, asked } = await serve();
    const address = url.replace("http://", "http://me:p%40w@");
    const { stdout } = await call(["drift", "--format", "json"], {
      MLFLOW_TRACKING_URI: `${address}/base/`,
      MLFLOW_TRACKING_TOKEN: "t",
    });
    expect(asked[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from("me:p@w").toString("base64")}`,
    );
    expect(stdout).toContain(`${url}/base`);
    expect(stdout).not.toContain("p%40w");
  });

  test("gets no secret over plain http, unless it is on this machine", async () => {
    const env = { MLFLOW_TRACKING_URI: "http://mlflow.test:5000", MLFLOW_TRACKING_TOKEN: "s3cret" };
    const { stdout } = await call(["drift"], env);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "http://mlflow.test:5000: MLFLOW_TRACKING_TOKEN: not sent to http://mlflow.test:5000, where others could read it; write https:// in MLFLOW_TRACKING_URI",
    );
    expect(stdout).not.toContain("s3cret");
  });

  test("shows how far its reading is, after a second, and clears the line", async () => {
    const slow: Trick = ({ path }, response) => {
      if (path !== "runs/search") return false;
      setTimeout(() => response.end("{}"), 1300);
      return true;
    };
    const { url } = await serve({ ...STORE, experiments: [{ id: "7", name: "churn" }] }, slow);
    const { stderr } = await call(["drift"], { MLFLOW_TRACKING_URI: url }, { isTTY: true });
    expect(stderr).toContain(`\r\u001b[KMLflow at ${url}: 0 runs, 1 s`);
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });
});

describe("with --offline", () => {
  test("no server is contacted, and what it holds is unknown", async () => {
    const { url, asked } = await serve();
    const env = { MLFLOW_TRACKING_URI: url, TRINO_URL: url };
    const config = `${SOURCE(url)}sources: [{table: a.b.c, engine: trino}]\nengines: {trino: {user: me}}\n`;
    const { stdout } = await call(["drift", "--offline"], env, { config });
    expect(stdout.replace(/\s+/g, " ")).toContain(`${url}: not contacted because of --offline`);
    const { stdout: scan } = await call(["scan", "--offline"], env, { config });
    expect(scan.replace(/\s+/g, " ")).toContain("not contacted because of --offline");
    const { stdout: init } = await call(["init", "--force", "--offline"], env);
    expect(init).toContain("not contacted because of --offline");
    expect(asked).toEqual([]);
  });

  test("no service is notified", async () => {
    const { url, asked } = await serve();
    const { stderr } = await call(["generate", "--offline"], { RETRAIN_PLAN_NOTIFY_URL: url });
    expect(stderr).toContain("no service is notified because of --offline");
    expect(asked).toEqual([]);
  });
});

describe("what a server said", () => {
  async function plan(keep: string[] = []) {
    const server = await serve();
    const written = await call(["generate", ...keep], { MLFLOW_TRACKING_URI: server.url });
    const directory = join(written.cwd, "artifacts/retraining/latest");
    return { ...written, server, directory, kept: join(directory, "evidence/mlflow.json") };
  }

  test("is kept with the plan, and approved with it", async () => {
    const { cwd, directory, kept, server } = await plan();
    expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ server: server.url });
    expect(readFileSync(join(directory, "SHA256SUMS"), "utf8")).toMatch(
      / {2}evidence\/mlflow\.json\n/,
    );
    expect(readFileSync(join(directory, "retrain_plan.md"), "utf8")).toContain(
      "kept in `evidence/mlflow.json`, SHA-256",
    );
    await server.close();
    servers.length = 0;
    await call(["approve", "latest", "--as", "A. Chen", "--role", "Validator"], {}, { cwd });
    const { status, stdout } = await call(["verify", "latest"], {}, { cwd });
    expect(stdout).toContain("plan: 4 files, as recorded");
    expect(status).toBe(0);
  });

  test.each<[string, (kept: string) => void, string]>([
    ["is changed", (kept) => writeFileSync(kept, "{}"), "evidence/mlflow.json: recorded SHA-256"],
    [
      "is joined by another file",
      (kept) => writeFileSync(kept.replace("mlflow", "other"), "{}"),
      "evidence/other.json: recorded nothing in SHA256SUMS, found a file",
    ],
  ])("fails verify where it %s", async (_, alter, said) => {
    const { cwd, kept } = await plan();
    alter(kept);
    const { status, stdout } = await call(["verify", "latest"], {}, { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain(said);
  });

  test("fails verify where its sum is altered with it", async () => {
    const { cwd, kept, directory } = await plan();
    const { createHash } = await import("node:crypto");
    const sum = (text: string) => createHash("sha256").update(text).digest("hex");
    const sums = join(directory, "SHA256SUMS");
    const old = sum(readFileSync(kept, "utf8"));
    writeFileSync(kept, "{}");
    writeFileSync(sums, readFileSync(sums, "utf8").replace(old, sum("{}")));
    const { status, stdout } = await call(["verify", "latest"], {}, { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain(`evidence/mlflow.json: recorded SHA-256 ${old}`);
  });

  test("does not keep an old plan from being removed", async () => {
    const { cwd, server } = await plan();
    const env = { MLFLOW_TRACKING_URI: server.url };
    await call(["generate", "--keep", "1"], env, { cwd });
    const { readdirSync } = await import("node:fs");
    const plans = readdirSync(join(cwd, "artifacts/retraining")).filter((name) => /Z/.test(name));
    expect(plans).toEqual(["20250814_000000Z-2"]);
  });

  test("is the same where nothing has changed", async () => {
    const { cwd, server } = await plan();
    const env = { MLFLOW_TRACKING_URI: server.url };
    const { stdout } = await call(["generate", "--if-changed"], env, { cwd });
    expect(stdout).toContain("Unchanged since");
  });
});

test("databricks is not read, and the plan says what to do", async () => {
  const { stdout } = await call(["drift"], { MLFLOW_TRACKING_URI: "databricks://prod" });
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "MLFLOW_TRACKING_URI: names databricks, not read: export the runs, as by",
  );
});

test.each([
  [
    "{tool: metrics, url: 'https://a.test'}",
    /url: .*only `tool: mlflow` and `tool: prometheus` have it/,
  ],
  ["{tool: mlflow}", /path: found nothing, expected a `path`, or the `url` of a server/],
  ["{tool: mlflow, path: a.db, url: 'https://a.test'}", /not both/],
  ["{tool: mlflow, url: 'databricks://a'}", /an address that begins with https:\/\/ or http:\/\//],
  ["{tool: table, path: a.csv, experiment: a}", /experiment: .*only `tool: mlflow` has it/],
])("the source %s is a fault", async (source, fault) => {
  const { status, stderr } = await call(
    ["drift"],
    {},
    { config: `validation: {sources: [${source}]}` },
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(fault);
});
