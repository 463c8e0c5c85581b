import { afterEach, describe, expect, test } from "vitest";
import { TrinoClient, type TrinoOptions } from "../../src/engine/trino-client.ts";
import { namedServer, withSecret } from "../../src/trust/server.ts";
import { type FakeAnswer, type FakeTrino, fakeTrino } from "../support/fake-trino.ts";

const servers: FakeTrino[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function open(
  answer: (sql: string, before: number) => FakeAnswer,
  more: Partial<TrinoOptions> = {},
) {
  const server = await fakeTrino(answer);
  servers.push(server);
  const { url } = server;
  const named = [namedServer("TRINO_URL", url)];
  const options = { url: new URL(url), servers: named, user: "me", timeoutMs: 20_000 };
  return { server, client: new TrinoClient({ ...options, pausesMs: [1, 1, 1], ...more }) };
}

const ONE: FakeAnswer = { columns: [["n", "varchar"]], rows: [["9007199254740993"]] };
const failure = (errorType: string) => ({
  error: {
    errorName: "A_NAME",
    errorType,
    message: "line 2:8: Column 'a' cannot be resolved\nat io.trino",
    errorLocation: { lineNumber: 2, columnNumber: 8 },
  },
});

describe("a Trino server", () => {
  test("is asked with user, source, zone, catalog and schema, and follows pages", async () => {
    const states: string[] = [];
    const onProgress = ({ state }: { state: string }) => states.push(state);
    const more = { catalog: "lake", schema: "Ä", onProgress };
    const { server, client } = await open(() => ONE, more);
    expect(await client.query("select 1")).toMatchObject({
      columns: [{ name: "n", type: "varchar" }],
      rows: [["9007199254740993"]],
      nodes: 2,
    });
    const [post, get] = server.asked;
    expect([post?.method, post?.path, post?.sql]).toEqual(["POST", "/v1/statement", "select 1"]);
    expect(post?.headers).toMatchObject({
      "x-trino-user": "me",
      "x-trino-source": "retrain-plan",
      "x-trino-time-zone": "UTC",
      "x-trino-catalog": "lake",
      "x-trino-schema": "%C3%84",
    });
    expect(get?.method).toBe("GET");
    expect(states.at(-1)).toBe("RUNNING");
  });

  test("is asked once where the query is wrong, and the position is that of the user's text", async () => {
    const { server, client } = await open(() => failure("USER_ERROR"));
    await expect(client.query("select *\nfrom x", 1)).rejects.toThrow(
      `Trino at ${server.url} reports A_NAME at line 1:8: Column 'a' cannot be resolved`,
    );
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test.each([
    ["INTERNAL_ERROR", 1],
    ["EXTERNAL", 3],
    ["INSUFFICIENT_RESOURCES", 2],
  ])("is asked again after an error of type %s", async (type, failures) => {
    const { server, client } = await open((_, before) => (before < failures ? failure(type) : ONE));
    expect((await client.query("select 1")).rows).toHaveLength(1);
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(failures + 1);
  });

  test("is given up after the fourth time", async () => {
    const { server, client } = await open(() => failure("INTERNAL_ERROR"));
    await expect(client.query("select 1")).rejects.toThrow("reports A_NAME");
    expect(server.asked.filter(({ method }) => method === "POST")).toHaveLength(4);
  });

  test.each([502, 503, 504, 429])("that answers %d is asked again", async (status) => {
    const { client } = await open((_, before) => (before < 2 ? { status } : ONE));
    expect((await client.query("select 1")).rows).toHaveLength(1);
  });

  test.each<[string, FakeAnswer, string]>([
    ["refuses the user", { status: 401 }, "rejected the user me (401): check TRINO_PASSWORD"],
    ["forbids it", { status: 403 }, "rejected the user me (403)"],
    [
      "leads elsewhere",
      { status: 307, location: "http://127.0.0.1:1/" },
      "answers 307, a redirect",
    ],
    ["has a fault", { status: 500 }, "answers 500"],
    ["is none", { body: "<html>" }, "does not answer as Trino does"],
    ["answers in other words", { body: "[1]" }, "does not answer as Trino does"],
    [
      "names another host",
      { nextUri: "http://127.0.0.1:1/v1/x" },
      "sent a page address on http://127.0.0.1:1, which is not contacted",
    ],
    ["names another scheme", { nextUri: "file:///etc/passwd" }, "sent a page address on file://"],
    ["names no address", { nextUri: "next" }, "sent a page address that is not a URL"],
  ])("that %s is not asked on", async (_, answer, message) => {
    const { server, client } = await open(() => answer);
    await expect(client.query("select 1")).rejects.toThrow(`Trino at ${server.url} ${message}`);
    expect(server.asked).toHaveLength(1);
  });

  test("that cannot be reached is a line", async () => {
    const { server, client } = await open(() => ONE);
    await server.close();
    await expect(client.query("select 1")).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
  });

  test("that only a file names is not contacted", async () => {
    const { server, client } = await open(() => ONE, { servers: [] });
    await expect(client.query("select 1")).rejects.toThrow(
      "not contacted because only a file names it",
    );
    expect(server.asked).toEqual([]);
  });

  test("cancels what takes too long, and what is stopped", async () => {
    const { server, client } = await open(() => "never", { timeoutMs: 200 });
    await expect(client.query("select 1")).rejects.toThrow("took longer than 0.00333 min");
    expect(server.asked.at(-1)?.method).toBe("DELETE");
    const other = await open(() => "never");
    setTimeout(() => other.client.stop(), 100);
    await expect(other.client.query("select 1")).rejects.toMatchObject({ isStopped: true });
    expect(other.server.asked.at(-1)?.method).toBe("DELETE");
    await expect(other.client.query("select 2")).rejects.toMatchObject({ isStopped: true });
  });

  test("cancels on the server when the process is interrupted, and says nothing more", async () => {
    const { server, client } = await open(() => "never");
    let isSettled = false;
    void client.query("select 1").finally(() => {
      isSettled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await client.interrupt();
    expect(server.asked.some(({ method }) => method === "DELETE")).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isSettled).toBe(false);
  });
});

describe("a secret of its own", () => {
  const to = (address: string) => withSecret(namedServer("TRINO_URL", address), "TRINO_TOKEN", "x");

  test.each(["https://trino.test", "http://localhost:8080", "http://127.1.2.3", "http://[::1]:1"])(
    "goes to %s",
    (address) => expect(to(address).authorization).toBe("x"),
  );

  test.each(["http://trino.test", "http://localhost.evil.test", "http://127.0.0.1.evil.test"])(
    "does not go to %s",
    (address) => expect(() => to(address)).toThrow(/^TRINO_TOKEN: not sent to http:/),
  );
});
