import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The answer to a query: its rows; or an error as Trino reports it; or a status of HTTP. */
export type FakeAnswer =
  | { readonly columns: readonly (readonly [string, string])[]; readonly rows: unknown[][] }
  | { readonly error: object }
  | { readonly status: number; readonly location?: string }
  | { readonly body: string }
  | { readonly nextUri: string }
  | "never";

export interface FakeTrino {
  readonly url: string;
  readonly asked: {
    readonly method: string;
    readonly path: string;
    readonly sql: string;
    readonly headers: IncomingMessage["headers"];
  }[];
  close(): Promise<void>;
}

/**
 * A server on loopback that speaks Trino's protocol: each query is answered by a second page, to which the first
 * leads.
 *
 * @param answer to a query, and to how many queries there were before it
 */
export async function fakeTrino(
  answer: (sql: string, before: number) => FakeAnswer,
): Promise<FakeTrino> {
  const asked: FakeTrino["asked"] = [];
  const queries: string[] = [];
  let origin = "";
  const server: Server = createServer(async (request, response) => {
    let sql = "";
    for await (const chunk of request) sql += chunk;
    const { method = "", url: path = "", headers } = request;
    asked.push({ method, path, sql, headers });
    const send = (status: number, body: object | string, more: Record<string, string> = {}) =>
      response
        .writeHead(status, { connection: "close", ...more })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    if (method === "DELETE") return send(204, "");
    if (method === "POST") {
      queries.push(sql);
      const found = answer(sql, queries.length - 1);
      if (typeof found === "object" && "status" in found) {
        return send(
          found.status,
          "",
          found.location === undefined ? {} : { location: found.location },
        );
      }
      if (typeof found === "object" && "body" in found) return send(200, found.body);
      if (typeof found === "object" && "nextUri" in found) return send(200, found);
      return send(200, { nextUri: `${origin}/v1/statement/executing/${queries.length - 1}/0` });
    }
    const query = Number(path.split("/")[4]);
    const found = answer(queries[query] ?? "", query);
    const stats = {
      state: "RUNNING",
      nodes: 2,
      completedSplits: 1,
      totalSplits: 2,
      processedRows: 7,
    };
    if (found === "never") {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return send(200, { nextUri: `${origin}${path}`, stats });
    }
    if ("error" in found) return send(200, { error: found.error, stats });
    if ("rows" in found) {
      const columns = found.columns.map(([name, type]) => ({ name, type }));
      return send(200, { columns, data: found.rows, stats });
    }
    return send(500, "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    url: origin,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
