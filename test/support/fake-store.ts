import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeStore {
  readonly url: string;
  /** By bucket and key: `lake/events/a.parquet`. */
  readonly objects: Map<string, Buffer>;
  /** Method, path and query of each request. */
  readonly asked: { readonly line: string; readonly headers: IncomingMessage["headers"] }[];
  close(): Promise<void>;
}

/** Answers a request itself, and returns true; or leaves it to the store. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server on loopback that speaks as much of the protocol of Amazon S3 as is read; it checks no signature. */
export async function fakeStore(intercept: Intercept = () => false): Promise<FakeStore> {
  const objects: FakeStore["objects"] = new Map();
  const asked: FakeStore["asked"] = [];
  const server = createServer((request, response) => {
    const { method, url = "", headers } = request;
    asked.push({ line: `${method} ${url}`, headers });
    if (intercept(request, response)) return;
    const [path = "", search] = url.split("?");
    const place = decodeURIComponent(path).slice(1).replace(/\/$/, "");
    if (!place.includes("/")) {
      const prefix = new URLSearchParams(search).get("prefix") ?? "";
      response.end(list(objects, `${place}/`, prefix));
      return;
    }
    const object = objects.get(place);
    if (object === undefined) {
      response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
      return;
    }
    sendObject(object, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function list(objects: FakeStore["objects"], bucket: string, prefix: string): string {
  const found = [...objects]
    .map(([place, { length }]) => ({ key: place.slice(bucket.length), place, length }))
    .filter(({ key, place }) => place.startsWith(bucket) && key.startsWith(prefix))
    .map(
      ({ key, length }) =>
        `<Contents><Key>${encodeURIComponent(key).replaceAll("%2F", "/")}</Key><LastModified>2025-08-31T06:00:00.000Z</LastModified><ETag>"e"</ETag><Size>${length}</Size></Contents>`,
    );
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>${found.join("")}</ListBucketResult>`;
}

function sendObject(
  object: Buffer,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  const first = Number(from ?? 0);
  const part = object.subarray(first, to ? Number(to) + 1 : undefined);
  response.writeHead(from === undefined ? 200 : 206, {
    "content-length": part.length,
    etag: '"e"',
    "last-modified": "Sun, 31 Aug 2025 06:00:00 GMT",
    ...(from !== undefined && {
      "content-range": `bytes ${first}-${first + part.length - 1}/${object.length}`,
    }),
  });
  response.end(method === "HEAD" ? undefined : part);
}
