import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { namedServer, readProxies, request } from "../../src/trust/server.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A proxy on this machine that answers for every host, and notes what it is asked for. */
async function proxy() {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization ?? ""}`.trim());
    response.writeHead(200, { connection: "close" }).end("by proxy");
  });
  server.on("connect", (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const get = (place: string, env: Record<string, string>, secret = "") => {
  const address = place.replace("://", `://${secret}`);
  return request(new URL(place), [namedServer("X", address, readProxies(env))], { method: "GET" });
};

test("plain http is forwarded by the proxy of HTTP_PROXY, with the server's secret", async () => {
  const { asked, url } = await proxy();
  const response = await get("http://mlflow.test/api?x=1", { HTTP_PROXY: url }, "me:pw@");
  expect(await response.text()).toBe("by proxy");
  const basic = Buffer.from("me:pw").toString("base64");
  expect(asked).toEqual([`GET http://mlflow.test/api?x=1 Basic ${basic}`]);
});

test("https goes through a tunnel of HTTPS_PROXY, which sees no secret", async () => {
  const { asked, url } = await proxy();
  const sent = get("https://mlflow.test/api", { https_proxy: url }, "me:pw@");
  await expect(sent).rejects.toThrow(TypeError);
  expect(asked).toEqual(["CONNECT mlflow.test:443"]);
});

test.each([
  ["a host of NO_PROXY", "http://mlflow.test:1/", { NO_PROXY: "mlflow.test" }],
  ["this machine", "http://127.0.0.1:1/", {}],
])("%s is contacted directly", async (_, place, more) => {
  const { asked, url } = await proxy();
  await expect(get(place, { HTTP_PROXY: url, HTTPS_PROXY: url, ...more })).rejects.toThrow(
    TypeError,
  );
  expect(asked).toEqual([]);
});

test("a proxy of https is not for plain http", async () => {
  const { asked, url } = await proxy();
  await expect(get("http://mlflow.invalid:1/", { HTTPS_PROXY: url })).rejects.toThrow(TypeError);
  expect(asked).toEqual([]);
});

test("without variables there is no proxy", () => {
  expect(readProxies({})).toBeNull();
  expect(readProxies({ HTTP_PROXY: "" })).toBeNull();
});
