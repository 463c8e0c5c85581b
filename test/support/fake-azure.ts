import type { IncomingMessage } from "node:http";
import { type FakeStore, fakeStore, type Intercept } from "./fake-store.ts";

/** A blob, as it stands in a list. */
export function writeBlob(name: string, length: number, properties = "", metadata = ""): string {
  return `<Blob><Name>${name.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</Name><Properties><Creation-Time>Sun, 31 Aug 2025 05:00:00 GMT</Creation-Time><Last-Modified>Sun, 31 Aug 2025 06:00:00 GMT</Last-Modified><Etag>0x8DE</Etag><Content-Length>${length}</Content-Length><BlobType>BlockBlob</BlobType>${properties}</Properties><Metadata>${metadata}</Metadata><OrMetadata /></Blob>`;
}

/** A page of a list, as Azure Blob Storage sends it: it begins with a mark of the order of bytes. */
export function writeBlobs(blobs: readonly string[], next = ""): string {
  return `\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://lake.blob.core.windows.net/" ContainerName="lake"><Blobs>${blobs.join("")}</Blobs>${next === "" ? "<NextMarker />" : `<NextMarker>${next}</NextMarker>`}</EnumerationResults>`;
}

/**
 * A server on loopback that speaks as much of the protocol of Azure Blob Storage as is read; it checks no signature.
 *
 * @param pageSize how many blobs a page of a list has
 */
export async function fakeAzure(
  intercept: Intercept = () => false,
  pageSize = 1000,
): Promise<FakeStore> {
  const store: FakeStore = await fakeStore((request, response) => {
    if (intercept(request, response)) return true;
    const range = request.headers["x-ms-range"];
    if (typeof range === "string") request.headers.range = range;
    const page = findPage(request, store.objects, pageSize);
    if (page !== null) response.end(page);
    return page !== null;
  });
  return store;
}

function findPage(
  { url = "" }: IncomingMessage,
  objects: FakeStore["objects"],
  pageSize: number,
): string | null {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  if (searchParams.get("comp") !== "list" || searchParams.get("restype") !== "container") {
    return null;
  }
  const container = `${decodeURIComponent(pathname).replace(/^\/(?:account\/)?/, "")}/`;
  const prefix = container + (searchParams.get("prefix") ?? "");
  const found = [...objects].filter(([place]) => place.startsWith(prefix));
  const first = Number((searchParams.get("marker") ?? "").replace(/^2!92!/, ""));
  const last = first + pageSize;
  const blobs = found
    .slice(first, last)
    .map(([place, { length }]) => writeBlob(place.slice(container.length), length));
  return writeBlobs(blobs, last < found.length ? `2!92!${last}` : "");
}
