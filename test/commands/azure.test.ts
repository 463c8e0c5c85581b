import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { EXTENSIONS, hasExtensions } from "../support/extensions.ts";
import { fakeAzure, writeBlobs } from "../support/fake-azure.ts";
import type { FakeStore, Intercept } from "../support/fake-store.ts";
import { fillStore } from "../support/fill-store.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const stores: FakeStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function serve(intercept?: Intercept, pageSize?: number): Promise<FakeStore> {
  const store = await fakeAzure(intercept, pageSize);
  stores.push(store);
  return store;
}

/** In base64 `s3cret`, as no message may say it. */
const KEY = "czNjcmV0";
const SIGNATURE = "?sv=2023-11-03&sp=rl&sig=s3cret%3D";

async function call(words: string[], env: Record<string, string>, source: string, config = "") {
  const cwd = scratch({ "retrain-plan.yaml": `${config}\nsources: [${source}]` });
  const { host, record } = fakeHost(cwd, { env });
  const status = await run([...words, "--now", "2025-08-31T12:00:00Z"], host);
  expect(record.both).not.toMatch(/s3cret|czNjcmV0/);
  return { status, ...record };
}

/** Why the only source was not counted. */
async function findProblem(
  env: Record<string, string>,
  path = "az://lake/events/*.parquet",
  config = "",
) {
  const words = ["scan", "--format", "json"];
  const { status, stdout } = await call(words, env, `{path: '${path}'}`, config);
  const { datasets, problems } = JSON.parse(stdout);
  expect([status, datasets[0].samples, problems.length]).toEqual([0, null, 1]);
  return problems[0].problem as string;
}

const EMPTY = { RETRAIN_PLAN_DUCKDB_EXTENSIONS: scratch() };
const NOT_INSTALLED = "DuckDB's extension httpfs is not installed";

describe("an address in Azure Blob Storage", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "no account",
      {},
      "it is not contacted because only a file names it: set AZURE_STORAGE_ACCOUNT, with AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or AZURE_STORAGE_CONNECTION_STRING",
    ],
    [
      "a key without an account",
      { AZURE_STORAGE_KEY: KEY },
      "it is not contacted because only a file names it: set AZURE_STORAGE_ACCOUNT, with",
    ],
    ["an account alone", { AZURE_STORAGE_ACCOUNT: "mylake" }, NOT_INSTALLED],
    [
      "a connection string",
      { AZURE_STORAGE_CONNECTION_STRING: `AccountName=mylake;AccountKey=${KEY}` },
      NOT_INSTALLED,
    ],
    [
      "an endpoint and a signature",
      {
        AZURE_STORAGE_CONNECTION_STRING: `BlobEndpoint=https://mylake.blob.core.windows.net/;SharedAccessSignature=${SIGNATURE}`,
      },
      NOT_INSTALLED,
    ],
  ])("is unknown with %s, in one line that says what to do", async (_, env, why) => {
    expect(await findProblem({ ...EMPTY, ...env })).toContain(why);
  });

  test("is not contacted with --offline", async () => {
    const store = await serve();
    const env = { ...EMPTY, AZURE_STORAGE_SERVICE_ENDPOINT: store.url };
    const words = ["scan", "--offline", "--format", "json"];
    const { stdout } = await call(words, env, "{path: 'az://lake/events/*.parquet'}");
    expect(JSON.parse(stdout).problems[0].problem).toBe("not contacted because of --offline");
    expect(store.asked).toEqual([]);
  });

  test.each<[Record<string, string>, string]>([
    [
      { AZURE_STORAGE_ACCOUNT: "my.lake/", AZURE_STORAGE_KEY: KEY },
      "AZURE_STORAGE_ACCOUNT: not the name of a storage account (3 to 24 lowercase letters and digits); set AZURE_STORAGE_SERVICE_ENDPOINT, or BlobEndpoint, for another server than that of Azure",
    ],
    [
      { AZURE_STORAGE_ACCOUNT: "mylake", AZURE_STORAGE_KEY: "s3cret!" },
      "AZURE_STORAGE_KEY: not a key in base64; copy it whole",
    ],
    [
      { AZURE_STORAGE_SERVICE_ENDPOINT: "https://example.com", AZURE_STORAGE_KEY: KEY },
      "AZURE_STORAGE_KEY: its account is not set; add AZURE_STORAGE_ACCOUNT",
    ],
    [
      {
        AZURE_STORAGE_CONNECTION_STRING: `BlobEndpoint=https://example.com;AccountKey=${KEY}`,
      },
      "AccountKey of AZURE_STORAGE_CONNECTION_STRING: its account is not set; add AccountName",
    ],
    [
      {
        AZURE_STORAGE_SERVICE_ENDPOINT: "http://example.com",
        AZURE_STORAGE_SAS_TOKEN: SIGNATURE,
      },
      "AZURE_STORAGE_SAS_TOKEN: not sent to http://example.com, where others could read it; write https:// in AZURE_STORAGE_SERVICE_ENDPOINT",
    ],
    [
      {
        AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=mylake;AccountKey=${KEY}`,
      },
      "AccountKey of AZURE_STORAGE_CONNECTION_STRING: not sent to http://mylake.blob.core.windows.net, where others could read it; write https:// in DefaultEndpointsProtocol of AZURE_STORAGE_CONNECTION_STRING",
    ],
    [
      { AZURE_STORAGE_CONNECTION_STRING: KEY },
      "AZURE_STORAGE_CONNECTION_STRING: has neither AccountName nor BlobEndpoint; copy it whole",
    ],
    [
      { AZURE_STORAGE_SERVICE_ENDPOINT: `https://mylake.blob.core.windows.net/${SIGNATURE}` },
      "AZURE_STORAGE_SERVICE_ENDPOINT: has a ? or #; write a signature to AZURE_STORAGE_SAS_TOKEN, or as SharedAccessSignature",
    ],
    [
      { AZURE_STORAGE_SERVICE_ENDPOINT: "s3cret" },
      "AZURE_STORAGE_SERVICE_ENDPOINT: not an address that begins with https:// or http://; copy it whole",
    ],
  ])("says what is wrong with %j", async (env, why) => {
    const source = "{path: 'az://lake/events/*.parquet'}";
    const { status, stderr } = await call(["scan"], { ...EMPTY, ...env }, source);
    expect([status, stderr]).toEqual([2, `retrain-plan: ${why}\n`]);
  });

  test.each([
    "az://lake/a.parquet?sv=2023-11-03",
    "az://lake/../pond/*.parquet",
    "az://lake/*.csv",
    "az://mylake.blob.core.windows.net",
    "az://mylake.blob.core.windows.net/my.lake/a.parquet",
    "abfss://lake@mylake.dfs.core.windows.net/events",
  ])("is refused as %s", async (path) => {
    const { status, stderr } = await call(["scan"], {}, `{path: '${path}'}`);
    expect(status).toBe(2);
    expect(stderr).toContain("retrain-plan.yaml:2: sources[0].path: found ");
  });
});

/** 240 rows of ten days. */
const ROWS =
  "select timestamp '2025-08-01 00:30:00' + interval (i) hour as event_time, i % 5 as shop from range(240) r(i)";

/** Answers a request for a range with other bytes, and a number of them. */
function sendPart(
  headers: IncomingMessage["headers"],
  response: ServerResponse,
  toLength: (asked: number) => number,
): boolean {
  const [, from, to] = /(\d+)-(\d+)/.exec(String(headers["x-ms-range"])) ?? [];
  if (from === undefined) return false;
  const length = toLength(Number(to) - Number(from) + 1);
  const range = `bytes ${from}-${Number(from) + length - 1}/100000`;
  response.writeHead(206, { "content-length": length, "content-range": range });
  response.end(Buffer.alloc(length, "x"));
  return true;
}

describe.skipIf(!hasExtensions("httpfs"))("Azure Blob Storage, read by DuckDB with httpfs", () => {
  const env = (url: string) => ({
    RETRAIN_PLAN_DUCKDB_EXTENSIONS: EXTENSIONS,
    AZURE_STORAGE_SERVICE_ENDPOINT: url,
    AZURE_STORAGE_SAS_TOKEN: SIGNATURE,
  });

  test("gives the rows of all pages of its list, of files with names of any characters", async () => {
    const store = await serve(undefined, 1);
    await fillStore(store.objects, {
      "lake/events/a.parquet": `${ROWS} where i < 100`,
      "lake/events/b [1] *+%é & (x)!~,;=@.parquet": `${ROWS} where i >= 100`,
      "lake/events/.hidden.parquet": ROWS,
      "lake/other/c.parquet": ROWS,
    });
    for (const path of [
      "az://lake/events/*.parquet",
      "az://lake/events",
      "az://127.0.0.1/lake/events",
    ]) {
      const words = ["scan", "--format", "json"];
      const { stdout } = await call(words, env(store.url), `{path: '${path}'}`);
      const { datasets, sources, days } = JSON.parse(stdout);
      expect(datasets).toMatchObject([
        { name: path, samples: 240, counted_by: { engine: "duckdb", server: store.url } },
      ]);
      expect(datasets[0].counted_by.query).toContain(`from '${path}'`);
      const modified = "2025-08-31T06:00:00+00:00";
      expect(sources).toMatchObject([{ files: 2, modified: { latest: modified } }]);
      expect(days.map(({ samples }: { samples: number }) => samples)).toEqual(Array(10).fill(24));
      expect(stdout).not.toContain("s3://");
    }
  });

  test("at a server that only an address names is not contacted", async () => {
    const store = await serve();
    const path = "az://mylake.blob.core.windows.net/lake/events";
    expect(await findProblem(env(store.url), path)).toBe(
      `mylake.blob.core.windows.net is not contacted because only a file names it: the environment names ${store.url}`,
    );
    expect(store.asked).toEqual([]);
  });

  test.each<[string, Intercept, RegExp]>([
    [
      "refuses the signature",
      (_, response) => response.writeHead(403).end() !== null,
      /^Azure Blob Storage at \S+ answers 403 for lake: check AZURE_STORAGE_SAS_TOKEN$/,
    ],
    [
      "has lost an object",
      ({ url }, response) =>
        url?.includes("comp=list") !== true && response.writeHead(404).end() !== null,
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
      /does not list lake as Azure does$/,
    ],
    [
      "lists no file",
      (_, response) => response.end(writeBlobs([])) !== null,
      /^no Parquet file was found at az:\/\/lake\/events\/\*\.parquet$/,
    ],
    [
      "sends bytes that are no Parquet",
      ({ headers }, response) => sendPart(headers, response, (asked) => asked),
      /^DuckDB says: .*az:\/\/lake\/events\/a\.parquet/,
    ],
    [
      "sends less of a range than it was asked for",
      ({ headers }, response) => sendPart(headers, response, (asked) => asked - 1),
      /^Azure Blob Storage at \S+ sends less of lake\/events\/a\.parquet than it was asked for$/,
    ],
    [
      "never answers",
      () => true,
      /took longer than 0\.02 min: raise `engines\.s3\.timeout_minutes`$/,
    ],
  ])("is unknown where the server %s, and never empty", async (_, intercept, why) => {
    const store = await serve(intercept);
    await fillStore(store.objects, { "lake/events/a.parquet": ROWS });
    const config = "engines: {s3: {timeout_minutes: 0.02}}";
    const problem = await findProblem(env(store.url), undefined, config);
    expect(problem).toMatch(why);
    expect(problem).not.toContain("s3://");
  });
});
