import { createHmac } from "node:crypto";

/** One of the two keys of a storage account of Azure. */
export interface AzureKey {
  readonly account: string;
  /** In base64, as Azure shows it. */
  readonly secret: string;
}

/**
 * The header `Authorization` by which Azure Blob Storage knows who asks, for a request without a body: Shared Key, as
 * "Authorize with Shared Key" in the documentation of its REST interface describes it.
 *
 * @param place as it is sent: encoded, and with all its parameters
 * @param headers those of the request, in lower case: beside `x-ms-*` none that the signature would have to name
 */
export function signAzureRequest(
  method: string,
  place: URL,
  headers: Readonly<Record<string, string>>,
  { account, secret }: AzureKey,
): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  const names = [...new Set(place.searchParams.keys())].sort();
  const parameters = names.map((name) => `${name}:${place.searchParams.getAll(name).sort()}`);
  const text = [
    method,
    // Of content, conditions, the date and the range: the last two are said by x-ms-date and x-ms-range.
    ...Array(11).fill(""),
    ...own,
    `/${account}${place.pathname}`,
    ...parameters,
  ].join("\n");
  const key = Buffer.from(secret, "base64");
  return `SharedKey ${account}:${createHmac("sha256", key).update(text).digest("base64")}`;
}
