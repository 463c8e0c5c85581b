import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";

/** The key of a user of an object store. */
export interface StoreKey {
  readonly id: string;
  readonly secret: string;
  /** Of a key that holds for some hours. */
  readonly token: string | undefined;
}

/**
 * The headers by which an object store knows who asks, for a request without a body: Signature Version 4 of AWS.
 *
 * @param at in milliseconds since 1970
 */
export async function signRequest(
  method: string,
  place: URL,
  { id, secret, token }: StoreKey,
  region: string,
  at: number,
): Promise<Record<string, string>> {
  const { headers } = await new AwsV4Signer({
    method,
    url: place.href,
    service: "s3",
    region,
    accessKeyId: id,
    secretAccessKey: secret,
    ...(token !== undefined && { sessionToken: token }),
    headers: { "x-amz-content-sha256": NO_BODY },
    datetime: new Date(at).toISOString().replace(/[-:]|\.\d+/g, ""),
  }).sign();
  return Object.fromEntries(headers);
}

const NO_BODY = createHash("sha256").digest("hex");
