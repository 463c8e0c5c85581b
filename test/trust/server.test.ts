import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { namedServer, request } from "../../src/trust/server.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on this machine, and what it was asked. */
async function serve(status = 200, location?: string) {
  const asked: { url: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer((incoming, response) => {
    asked.push({ url: incoming.url, authorization: incoming.headers.authorization });
    response.writeHead(status, { connection: "close", ...(location && { location }) }).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { asked, origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` };
}

const BY = "MLFLOW_TRACKING_URI";
const get = (place: string, ...servers: ReturnType<typeof namedServer>[]) =>
  request(new URL(place), servers, { method: "GET" });

describe("a server", () => {
  test("that the environment names is asked, with its secret", async () => {
    const { asked, origin, host } = await serve();
    const server = namedServer(BY, `http://me:p%40w@${host}/base`);
    expect((await get(`${origin}/api?x=1`, server)).status).toBe(200);
    const authorization = `Basic ${Buffer.from("me:p@w").toString("base64")}`;
    expect(asked).toEqual([{ url: "/api?x=1", authorization }]);
  });

  test("that only a file names is not", async () => {
    const [named, other] = [await serve(), await serve()];
    const server = namedServer(BY, named.origin);
    await expect(get(`${other.origin}/?key=s3cret`, server)).rejects.toThrow(
      `http://${other.host}: not contacted because only a file names it`,
    );
    await expect(get(other.origin)).rejects.toThrow(/not contacted/);
    expect(other.asked).toEqual([]);
  });

  // The same host by another port, scheme or name is another server.
  test.each([
    ["https://mlflow.test/", "http://mlflow.test/"],
    ["https://mlflow.test/", "https://mlflow.test:8443/"],
    ["https://mlflow.test/", "https://mlflow.test.evil.test/"],
    ["https://mlflow.test/", "https://mlflow.test@evil.test/"],
    ["https://mlflow.test/", "https://evil.test/https://mlflow.test/"],
    ["https://mlflow.test/", "https://evil.test#@mlflow.test/"],
    ["https://mlflow.test/", "https://mlflow.test./"],
  ])("%s is not %s", async (named, place) => {
    await expect(get(place, namedServer(BY, named))).rejects.toThrow(/not contacted/);
  });

  test("gets no secret but its own, and none that a file brings", async () => {
    const [one, other] = [await serve(), await serve()];
    const secret = namedServer("A", `http://a:1@${one.host}`);
    const open = namedServer("B", other.origin);
    await get(`http://x:y@${other.host}/`, secret, open);
    await get(`http://x:y@${one.host}/`, secret, open);
    expect(other.asked).toEqual([{ url: "/", authorization: undefined }]);
    expect(one.asked[0]?.authorization).toBe(`Basic ${Buffer.from("a:1").toString("base64")}`);
  });

  test("that sends elsewhere is not followed", async () => {
    const other = await serve();
    const { origin, host } = await serve(302, other.origin);
    const response = await get(origin, namedServer(BY, `http://a:b@${host}`));
    expect(response.status).toBe(302);
    expect(other.asked).toEqual([]);
  });

  test.each(["", "mlflow.test/s3cret", "file:///s3cret", "javascript:s3cret"])(
    "is not named by %j, which is not repeated",
    (text) => {
      expect(() => namedServer(BY, text)).toThrow(
        /^MLFLOW_TRACKING_URI: not an address that begins with https:\/\/ or http:\/\/$/,
      );
    },
  );

  test("may have a password with a % that stands for itself", () => {
    const { authorization, address } = namedServer(BY, "https://a:100%@mlflow.test/");
    expect(authorization).toBe(`Basic ${Buffer.from("a:100%").toString("base64")}`);
    expect(String(address)).toBe("https://mlflow.test/");
  });
});
