import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { type FakeAnswer, type FakeTrino, fakeTrino } from "../support/fake-trino.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const servers: FakeTrino[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const COLUMNS = [
  ["event_time", "timestamp(3)"],
  ["amount", "double"],
  ["churned", "boolean"],
] as const;

/** A table of ten days, as its server answers the queries of the inventory. */
function answer(sql: string): FakeAnswer {
  if (/limit 0$/.test(sql)) return { columns: COLUMNS, rows: [] };
  const texts = (n: number) => Array.from({ length: n }, (_, i) => [`c${i}`, "varchar"] as const);
  if (sql.includes("min(")) {
    return { columns: texts(2), rows: [["2025-08-01 09:30:00.000", "2025-08-10 23:59:59.999"]] };
  }
  if (sql.includes("row_number()")) {
    const rows = [
      ["false", "600", "2"],
      ["true", "390", "2"],
    ];
    return { columns: texts(3), rows };
  }
  const days = Array.from({ length: 10 }, (_, i) => [20_301 + i, "99", "99"]);
  return { columns: texts(3), rows: [...days, [null, "10", "0"]] };
}

const CONFIG = `
engines: {trino: {user: me}}
sources:
  - {table: lake.churn.events, engine: trino, label: churned, role: training}
requirements: {minimum_replay_size: 900}
`;

async function call(words: string[], env: Record<string, string>, config = CONFIG) {
  const cwd = scratch({ "retrain-plan.yaml": config });
  const { host, record } = fakeHost(cwd, { env });
  const status = await run(words, host);
  return { status, ...record };
}

async function serve(answers: (sql: string) => FakeAnswer = answer): Promise<FakeTrino> {
  const server = await fakeTrino(answers);
  servers.push(server);
  return server;
}

describe("a table on a Trino server", () => {
  test("is a data set with its days, labels and columns, and says who counted it", async () => {
    const { url } = await serve();
    const { status, stdout } = await call(["scan", "--format", "json"], { TRINO_URL: url });
    expect(status).toBe(0);
    const scan = JSON.parse(stdout);
    expect(scan.datasets).toMatchObject([
      {
        name: "lake.churn.events",
        role: "training",
        files: 0,
        samples: 1000,
        undated: 10,
        columns: ["amount", "churned", "event_time"],
        event_time: {
          earliest: "2025-08-01T09:30:00+00:00",
          latest: "2025-08-10T23:59:59.999000+00:00",
          source: "column event_time",
        },
        labels: { labelled: 990, unlabelled: 10, undated: { labelled: 0, unlabelled: 10 } },
        classes: [
          { label: "false", samples: 600 },
          { label: "true", samples: 390 },
        ],
        counted_by: { engine: "trino", server: url, at: "2025-08-14T08:00:00+00:00" },
      },
    ]);
    expect(scan.days).toHaveLength(10);
    expect(scan.sources[0].schemas[0].columns[0]).toEqual({
      name: "event_time",
      type: "timestamp(3)",
    });
    expect(scan.datasets[0].counted_by.query).toContain('from "lake"."churn"."events"');
  });

  test("counts in the plan, which says that its rows have no digest", async () => {
    const { url } = await serve();
    const words = ["generate", "--dry-run", "--format", "json"];
    const { status, stdout } = await call(words, { TRINO_URL: url });
    expect(status).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan.current_state.data_availability.sufficiency).toMatchObject({
      status: "sufficient",
      least: 990,
    });
    expect(plan.provenance.data).toMatchObject({
      sha256: null,
      problem: "lake.churn.events is a table on a server, which has no digest",
    });
  });

  test("leaves out old days", async () => {
    const { url } = await serve();
    const words = ["scan", "--since", "2025-08-06", "--format", "json"];
    const { stdout } = await call(words, { TRINO_URL: url });
    expect(JSON.parse(stdout).since).toEqual({
      day: "2025-08-06",
      samples: 495,
      unknown: 10,
      left_out: { samples: 495, files: 0 },
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ["no server is named", {}, "TRINO_URL is not set"],
    ["it cannot be reached", { TRINO_URL: "http://127.0.0.1:9" }, "cannot be reached"],
  ])("is unknown where %s", async (_, env, why) => {
    const { status, stdout } = await call(["check", "--fail-on", "insufficient-data,unknown"], env);
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain("lake.churn.events could not be counted: ");
    expect(stdout.replace(/\s+/g, " ")).toContain(why);
    const drift = await call(["drift", "--format", "json"], env);
    expect(JSON.parse(drift.stdout).input_drift.why).toBe("lake.churn.events was not counted");
  });

  test("is not taken for an empty one, whatever its role", async () => {
    const config = "sources: [{table: events, engine: trino}, {table: old, engine: trino}]";
    const { stdout } = await call(["scan", "--format", "json"], {}, config);
    const { datasets } = JSON.parse(stdout);
    expect(datasets).toMatchObject([
      { name: "events", role: "unknown", samples: null, uncounted_files: 1 },
      { name: "old", role: "unknown", samples: null, uncounted_files: 1 },
    ]);
  });

  test("is unknown where the query is wrong, with name and position", async () => {
    const error = {
      errorName: "TABLE_NOT_FOUND",
      errorType: "USER_ERROR",
      message: "line 1:15: Table 'lake.churn.events' does not exist",
      errorLocation: { lineNumber: 1, columnNumber: 15 },
    };
    const { url } = await serve(() => ({ error }));
    const { status, stdout } = await call(["scan"], { TRINO_URL: url });
    expect(status).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `reports TABLE_NOT_FOUND at line 1:15: Table 'lake.churn.events' does not exist`,
    );
  });

  test("of a host that only the configuration names is not contacted", async () => {
    const [named, other] = [await serve(), await serve()];
    const config = CONFIG.replace("{user: me}", `{user: me, url: "${other.url}"}`);
    const { stdout } = await call(["scan"], { TRINO_URL: named.url }, config);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `${other.url} is not contacted because only a file names it: set TRINO_URL`,
    );
    expect([...named.asked, ...other.asked]).toEqual([]);
  });

  test.each<[Record<string, string>, string, string]>([
    [{ TRINO_PASSWORD: "s3cret" }, `Basic ${btoa("me:s3cret")}`, "me"],
    [{ TRINO_TOKEN: "t0ken" }, "Bearer t0ken", "me"],
  ])("gets the secret of %j", async (env, authorization, user) => {
    const { url, asked } = await serve();
    await call(["scan"], { TRINO_URL: url, ...env });
    expect(asked[0]?.headers).toMatchObject({ authorization, "x-trino-user": user });
  });

  test("takes the user of the environment before that of the configuration", async () => {
    const { url, asked } = await serve();
    await call(["scan"], { TRINO_URL: url.replace("//", "//ann:w@") });
    expect(asked[0]?.headers).toMatchObject({
      authorization: `Basic ${btoa("ann:w")}`,
      "x-trino-user": "ann",
    });
  });

  test("has a column of which its source has another name: that is an error", async () => {
    const { url } = await serve();
    const config = CONFIG.replace("label: churned", "label: churnd");
    const { status, stderr } = await call(["scan"], { TRINO_URL: url }, config);
    expect(status).toBe(2);
    expect(stderr).toBe(
      'retrain-plan: retrain-plan.yaml:4: sources[0].label: lake.churn.events has no column "churnd", perhaps "churned"; there are event_time, amount, churned; correct `label`, or remove it\n',
    );
  });

  test.each([
    ["{path: data, engine: trino}", "sources[0].engine"],
    ["{table: a.b.c.d, engine: trino}", "sources[0].table"],
    ["{table: a}", "sources[0].engine"],
    ["{table: a, sql: select 1, engine: trino}", "sources[0].sql"],
    ["{sql: 'select 1; select 2', engine: trino}", "sources[0].sql"],
    ["{table: a, engine: trino, delimiter: ','}", "sources[0].delimiter"],
    ["{table: a, engine: trino, sample: file}", "sources[0].sample"],
  ])("is refused as %s", async (source, place) => {
    const { status, stderr } = await call(["scan"], {}, `sources: [${source}]`);
    expect(status).toBe(2);
    expect(stderr).toContain(`retrain-plan.yaml:1: ${place}: found `);
  });
});
