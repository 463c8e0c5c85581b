import { createHash, createHmac } from "node:crypto";

/** The key of a user of an object store. */
export interface StoreKey {
  readonly id: string;
  readonly secret: string;
  /** Of a key that holds for some hours. */
  readonly token: string | undefined;
}

/**
 * The headers by which an object store knows who asks, for a request without a body: Signature Version 4 of AWS, as
 * "Authenticating Requests: Using the Authorization Header" describes it for Amazon S3.
 *
 * @param place its path as {@link encodePath} writes it, its query as {@link encodeQuery} does
 * @param at in milliseconds since 1970
 */
export function signRequest(
  method: string,
  place: URL,
  { id, secret, token }: StoreKey,
  region: string,
  at: number,
): Record<string, string> {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const headers: Record<string, string> = {
    "x-amz-content-sha256": sha256(""),
    "x-amz-date": time,
    ...(token !== undefined && { "x-amz-security-token": token }),
  };
  const signed = { host: place.host, ...headers };
  const names = Object.keys(signed).join(";");
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  const parts = [method, place.pathname, place.search.slice(1), lines.join(""), names, sha256("")];
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(parts.join("\n"))].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = hmac(key, text).toString("hex");
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** The path of an object, as it is signed. @example encodePath("lake/a b=1.parquet") // "/lake/a%20b%3D1.parquet" */
export function encodePath(path: string): string {
  return `/${path.split("/").map(encode).join("/")}`;
}

/** Parameters in the order in which they are signed. */
export function encodeQuery(parameters: Iterable<readonly [string, string]>): string {
  const pairs = [...parameters].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.sort().join("&");
}

/** By RFC 3986: all but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
