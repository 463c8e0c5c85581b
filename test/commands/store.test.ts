import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { EXTENSIONS, hasExtensions } from "../support/extensions.ts";
import { type FakeStore, fakeStore, type Intercept } from "../support/fake-store.ts";
import { fillStore } from "../support/fill-store.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const stores: FakeStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function serve(intercept?: Intercept): Promise<FakeStore> {
  const store = await fakeStore(intercept);
  stores.push(store);
  return store;
}

const SOURCE = "{path: 's3://lake/events/*.parquet', role: training}";
const KEY = {
  AWS_ACCESS_KEY_ID: "AKID",
  AWS_SECRET_ACCESS_KEY: "s3cret",
  AWS_SESSION_TOKEN: "t0k",
};

async function call(words: string[], env: Record<string, string>, config: string) {
  const cwd = scratch({ "retrain-plan.yaml": config });
  const { host, record } = fakeHost(cwd, { env });
  const status = await run([...words, "--now", "2025-08-31T12:00:00Z"], host);
  expect(record.both).not.toMatch(/s3cret|t0k/);
  return { status, ...record };
}

/** Why the only source was not counted. */
async function findProblem(env: Record<string, string>, config = `sources: [${SOURCE}]`) {
  const { status, stdout } = await call(["scan", "--format", "json"], env, config);
  const { datasets, problems } = JSON.parse(stdout);
  expect([status, datasets[0].samples, problems.length]).toEqual([0, null, 1]);
  return problems[0].problem as string;
}

const empty = scratch();

describe("an address in an object store", () => {
  test.each([
    [{}, "DuckDB counts it if RETRAIN_PLAN_DUCKDB_EXTENSIONS names the folder of its extensions"],
    [
      { RETRAIN_PLAN_DUCKDB_EXTENSIONS: empty, AWS_REGION: "eu-central-1" },
      "DuckDB's extension httpfs is not installed: `pip install duckdb==1.5.5 ",
    ],
    [
      { RETRAIN_PLAN_DUCKDB_EXTENSIONS: empty },
      "it is not contacted because only a file names it: set AWS_REGION, or AWS_ENDPOINT_URL_S3",
    ],
  ])("is unknown with %j, in one line that says what to do", async (env, why) => {
    expect(await findProblem(env)).toContain(why);
    const words = ["check", "--fail-on", "insufficient-data,unknown"];
    const { status, stdout } = await call(words, env, `sources: [${SOURCE}]`);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/unknown: sufficiency/)]);
  });

  test("of Google needs a key", async () => {
    const config = "sources: [{path: 'gs://lake/events/*.parquet'}]";
    const env = { RETRAIN_PLAN_DUCKDB_EXTENSIONS: empty, ...KEY };
    expect(await findProblem(env, config)).toContain("set GS_ACCESS_KEY_ID and");
  });

  test("at an endpoint that only the configuration names is not contacted", async () => {
    const [named, other] = [await serve(), await serve()];
    const env = { RETRAIN_PLAN_DUCKDB_EXTENSIONS: empty, ...KEY };
    const config = `engines: {s3: {endpoint: "${other.url}"}}\nsources: [${SOURCE}]`;
    for (const server of [{ AWS_ENDPOINT_URL_S3: named.url }, { AWS_REGION: "eu-central-1" }]) {
      expect(await findProblem({ ...env, ...server }, config)).toBe(
        `${other.url} is not contacted because only a file names it: set AWS_ENDPOINT_URL_S3`,
      );
    }
    expect([...named.asked, ...other.asked]).toEqual([]);
  });

  test("gets no key over plain http", async () => {
    const env = {
      RETRAIN_PLAN_DUCKDB_EXTENSIONS: empty,
      AWS_ENDPOINT_URL: "http://s3.example.com",
    };
    const { status, stderr } = await call(["scan"], { ...env, ...KEY }, `sources: [${SOURCE}]`);
    expect([status, stderr]).toEqual([
      2,
      "retrain-plan: AWS_SECRET_ACCESS_KEY: not sent to http://s3.example.com, where others could read it; write https:// in AWS_ENDPOINT_URL\n",
    ]);
  });

  test.each([
    ["{path: 's3://lake/a.parquet?s3_endpoint=example.com'}", "path"],
    ["{path: 's3://lake/../pond/*.parquet'}", "path"],
    ["{path: 's3://lake@example.com/*.parquet'}", "path"],
    ["{path: 's3://lake/*.csv'}", "path"],
    ["{path: 'https://example.com/a.parquet'}", "path"],
    ["{path: 's3://lake/events', delimiter: ','}", "delimiter"],
    ["{path: 's3://lake/events', sample: file}", "sample"],
    ["{path: 's3://lake/events', engine: trino}", "engine"],
  ])("is refused as %s", async (source, key) => {
    const { status, stderr } = await call(["scan"], {}, `sources: [${source}]`);
    expect(status).toBe(2);
    expect(stderr).toContain(`retrain-plan.yaml:1: sources[0].${key}: found `);
  });

  test("of a region that is none is refused", async () => {
    const config = `engines: {s3: {region: example.com/}}\nsources: [${SOURCE}]`;
    const { status, stderr } = await call(["scan"], {}, config);
    expect([status, stderr]).toEqual([2, expect.stringContaining("engines.s3.region: found ")]);
  });
});

/** 240 rows of ten days. */
const ROWS =
  "select timestamp '2025-08-01 00:30:00' + interval (i) hour as event_time, i % 5 as shop, case when i % 4 > 0 then i % 2 end as sold from range(240) r(i)";

describe.skipIf(!hasExtensions("httpfs"))("an object store, read by DuckDB with httpfs", () => {
  const env = (url: string) => ({
    RETRAIN_PLAN_DUCKDB_EXTENSIONS: EXTENSIONS,
    AWS_ENDPOINT_URL_S3: url,
    ...KEY,
  });

  async function scan(store: FakeStore, source: string, config = "") {
    const words = ["scan", "--format", "json"];
    const found = await call(words, env(store.url), `${config}\nsources: [${source}]`);
    return JSON.parse(found.stdout);
  }

  test("gives rows, days, labels, sizes and times of its files", async () => {
    const store = await serve();
    await fillStore(store.objects, {
      "lake/events/a.parquet": `${ROWS} where i < 100`,
      // A file may have columns of its own, and a name of any characters.
      "lake/events/b [1] *+%é.parquet": `select *, 1 as more from (${ROWS} where i >= 100)`,
      "lake/events/.hidden.parquet": ROWS,
      "lake/other/c.parquet": ROWS,
    });
    const source = "{path: 's3://lake/events/*.parquet', role: training, label: sold}";
    const { datasets, sources, days, notes } = await scan(store, source);
    expect(datasets).toMatchObject([
      {
        name: "s3://lake/events/*.parquet",
        samples: 240,
        undated: 0,
        columns: ["event_time", "more", "shop", "sold"],
        event_time: {
          earliest: "2025-08-01T00:30:00+00:00",
          latest: "2025-08-10T23:30:00+00:00",
          source: "column event_time",
        },
        labels: { labelled: 180, unlabelled: 60 },
        classes: [
          { label: "1", samples: 120 },
          { label: "0", samples: 60 },
        ],
        counted_by: { engine: "duckdb", server: store.url },
      },
    ]);
    expect(datasets[0].counted_by.query).toContain("from 's3://lake/events/*.parquet'");
    const bytes = ["a", "b [1] *+%é"].reduce(
      (sum, name) => sum + (store.objects.get(`lake/events/${name}.parquet`)?.length ?? 0),
      0,
    );
    const modified = { earliest: "2025-08-31T06:00:00+00:00", latest: "2025-08-31T06:00:00+00:00" };
    expect(sources).toMatchObject([{ files: 2, bytes, modified }]);
    expect(days.map(({ samples }: { samples: number }) => samples)).toEqual(Array(10).fill(24));
    expect(notes[0].note).toMatch(/^2 files, .*; counted by DuckDB at http:/);
  });

  test.each([
    ["text", "strftime(event_time, '%d/%m/%Y %H:%M') as at", "at, time_format: '%d/%m/%Y %H:%M'"],
    ["epochs", "epoch_ms(event_time) as at", "at"],
    ["instants", "event_time at time zone 'UTC' as at", "at"],
    ["dates", "cast(event_time as date) as at", "at"],
  ])("reads times as %s, in the zone of the plan", async (_, column, wanted) => {
    const store = await serve();
    await fillStore(store.objects, {
      "lake/events/a.parquet": `select ${column}, shop from (${ROWS.replace("timestamp '", "timestamp '")})`,
    });
    const source = `{path: 's3://lake/events', time_column: ${wanted}}`;
    for (const zone of ["UTC", "Asia/Kolkata"]) {
      const { days, datasets } = await scan(store, source, `timezone: ${zone}`);
      const moved = zone !== "UTC" && (column.includes("zone") || column.includes("epoch"));
      const counts = days.map(({ samples }: { samples: number }) => samples);
      // At half past midnight in UTC it is six o'clock there.
      expect(counts).toEqual(moved ? [18, ...Array(9).fill(24), 6] : Array(10).fill(24));
      expect(datasets[0].event_time.earliest).toContain(
        moved ? "T06:00:00+05:30" : "2025-08-01T00:",
      );
    }
  });

  test("takes the names of folders for columns", async () => {
    const store = await serve();
    await fillStore(store.objects, {
      "lake/events/day=2025-08-01/a.parquet": "select 1 as x from range(3)",
      "lake/events/day=2025-08-02/a.parquet": "select 2 as x from range(4)",
    });
    const { days } = await scan(store, "{path: 's3://lake/events', time_column: day}");
    expect(days).toEqual([
      { day: "2025-08-01", samples: 3 },
      { day: "2025-08-02", samples: 4 },
    ]);
  });

  test.each(["_delta_log/00000000000000000000.json", "metadata/v1.metadata.json"])(
    "does not count the files of a table below without its log (%s)",
    async (log) => {
      const store = await serve();
      await fillStore(store.objects, { "lake/events/visits/a.parquet": ROWS });
      const source = "sources: [{path: 's3://lake/events'}]";
      store.objects.set(`lake/events/visits/${log}`, Buffer.from("{}"));
      expect(await findProblem(env(store.url), source)).toBe(
        "a Delta or Iceberg table lies below s3://lake/events, at visits: name each table by its own root",
      );
    },
  );

  test("of Google is asked by its own key", async () => {
    const store = await serve();
    await fillStore(store.objects, { "lake/events/a.parquet": ROWS });
    const google = {
      GS_ENDPOINT_URL: store.url,
      GS_ACCESS_KEY_ID: "GOOG",
      GS_SECRET_ACCESS_KEY: "g",
    };
    const { stdout } = await call(
      ["scan", "--format", "json"],
      { ...env("http://127.0.0.1:9"), ...google },
      "sources: [{path: 'gs://lake/events'}]",
    );
    expect(JSON.parse(stdout).samples.counted).toBe(240);
    for (const { headers } of store.asked) {
      expect(headers.authorization).toContain(" Credential=GOOG/20");
      expect(headers["x-amz-security-token"]).toBeUndefined();
    }
  });

  test("reads of the columns' windows only the files that have their days", async () => {
    const store = await serve();
    await fillStore(store.objects, {
      "lake/events/a.parquet": `${ROWS} where i < 120`,
      "lake/events/b.parquet": `${ROWS} where i >= 120`,
    });
    const config = `drift: {data: {reference: {from: 2025-08-01, to: 2025-08-05}}}\nsources: [${SOURCE}]`;
    const { stdout } = await call(["profile", "--format", "json"], env(store.url), config);
    const { comparison } = JSON.parse(stdout);
    expect(comparison.reference.rows + comparison.current.rows).toBeGreaterThan(200);
    expect(comparison.columns.map(({ name }: { name: string }) => name).sort()).toEqual([
      "shop",
      "sold",
    ]);
  });

  test("does not read an object whose name leads to another server", async () => {
    const [store, other] = [await serve(), await serve()];
    await fillStore(store.objects, { "lake/events/a.parquet": ROWS });
    const name = `lake/events/b.parquet?s3_endpoint=${new URL(other.url).host}&s3_use_ssl=false&x=.parquet`;
    store.objects.set(name, Buffer.from("PAR1"));
    expect(await findProblem(env(store.url))).toBe(
      "an object there has a ? in its name, which DuckDB cannot read",
    );
    expect(other.asked).toEqual([]);
  });

  test.each<[string, Intercept, RegExp]>([
    [
      "refuses the key",
      (_, response) => response.writeHead(403).end() !== null,
      /answers 403 for lake: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY$/,
    ],
    [
      "has lost an object",
      ({ url }, response) =>
        url?.includes("list-type") !== true && response.writeHead(404).end() !== null,
      /answers 404 for lake\/events\/a\.parquet$/,
    ],
    [
      "redirects",
      (_, response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end() !== null,
      /answers 307 for lake, a redirect, not followed/,
    ],
    [
      "lists nothing that can be read",
      (_, response) => response.end("hello") !== null,
      /does not list lake as S3 does$/,
    ],
    [
      "lists no file",
      (_, response) => response.end("<ListBucketResult></ListBucketResult>") !== null,
      /^no Parquet file was found at s3:\/\/lake\/events\/\*\.parquet$/,
    ],
    [
      "sends bytes that are no Parquet",
      ({ url }, response) =>
        url?.includes("list-type") !== true &&
        response.writeHead(206, { "content-length": 8 }).end(Buffer.alloc(8, "x")) !== null,
      /a\.parquet/,
    ],
    [
      "never answers",
      () => true,
      /took longer than 0\.02 min: raise `engines\.s3\.timeout_minutes`$/,
    ],
    [
      "sends a byte a moment",
      ({ url }, response) => {
        if (url?.includes("list-type") === true) return false;
        response.writeHead(200, { "content-length": 1 << 20 });
        const timer = setInterval(() => response.write("x"), 50);
        response.on("close", () => clearInterval(timer));
        return true;
      },
      /took longer than 0\.02 min/,
    ],
  ])("is unknown where the server %s, and never empty", async (_, intercept, why) => {
    const store = await serve(intercept);
    await fillStore(store.objects, { "lake/events/a.parquet": ROWS });
    const config = `engines: {s3: {timeout_minutes: 0.02}}\nsources: [${SOURCE}]`;
    expect(await findProblem(env(store.url), config)).toMatch(why);
  });
});
