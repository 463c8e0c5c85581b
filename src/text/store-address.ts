/** An address in an object store: of files by a pattern, of one file, or of a folder. */
export interface StoreAddress {
  readonly scheme: StoreScheme;
  /** The server, which an address in Azure may name; else null. */
  readonly host: string | null;
  /** Azure calls it a container. */
  readonly bucket: string;
  /** The rest, without slashes at its ends; empty for the whole bucket. */
  readonly key: string;
}

export type StoreScheme = "s3" | "gs" | "az";

const ADDRESS = /^(s3|gs|az):\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,62})(?:\/(.*))?$/s;
const ANY_ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** Whether a path is an address of any kind, even one that is not read. */
export function isAddress(path: string): boolean {
  return ANY_ADDRESS.test(path);
}

/**
 * Reads an address in an object store.
 *
 * @returns null for any other text: see {@link whyNotAddress}
 * @example parseAddress("s3://lake/churn/*.parquet") // { scheme: "s3", host: null, bucket: "lake", key: "churn/*.parquet" }
 */
export function parseAddress(path: string): StoreAddress | null {
  const address = splitAddress(path);
  if (address === null || whyNotKey(address.key) !== null) return null;
  return { ...address, key: address.key.replace(/^\/|\/$/g, "") };
}

function splitAddress(path: string): StoreAddress | null {
  const [, scheme, first = "", key = ""] = ADDRESS.exec(path) ?? [];
  if (scheme === undefined) return null;
  const address = { scheme: scheme as StoreScheme, host: null, bucket: first, key };
  // The name of a container has no dot, as that of a server has.
  if (scheme !== "az" || !first.includes(".")) return address;
  const below = splitAddress(`az://${key}`);
  return below === null || below.bucket.includes(".") ? null : { ...below, host: first };
}

/** Why an address is not read, as what it should be; null for one that is. */
export function whyNotAddress(path: string): string | null {
  const address = splitAddress(path);
  return address === null
    ? "an address in S3 (s3:), Google Cloud Storage (gs:) or Azure Blob Storage (az:), with a bucket or container"
    : whyNotKey(address.key);
}

/** What stands behind a ? would be taken for settings of the connection. */
function whyNotKey(key: string): string | null {
  if (/[?#\\\p{Cc}]/u.test(key)) return "an address without ?, #, \\ and control characters";
  if (key.split("/").some((part) => part === "." || part === "..")) {
    return "an address without . and .. as folders";
  }
  return /[*[]/.test(key) && !isParquet(key)
    ? "Parquet files (…/*.parquet), or the root of a Delta or Iceberg table"
    : null;
}

/** Whether an address is of Parquet files, or of one: else it is of a folder. */
export function isParquet(key: string): boolean {
  return /\.(?:parquet|pq)$/i.test(key);
}
