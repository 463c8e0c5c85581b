import { readAzureList } from "./azure-list.ts";
import { type AzureKey, signAzureRequest } from "./azure-signature.ts";
import { writeS3List } from "./s3-list.ts";
import { findPlace, type StoreProtocol, type StoreRequest } from "./store-protocol.ts";

/** With what an account of Azure Blob Storage is read: a key, a signature that was handed out, or neither. */
export interface AzureAccess {
  readonly key: AzureKey | null;
  /** A shared access signature: parameters of a URL. */
  readonly signature: string | null;
  /** The variables that hold the secret, as a message names them. */
  readonly keyNames: string;
}

/**
 * The REST interface of Azure Blob Storage. Requests and lists are translated from and to those of S3, so that DuckDB
 * need not know Azure.
 */
export function azureProtocol({ key, signature, keyNames }: AzureAccess): StoreProtocol {
  const isAnybody = key === null && signature === null;
  return {
    name: "Azure Blob Storage",
    kind: "Azure",
    async compose(server: URL, asked: StoreRequest, at: number) {
      const { method, path, range } = asked;
      const place = findPlace(server, path);
      const parameters = path.includes("/") ? "" : toAzureParameters(asked.parameters);
      const parts = [parameters, key === null ? (signature ?? "") : ""];
      // The signature stays as it was handed out: another encoding would make it another.
      place.search = parts.filter((part) => part !== "").join("&");
      const headers = {
        "x-ms-date": new Date(at).toUTCString(),
        "x-ms-version": VERSION,
        ...(range !== undefined && { "x-ms-range": range }),
      };
      const authorization =
        key === null ? {} : { authorization: signAzureRequest(method, place, headers, key) };
      return { place, headers: { ...headers, ...authorization } };
    },
    async readList(text, { path, parameters }) {
      const list = await readAzureList(text);
      return list && writeS3List(path, list, parameters);
    },
    isMissing: (status, code) =>
      status === 404 && code !== "ContainerNotFound" && !(isAnybody && code === "ResourceNotFound"),
    advise(status, code) {
      if (status >= 300 && status < 400) return "check the account and the endpoint";
      // Whoever shows no key is told that a private container does not exist.
      const isPrivate = code === "ResourceNotFound" || code === "PublicAccessNotPermitted";
      if (isAnybody && isPrivate) return `set ${keyNames}`;
      if (status === 401 || status === 403) return `${isAnybody ? "set" : "check"} ${keyNames}`;
      return null;
    },
  };
}

/** The version of the interface, from 2023. */
const VERSION = "2023-11-03";

function toAzureParameters(asked: URLSearchParams): string {
  const parameters = new URLSearchParams({ restype: "container", comp: "list" });
  // It says which empty objects stand for folders.
  parameters.set("include", "metadata");
  parameters.set("maxresults", String(Math.min(Number(asked.get("max-keys") ?? MOST), MOST)));
  for (const name of ["prefix", "delimiter"]) {
    const value = asked.get(name);
    if (value) parameters.set(name, value);
  }
  const token = asked.get("continuation-token");
  if (token) parameters.set("marker", Buffer.from(token, "base64url").toString());
  return parameters.toString().replaceAll("+", "%20");
}

/** Objects of a page, as of S3. */
const MOST = 1000;
