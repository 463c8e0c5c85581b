import { afterEach, describe, expect, test } from "vitest";
import { s3Protocol } from "../../src/engine/s3-protocol.ts";
import { StoreClient } from "../../src/engine/store-client.ts";
import { StoreGateway } from "../../src/engine/store-gateway.ts";
import { namedServer } from "../../src/trust/server.ts";
import { type FakeStore, fakeStore, type Intercept } from "../support/fake-store.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serve(intercept?: Intercept): Promise<FakeStore> {
  const store = await fakeStore(intercept);
  opened.push(store);
  store.objects.set("lake/events/a.parquet", Buffer.from("0123456789"));
  store.objects.set("lake/other/b.parquet", Buffer.from("secret"));
  return store;
}

interface Asked {
  readonly method?: string;
  readonly range?: string;
  /** Whether the key of this run is used. */
  readonly isKnown?: boolean;
}

/** Of a server that stays silent; any other may take longer on a busy machine. */
const SILENT = "does not answer in 0.3 s";

async function open(
  { url }: Pick<FakeStore, "url">,
  pausesMs: number[] = [],
  silenceMs: number = 30_000,
) {
  const client = new StoreClient({
    protocol: s3Protocol({
      name: "S3",
      region: "eu-central-1",
      key: { id: "AKID", secret: "s3cret", token: undefined },
      keyNames: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    }),
    server: namedServer("AWS_ENDPOINT_URL_S3", url),
    now: () => Date.UTC(2025, 7, 31),
    pausesMs,
    silenceMs,
  });
  const gateway = new StoreGateway(client, [{ bucket: "lake", prefix: "events/" }]);
  opened.push(gateway);
  const host = await gateway.listen();
  const ask = async (path: string, { method = "GET", range, isKnown = true }: Asked = {}) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${isKnown ? gateway.keyId : "other"}/20250831/x`;
    const headers = { authorization, ...(range !== undefined && { range }) };
    const answer = await fetch(`http://${host}/${path}`, { method, headers });
    return { status: answer.status, text: await answer.text() };
  };
  const problem = () => gateway.takeProblems().problem?.message.replace(url, "SERVER") ?? null;
  return { client, gateway, ask, problem };
}

const LIST = "lake/?list-type=2&prefix=events%2F";
const OBJECT = "lake/events/a.parquet";

describe("between DuckDB and an object store", () => {
  test("passes on lists and objects, signed with the user's key, which stays here", async () => {
    const store = await serve();
    const { ask, problem } = await open(store);
    expect((await ask(LIST)).text).toContain("<Key>events/a.parquet</Key>");
    expect(await ask(OBJECT)).toEqual({ status: 200, text: "0123456789" });
    expect(await ask(OBJECT, { range: "bytes=2-4" })).toEqual({ status: 206, text: "234" });
    expect((await ask(OBJECT, { method: "HEAD" })).status).toBe(200);
    expect(problem()).toBeNull();
    for (const { headers } of store.asked) {
      expect(headers.authorization).toMatch(/ Credential=AKID\/20250831\/eu-central-1\/s3\//);
    }
  });

  test.each<[string, Asked, string | null]>([
    [OBJECT, { isKnown: false }, null],
    [OBJECT, { method: "PUT" }, "the table names lake/events/a.parquet"],
    ["lake/other/b.parquet", {}, "the table names lake/other/b.parquet"],
    ["lake/events/%2e%2e%2fother/b.parquet", {}, "the table names lake/events/../other/b.parquet"],
    ["lake/?list-type=2&prefix=other", {}, "the table names lake"],
    ["lake/?list-type=2", {}, "the table names lake"],
    ["pond/events/a.parquet", {}, "the table names pond/events/a.parquet"],
  ])("does not pass on %s (%j)", async (path, asked, why) => {
    const store = await serve();
    const { ask, problem } = await open(store);
    expect((await ask(path, asked)).status).toBeGreaterThanOrEqual(400);
    expect(problem()).toBe(why && `${why}, which is outside of its address`);
    expect(store.asked).toEqual([]);
  });

  test.each<[string, Intercept, string, string]>([
    [
      "refuses the key",
      (_, response) =>
        response.writeHead(403).end("<Error><Code>InvalidAccessKeyId</Code></Error>") !== null,
      LIST,
      "answers 403 (InvalidAccessKeyId) for lake: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ],
    [
      "has no such bucket",
      (_, response) =>
        response.writeHead(404).end("<Error><Code>NoSuchBucket</Code></Error>") !== null,
      LIST,
      "answers 404 (NoSuchBucket) for lake",
    ],
    [
      "is of another region",
      (_, response) =>
        response.writeHead(400).end("<Error><Code>AuthorizationHeaderMalformed</Code></Error>") !==
        null,
      LIST,
      "answers 400 (AuthorizationHeaderMalformed) for lake: check the region",
    ],
    [
      "is busy",
      (_, response) => response.writeHead(503).end() !== null,
      LIST,
      "answers 503 for lake",
    ],
    [
      "answers anything",
      (_, response) => response.end("<html>welcome</html>") !== null,
      LIST,
      "does not list lake as S3 does",
    ],
    [
      "sends without an end",
      (_, response) => {
        const timer = setInterval(() => response.write(Buffer.alloc(1 << 20)), 1);
        response.on("close", () => clearInterval(timer));
        return true;
      },
      LIST,
      "sends more than 16 MB",
    ],
    ["says nothing", () => true, OBJECT, SILENT],
    [
      "stops within an object",
      (_, response) => response.writeHead(200, { "content-length": 100 }).write("0") !== null,
      OBJECT,
      SILENT,
    ],
    [
      "breaks off",
      (_, response) => {
        response.writeHead(200, { "content-length": 100 }).write("0");
        setTimeout(() => response.destroy(), 50);
        return true;
      },
      OBJECT,
      "breaks off its answer",
    ],
    ["sends an object of no length", (_, response) => response.end() !== null, OBJECT, ""],
  ])("says why where the server %s", async (_, intercept, path, why) => {
    const { ask, problem } = await open(
      await serve(intercept),
      [],
      why === SILENT ? 300 : undefined,
    );
    const answer = await ask(path).catch(() => null);
    if (why === "") expect([answer?.status, problem()]).toEqual([200, null]);
    else {
      expect(answer?.status ?? 400).toBeGreaterThanOrEqual(400);
      expect(problem()).toBe(`S3 at SERVER ${why}`);
    }
  });

  test("does not take more of an object than it asked for", async () => {
    const store = await serve((_, response) => response.end(Buffer.alloc(50)) !== null);
    const { ask, problem } = await open(store);
    expect((await ask(OBJECT, { range: "bytes=0-9" })).status).toBe(400);
    expect(problem()).toBe(`S3 at SERVER sends more of ${OBJECT} than it was asked for`);
  });

  test("asks below the path of a server's address", async () => {
    const store = await serve((_, response) => response.end("<ListBucketResult>") !== null);
    const { ask } = await open({ url: `${store.url}/minio/` });
    expect((await ask(LIST)).status).toBe(200);
    expect(store.asked.map(({ line }) => line)).toEqual([
      "GET /minio/lake?list-type=2&prefix=events%2F",
    ]);
  });

  test("follows no redirect, and sends nothing to where it leads", async () => {
    const other = await serve();
    const store = await serve(
      ({ url }, response) => response.writeHead(307, { location: other.url + url }).end() !== null,
    );
    const { ask, problem } = await open(store);
    for (const path of [LIST, OBJECT]) {
      expect((await ask(path)).status).toBe(400);
      expect(problem()).toMatch(/answers 307 for lake\S*, a redirect, not followed: check/);
    }
    expect(other.asked).toEqual([]);
  });

  test("asks again where the server is busy, or away for a moment", async () => {
    let times = 0;
    const store = await serve((request, response) => {
      times += 1;
      if (times === 1) request.socket.destroy();
      else if (times === 2) response.writeHead(503).end();
      return times <= 2;
    });
    const { ask, problem } = await open(store, [1, 1, 1]);
    expect(await ask(OBJECT)).toEqual({ status: 200, text: "0123456789" });
    expect([times, problem()]).toEqual([3, null]);
  });

  test("that is stopped ends what runs, and refuses the rest", async () => {
    const { client, ask, gateway } = await open(await serve(() => true));
    setTimeout(() => client.stop(), 30);
    expect((await ask(OBJECT)).status).toBe(400);
    expect(gateway.takeProblems().problem).toMatchObject({ isStopped: true });
    expect((await ask(LIST)).status).toBe(400);
  });

  test("takes an object that is missing for one that a table may do without", async () => {
    const { ask, gateway } = await open(await serve());
    expect((await ask("lake/events/_last_checkpoint")).status).toBe(404);
    const { problem, missing } = gateway.takeProblems();
    expect(problem).toBeNull();
    expect(missing?.message).toMatch(
      /answers 404 \(NoSuchKey\) for lake\/events\/_last_checkpoint$/,
    );
  });
});
