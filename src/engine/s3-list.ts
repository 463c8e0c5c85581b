import type { Instant } from "../time/instant.ts";

/** A page of the objects of a bucket. */
export interface ObjectList {
  readonly objects: readonly {
    readonly key: string;
    readonly bytes: number;
    readonly modified: Instant;
    /** Another for each version of the object. */
    readonly tag: string;
  }[];
  /** Beginnings of keys up to the delimiter, if the request has one. */
  readonly prefixes: readonly string[];
  /** The mark at which the next page starts; empty after the last page. */
  readonly next: string;
}

/**
 * A page as S3 writes it in answer to ListObjectsV2.
 *
 * @param asked the parameters of the request: `prefix`, `start-after` and `encoding-type` are used
 */
export function writeS3List(bucket: string, list: ObjectList, asked: URLSearchParams): string {
  const isEncoded = asked.get("encoding-type") === "url";
  const write = (name: string) => escapeXml(isEncoded ? encodeKey(name) : name);
  const after = Buffer.from(asked.get("start-after") ?? "");
  const isAfter = (key: string) =>
    after.length === 0 || Buffer.compare(Buffer.from(key), after) > 0;
  const contents = list.objects
    .filter(({ key }) => isAfter(key))
    .map(
      ({ key, bytes, modified, tag }) =>
        `<Contents><Key>${write(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified><ETag>&quot;${escapeXml(tag)}&quot;</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
  const prefixes = list.prefixes
    .filter(isAfter)
    .map((prefix) => `<CommonPrefixes><Prefix>${write(prefix)}</Prefix></CommonPrefixes>`);
  // In letters that mean nothing in XML or in a URL.
  const token = Buffer.from(list.next).toString("base64url");
  const facts = [
    `<Name>${escapeXml(bucket)}</Name><Prefix>${write(asked.get("prefix") ?? "")}</Prefix>`,
    `<KeyCount>${contents.length + prefixes.length}</KeyCount><MaxKeys>1000</MaxKeys>`,
    isEncoded ? "<EncodingType>url</EncodingType>" : "",
    `<IsTruncated>${token !== ""}</IsTruncated>`,
    token === "" ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>${[...facts, ...contents, ...prefixes].join("")}</ListBucketResult>`;
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}
