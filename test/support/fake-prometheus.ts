import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A series as a test states it: the value at a time in seconds; undefined for none. */
export interface FakeSeries {
  readonly labels: Readonly<Record<string, string>>;
  value(seconds: number): string | undefined;
}

export interface FakeRequest {
  readonly path: string;
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly headers: IncomingMessage["headers"];
}

/** Answers in another way than Prometheus would: true if that was done. */
export type PrometheusTrick = (
  request: FakeRequest & { readonly before: number },
  response: ServerResponse,
) => boolean;

export interface FakePrometheus {
  readonly url: string;
  readonly asked: readonly FakeRequest[];
  close(): Promise<void>;
}

/** A server on loopback that answers queries over ranges as Prometheus does, with its limit of points. */
export async function fakePrometheus(
  queries: Readonly<Record<string, readonly FakeSeries[]>>,
  trick: PrometheusTrick = () => false,
): Promise<FakePrometheus> {
  const asked: FakeRequest[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const number = (name: string) => Number(searchParams.get(name));
    const asking = {
      path: pathname,
      query: searchParams.get("query") ?? "",
      start: number("start"),
      end: number("end"),
      step: number("step"),
      headers: request.headers,
    };
    const before = asked.length;
    asked.push(asking);
    if (trick({ ...asking, before }, response)) return;
    const { status, body } = answer(queries, asking);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  queries: Readonly<Record<string, readonly FakeSeries[]>>,
  { query, start, end, step }: FakeRequest,
): { status: number; body: object } {
  const refuse = (error: string) => ({
    status: 400,
    body: { status: "error", errorType: "bad_data", error },
  });
  if ((end - start) / step > 11_000) {
    return refuse("exceeded maximum resolution of 11,000 points per timeseries.");
  }
  const series = Object.hasOwn(queries, query) ? queries[query] : undefined;
  if (series === undefined) return refuse("1:5: parse error: unclosed left parenthesis");
  const result = series.map(({ labels, value }) => {
    const values: [number, string][] = [];
    for (let at = start; at <= end; at += step) {
      const text = value(at);
      if (text !== undefined) values.push([at, text]);
    }
    return { metric: labels, values };
  });
  const data = { resultType: "matrix", result: result.filter(({ values }) => values.length > 0) };
  return { status: 200, body: { status: "success", data } };
}
