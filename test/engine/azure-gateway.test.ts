import { afterEach, describe, expect, test } from "vitest";
import { type AzureAccess, azureProtocol } from "../../src/engine/azure-protocol.ts";
import { StoreClient } from "../../src/engine/store-client.ts";
import { StoreGateway } from "../../src/engine/store-gateway.ts";
import { namedServer } from "../../src/trust/server.ts";
import { fakeAzure, writeBlob, writeBlobs } from "../support/fake-azure.ts";
import type { FakeStore, Intercept } from "../support/fake-store.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serve(intercept?: Intercept, pageSize?: number): Promise<FakeStore> {
  const store = await fakeAzure(intercept, pageSize);
  opened.push(store);
  for (const name of ["a", "b", "c"]) {
    store.objects.set(`lake/events/${name}.parquet`, Buffer.from("0123456789"));
  }
  return store;
}

const SIGNED: AzureAccess = {
  key: { account: "account", secret: Buffer.from("s3cret").toString("base64") },
  signature: null,
  keyNames: "AZURE_STORAGE_KEY",
};
const HANDED: AzureAccess = {
  key: null,
  signature: "sv=2023-11-03&sp=rl&sig=a%2Fb%2Bs3cret%3D",
  keyNames: "AZURE_STORAGE_SAS_TOKEN",
};
const ANYBODY: AzureAccess = { key: null, signature: null, keyNames: "AZURE_STORAGE_KEY" };

async function open(
  { url }: Pick<FakeStore, "url">,
  access: AzureAccess = SIGNED,
  silenceMs = 30_000,
) {
  const client = new StoreClient({
    protocol: azureProtocol(access),
    server: namedServer("AZURE_STORAGE_SERVICE_ENDPOINT", url),
    now: () => Date.UTC(2025, 7, 31),
    pausesMs: [],
    silenceMs,
  });
  const gateway = new StoreGateway(client, [{ bucket: "lake", prefix: "events/" }]);
  opened.push(gateway);
  const host = await gateway.listen();
  const ask = async (path: string, range?: string, method = "GET") => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${gateway.keyId}/20250831/x`;
    const headers = { authorization, ...(range !== undefined && { range }) };
    const answer = await fetch(`http://${host}/${path}`, { method, headers });
    return { status: answer.status, text: await answer.text() };
  };
  const problems = () => {
    const { problem, missing } = gateway.takeProblems();
    const name = (text = "") => text.replace(new URL(url).origin, "SERVER");
    expect(`${problem?.message} ${missing?.message}`).not.toContain("s3cret");
    return { problem: name(problem?.message), missing: name(missing?.message) };
  };
  return { ask, problems };
}

const LIST = "lake/?list-type=2&encoding-type=url&prefix=events%2F";
const OBJECT = "lake/events/a.parquet";
const NONE = { problem: "", missing: "" };

/** An answer with a status, and its code in the header and the body, as Azure names it. */
function refuse(status: number, code: string): Intercept {
  return (_, response) =>
    response
      .writeHead(status, { "x-ms-error-code": code })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`) !== null;
}

describe("between DuckDB and Azure Blob Storage", () => {
  test("translates requests, and lists page by page", async () => {
    const store = await serve(undefined, 2);
    const { ask, problems } = await open(store);
    const first = (await ask(LIST)).text;
    const [, token] = /<NextContinuationToken>(.*)<\/Next/.exec(first) ?? [];
    const second = (await ask(`${LIST}&continuation-token=${token}`)).text;
    const keys = (text: string) => [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
    expect([keys(first), keys(second)]).toEqual([
      ["events/a.parquet", "events/b.parquet"],
      ["events/c.parquet"],
    ]);
    expect(second).toContain("<IsTruncated>false");
    expect(await ask(OBJECT)).toEqual({ status: 200, text: "0123456789" });
    expect(await ask(OBJECT, "bytes=2-4")).toEqual({ status: 206, text: "234" });
    expect((await ask(OBJECT, undefined, "HEAD")).status).toBe(200);
    expect(problems()).toEqual(NONE);
    const list = "GET /lake?restype=container&comp=list&include=metadata&maxresults=1000";
    expect(store.asked.map(({ line }) => line)).toEqual([
      `${list}&prefix=events%2F`,
      `${list}&prefix=events%2F&marker=2%2192%212`,
      ...["GET", "GET", "HEAD"].map((method) => `${method} /lake/events/a.parquet`),
    ]);
    for (const { headers } of store.asked) {
      expect(headers.authorization).toMatch(/^SharedKey account:[\w+/]{43}=$/);
      expect(headers["x-ms-date"]).toBe("Sun, 31 Aug 2025 00:00:00 GMT");
      expect(headers.range).toBe(headers["x-ms-range"]);
    }
  });

  test("appends a signature that was handed out, as it is", async () => {
    const store = await serve();
    const { ask, problems } = await open({ url: `${store.url}/account/` }, HANDED);
    expect((await ask(`${LIST}a%20b`)).status).toBe(200);
    await ask(OBJECT);
    expect(problems()).toEqual({ problem: "", missing: expect.stringContaining(" 404 ") });
    expect(store.asked.map(({ line }) => line)).toEqual([
      `GET /account/lake?restype=container&comp=list&include=metadata&maxresults=1000&prefix=events%2Fa%20b&${HANDED.signature}`,
      `GET /account/lake/events/a.parquet?${HANDED.signature}`,
    ]);
    expect(store.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  test("shows no key to a container that anybody may read", async () => {
    const store = await serve();
    const { ask, problems } = await open(store, ANYBODY);
    expect([(await ask(LIST)).status, (await ask(OBJECT)).status]).toEqual([200, 200]);
    expect(problems()).toEqual(NONE);
    expect(store.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  test.each<[string, AzureAccess, number, string, string]>([
    ["the key", SIGNED, 403, "AuthenticationFailed", ": check AZURE_STORAGE_KEY"],
    ["a signature", HANDED, 403, "AuthorizationFailure", ": check AZURE_STORAGE_SAS_TOKEN"],
    ["a container", SIGNED, 404, "ContainerNotFound", ""],
    ["anybody", ANYBODY, 404, "ResourceNotFound", ": set AZURE_STORAGE_KEY"],
    ["anybody at all", ANYBODY, 409, "PublicAccessNotPermitted", ": set AZURE_STORAGE_KEY"],
    ["without a key", ANYBODY, 401, "NoAuthenticationInformation", ": set AZURE_STORAGE_KEY"],
    ["for a while", SIGNED, 503, "ServerBusy", ""],
    ["a version", SIGNED, 400, "InvalidHeaderValue", ""],
  ])("says why where the server refuses %s", async (_, access, status, code, advice) => {
    const { ask, problems } = await open(await serve(refuse(status, code)), access);
    for (const [path, method, place] of [
      [LIST, "GET", "lake"],
      [OBJECT, "HEAD", OBJECT],
    ] as const) {
      expect((await ask(path, undefined, method)).status).toBeGreaterThanOrEqual(400);
      const problem = `Azure Blob Storage at SERVER answers ${status} (${code}) for ${place}${advice}`;
      expect(problems()).toEqual({ problem, missing: "" });
    }
  });

  test("takes an object that is missing for one that a table may do without", async () => {
    const { ask, problems } = await open(await serve(refuse(404, "BlobNotFound")));
    expect((await ask("lake/events/_last_checkpoint", undefined, "HEAD")).status).toBe(404);
    expect(problems()).toEqual({
      problem: "",
      missing:
        "Azure Blob Storage at SERVER answers 404 (BlobNotFound) for lake/events/_last_checkpoint",
    });
  });

  test.each<[string, Intercept]>([
    ["anything", (_, response) => response.end("<html>welcome</html>") !== null],
    ["nothing", (_, response) => response.end() !== null],
    [
      "a list of S3",
      (_, response) => response.end("<ListBucketResult></ListBucketResult>") !== null,
    ],
    [
      "half a list",
      (_, response) => response.end(writeBlobs([writeBlob("events/a", 1)]).slice(0, 300)) !== null,
    ],
  ])("never takes %s for an empty list", async (_, intercept) => {
    const { ask, problems } = await open(await serve(intercept));
    expect((await ask(LIST)).status).toBe(400);
    expect(problems().problem).toBe(
      "Azure Blob Storage at SERVER does not list lake as Azure does",
    );
  });

  test("refuses a list without an end, and pages without an end", async () => {
    const endless = await open(
      await serve((_, response) => {
        const timer = setInterval(() => response.write(Buffer.alloc(1 << 20, " ")), 1);
        response.on("close", () => clearInterval(timer));
        return true;
      }),
    );
    expect((await endless.ask(LIST)).status).toBe(400);
    expect(endless.problems().problem).toBe("Azure Blob Storage at SERVER sends more than 16 MB");
    const again = await open(
      await serve((_, response) => response.end(writeBlobs([], "x")) !== null),
    );
    for (let page = 0; page < 1000; page++) await again.ask(LIST);
    expect(again.problems()).toEqual(NONE);
    expect((await again.ask(LIST)).status).toBe(400);
    expect(again.problems().problem).toContain("lists more than a million objects");
  });

  test.each([
    ["says nothing", () => true],
    [
      "stops within an object",
      (_, response) => response.writeHead(200, { "content-length": 100 }).write("0") !== null,
    ],
  ] as [string, Intercept][])("gives up a server that %s", async (_, intercept) => {
    const { ask, problems } = await open(await serve(intercept), SIGNED, 300);
    await ask(OBJECT).catch(() => null);
    expect(problems().problem).toBe("Azure Blob Storage at SERVER does not answer in 0.3 s");
  });

  test("refuses more of an object than it asked for", async () => {
    const { ask, problems } = await open(
      await serve((_, response) => response.end(Buffer.alloc(50)) !== null),
    );
    expect((await ask(OBJECT, "bytes=0-9")).status).toBe(400);
    expect(problems().problem).toContain(`sends more of ${OBJECT} than it was asked for`);
  });

  test("refuses less of an object than it asked for, unless it ends there", async () => {
    const cut = { "content-length": 5, "content-range": "bytes 2-6/10" };
    const { ask, problems } = await open(
      await serve((_, response) => response.writeHead(206, cut).end("23456") !== null),
    );
    expect(await ask(OBJECT, "bytes=2-6")).toEqual({ status: 206, text: "23456" });
    expect(problems()).toEqual(NONE);
    expect((await ask(OBJECT, "bytes=2-8")).status).toBe(400);
    expect(problems().problem).toContain(`sends less of ${OBJECT} than it was asked for`);
    const whole = await open(await serve());
    expect(await whole.ask(OBJECT, "bytes=5-20")).toEqual({ status: 206, text: "56789" });
    expect(whole.problems()).toEqual(NONE);
  });

  test("follows no redirect, and sends nothing to where it leads", async () => {
    const other = await serve();
    const store = await serve(
      ({ url }, response) => response.writeHead(302, { location: other.url + url }).end() !== null,
    );
    const { ask, problems } = await open(store, HANDED);
    for (const path of [LIST, OBJECT]) {
      expect((await ask(path)).status).toBe(400);
      expect(problems().problem).toMatch(
        /answers 302 for lake\S*, a redirect, not followed: check the account and the endpoint$/,
      );
    }
    expect(other.asked).toEqual([]);
  });

  test("refuses an object with a ? in its name", async () => {
    const store = await serve();
    store.objects.set("lake/events/b?s3_endpoint=example.com", Buffer.from("x"));
    const { ask, problems } = await open(store);
    expect((await ask(LIST)).status).toBe(400);
    expect(problems().problem).toContain("has a ? in its name");
  });

  test("says no more of a code than it is", async () => {
    const { ask, problems } = await open(await serve(refuse(403, "<b>no</b>")));
    await ask(LIST);
    expect(problems().problem).toContain(" answers 403 for lake: check AZURE_STORAGE_KEY");
  });
});
