import { type StoreKey, signRequest } from "./s3-signature.ts";
import { findPlace, type StoreProtocol, type StoreRequest } from "./store-protocol.ts";

export interface S3Access {
  /** As messages call the store: `S3`. */
  readonly name: string;
  readonly region: string;
  /** Null for a bucket that anybody may read. */
  readonly key: StoreKey | null;
  /** The variables that hold the key, as a message names them. */
  readonly keyNames: string;
}

/** The protocol of Amazon S3, which the stores of Google and others speak too. */
export function s3Protocol({ name, region, key, keyNames }: S3Access): StoreProtocol {
  return {
    name,
    kind: "S3",
    async compose(server: URL, { method, path, parameters, range }: StoreRequest, at: number) {
      const place = findPlace(server, path);
      place.search = parameters.toString();
      const headers = {
        ...(key !== null && (await signRequest(method, place, key, region, at))),
        ...(range !== undefined && { range }),
      };
      return { place, headers };
    },
    async readList(text) {
      return /<ListBucketResult[\s>]/.test(text) ? text : null;
    },
    isMissing: (status, code) => status === 404 && code !== "NoSuchBucket",
    advise(status, code) {
      if (status >= 300 && status < 400) return "check the region and the endpoint";
      if (code === "AuthorizationHeaderMalformed") return "check the region";
      if (status === 401 || status === 403) return `${key === null ? "set" : "check"} ${keyNames}`;
      return null;
    },
  };
}
