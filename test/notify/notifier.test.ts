import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { writeDemo } from "../../src/demo/demo.ts";
import { type Notice, openNotifier } from "../../src/notify/notifier.ts";
import { namedServer } from "../../src/trust/server.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

interface Post {
  path: string;
  body: Notice;
  authorization: string | undefined;
}

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on this machine that keeps what is posted. */
async function serve(answer: (response: ServerResponse, posts: Post[]) => void) {
  const posts: Post[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const { authorization } = request.headers;
      posts.push({ path: request.url ?? "", body: JSON.parse(text), authorization });
      answer(response, posts);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { posts, host: `127.0.0.1:${port}`, address: `http://127.0.0.1:${port}/s3cret` };
}

const ok = (response: ServerResponse) => response.end("OK");
const START: Notice = {
  event: "start",
  run_id: "r",
  model: null,
  exit_status: null,
  message: null,
  decision: null,
  plan_path: null,
};

async function told(address: string, notices: readonly Notice[]) {
  const complaints: string[] = [];
  const complain = (text: string) => complaints.push(text);
  const options = { complain, timeoutMs: 200, pauseMs: 5 };
  const tell = openNotifier(namedServer("--notify-url", address), options);
  await Promise.all(notices.map(tell));
  return complaints;
}

describe("a service", () => {
  test("is told in order, each at its place", async () => {
    const { posts, address } = await serve(ok);
    const notices = (["start", "success", "fail"] as const).map((event) => ({ ...START, event }));
    expect(await told(`${address}?rid=1`, notices)).toEqual([]);
    expect(posts.map(({ path }) => path)).toEqual([
      "/s3cret/start?rid=1",
      "/s3cret?rid=1",
      "/s3cret/fail?rid=1",
    ]);
    expect(posts.map(({ body }) => body)).toEqual(notices);
  });

  test("that answers 500 twice is asked a third time", async () => {
    const { posts, address } = await serve((response, so) => {
      response.statusCode = so.length < 3 ? 500 : 200;
      response.end();
    });
    expect(await told(address, [START])).toEqual([]);
    expect(posts).toHaveLength(3);
  });

  test.each([
    [500, 3, "it answers 500"],
    [429, 3, "it answers 429"],
    [404, 1, "it answers 404"],
    [302, 1, "it answers 302, a redirect, not followed"],
  ])("that answers %d is asked %d times", async (status, times, fault) => {
    const other = await serve(ok);
    const { posts, address, host } = await serve((response) => {
      response.writeHead(status, { location: other.address }).end();
    });
    expect(await told(address, [START])).toEqual([
      `http://${host}/… was not told of the start: ${fault}`,
    ]);
    expect(posts).toHaveLength(times);
    expect(other.posts).toEqual([]);
  });

  test("that hangs is left", async () => {
    const { posts, address, host } = await serve(() => undefined);
    expect(await told(address, [START])).toEqual([
      `http://${host}/… was not told of the start: no answer in 0.2 s`,
    ]);
    expect(posts).toHaveLength(3);
  });

  test("that is not there is said, and hears of its password alone", async () => {
    const [complaint = ""] = await told("http://me:pw@127.0.0.1:9/s3cret", [START]);
    expect(complaint).toMatch(/^http:\/\/127\.0\.0\.1:9\/… was not told .* no connection/);
    const { posts, host } = await serve(ok);
    expect(await told(`http://me:p%40w@${host}/x`, [START])).toEqual([]);
    expect(posts[0]?.authorization).toBe(`Basic ${Buffer.from("me:p@w").toString("base64")}`);
  });

  test.each(["", "hc-ping.com/s3cret", "file:///s3cret", "javascript:s3cret"])(
    "is no service: %s",
    (text) => {
      expect(() => namedServer("--notify-url", text)).toThrow(
        /^--notify-url: not an address that begins with/,
      );
    },
  );
});

describe("generate", () => {
  const cwd = async () => {
    const directory = `${scratch()}/demo`;
    await writeDemo(directory);
    return directory;
  };

  test("tells of start and success", async () => {
    const { posts, address } = await serve(ok);
    const { host, record } = fakeHost(await cwd());
    expect(await run(["generate", "--quiet", "--notify-url", address], host)).toBe(0);
    expect(record.both).toBe("");
    const [start, end] = posts;
    expect(posts.map(({ path }) => path)).toEqual(["/s3cret/start", "/s3cret"]);
    expect(end?.body).toEqual({
      event: "success",
      run_id: start?.body.run_id,
      model: "churn-classifier",
      exit_status: 0,
      message: null,
      decision: expect.objectContaining({ action: "cannot_decide", calendar: "2025-08-21" }),
      plan_path: "artifacts/retraining/20250814_080000Z/retrain_plan.md",
    });
  });

  test("tells of a rule that does not hold, by the environment's address", async () => {
    const { posts, address } = await serve(ok);
    const env = { RETRAIN_PLAN_NOTIFY_URL: address };
    const { host } = fakeHost(await cwd(), { env });
    expect(await run(["generate", "-q", "--fail-on", "degradation"], host)).toBe(1);
    expect(posts.map(({ path }) => path)).toEqual(["/s3cret/start", "/s3cret/fail"]);
    expect(posts[1]?.body.exit_status).toBe(1);
  });

  test("tells of what is wrong", async () => {
    const { posts, address } = await serve(ok);
    const { host, record } = fakeHost(scratch());
    const words = ["generate", "--cadence", "auto", "--template", "none.hbs"];
    expect(await run([...words, "--notify-url", address], host)).toBe(2);
    expect(posts[1]?.path).toBe("/s3cret/fail");
    expect(posts[1]?.body.message).toMatch(/^"none.hbs" is neither a template nor a file/);
    expect(record.both).not.toContain("s3cret");
  });

  test("is as good where nobody can be told", async () => {
    const { address } = await serve((response) => void response.writeHead(410).end());
    const { host, record } = fakeHost(await cwd());
    expect(await run(["generate", "--quiet", "--verbose", "--notify-url", address], host)).toBe(0);
    expect(record.stdout).toBe("");
    expect(record.stderr.match(/^retrain-plan: http:.* it answers 410$/gm)).toHaveLength(2);
    expect(record.stderr).not.toContain("s3cret");
  });

  test("repeats no wrong address", async () => {
    const { host, record } = fakeHost(await cwd());
    expect(await run(["generate", "--notify-url", "htps://h/s3cret"], host)).toBe(2);
    expect(record.both).toMatch(/^retrain-plan: --notify-url: not an address/);
    expect(record.both).not.toContain("s3cret");
  });
});
