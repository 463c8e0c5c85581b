import type { Config } from "../config/schema.ts";
import type { StoreEngine } from "../engine/duckdb-store.ts";
import type { StoreOptions } from "../engine/store-client.ts";
import type { Host } from "../runtime/host.ts";
import type { StoreScheme } from "../text/store-address.ts";
import type { Proxies } from "../trust/proxied-fetch.ts";
import { checkMaySend, type NamedServer, namedServer, readProxies } from "../trust/server.ts";
import { type AzureVariables, nameAzure, readAzureVariables } from "./azure-account.ts";

/** The variables that name object stores and hold their keys, by scheme. */
export interface StoreEnvironment extends Readonly<Record<S3Scheme, NamedStore>> {
  readonly az: AzureVariables;
  readonly proxies?: Proxies | null;
  /** Whether no server may be contacted. */
  readonly isOffline?: boolean;
}

/** Of stores that speak the protocol of S3. */
type S3Scheme = Exclude<StoreScheme, "az">;

interface NamedStore {
  /** The variable that names the server, and its address. */
  readonly endpoint: readonly [string, string] | undefined;
  readonly region: string | undefined;
  readonly id: string | undefined;
  readonly secret: string | undefined;
  readonly token: string | undefined;
}

/** The variables are those of AWS's and Azure's own tools, and for Google those of GDAL. */
export function readStoreEnvironment(
  { env }: Pick<Host, "env">,
  isOffline = false,
): StoreEnvironment {
  const read = (name: string) => env[name] || undefined;
  const endpoint = (...names: string[]) =>
    names.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))[0];
  return {
    proxies: readProxies(env),
    isOffline,
    s3: {
      endpoint: endpoint("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
      region: read("AWS_REGION") ?? read("AWS_DEFAULT_REGION"),
      id: read("AWS_ACCESS_KEY_ID"),
      secret: read("AWS_SECRET_ACCESS_KEY"),
      token: read("AWS_SESSION_TOKEN"),
    },
    gs: {
      endpoint: endpoint("GS_ENDPOINT_URL"),
      region: undefined,
      id: read("GS_ACCESS_KEY_ID"),
      secret: read("GS_SECRET_ACCESS_KEY"),
      token: undefined,
    },
    az: readAzureVariables(read),
  };
}

const WORDS = {
  s3: {
    name: "S3",
    endpoint: "AWS_ENDPOINT_URL_S3",
    secret: "AWS_SECRET_ACCESS_KEY",
    keyNames: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    toName: "set AWS_REGION, or AWS_ENDPOINT_URL_S3 for another server than that of AWS",
  },
  gs: {
    name: "Google Cloud Storage",
    endpoint: "GS_ENDPOINT_URL",
    secret: "GS_SECRET_ACCESS_KEY",
    keyNames: "GS_ACCESS_KEY_ID and GS_SECRET_ACCESS_KEY",
    toName: "set GS_ACCESS_KEY_ID and GS_SECRET_ACCESS_KEY, an HMAC key",
  },
} as const;

const NOT_ASKED =
  "DuckDB counts it if RETRAIN_PLAN_DUCKDB_EXTENSIONS names the folder of its extensions: see docs/lakes.md";

/**
 * The engine for the files and tables of an object store: of the server that the environment names, whatever a
 * configuration says.
 *
 * @param extensionPlace the folder of DuckDB's extensions; null where the environment names none
 * @returns why it cannot be asked, as a clause
 * @throws UserError where a variable is no address, or a secret would go over plain http
 */
export async function openStore(
  s3: Config["engines"]["s3"],
  stores: StoreEnvironment,
  extensionPlace: string | null,
  scheme: StoreScheme,
  addresses: readonly string[],
): Promise<StoreEngine | { readonly problem: string }> {
  if (stores.isOffline) return { problem: "not contacted because of --offline" };
  if (extensionPlace === null) return { problem: NOT_ASKED };
  const store = await (scheme === "az" ? nameContainers(stores) : nameBuckets(scheme, stores, s3));
  if ("problem" in store) return store;
  const [{ StoreClient }, { openStores }] = await Promise.all([
    import("../engine/store-client.ts"),
    import("../engine/duckdb-store.ts"),
  ]);
  return openStores({
    client: new StoreClient({ ...store, now: Date.now }),
    addresses,
    extensions: extensionPlace,
    timeoutMs: s3.timeout_minutes * 60_000,
  });
}

type NamedProtocol = Pick<StoreOptions, "protocol" | "server"> | { readonly problem: string };

async function nameContainers({ az, proxies = null }: StoreEnvironment): Promise<NamedProtocol> {
  const named = nameAzure(az, proxies);
  if (named === null) {
    return {
      problem:
        "it is not contacted because only a file names it: set AZURE_STORAGE_ACCOUNT, with AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or AZURE_STORAGE_CONNECTION_STRING",
    };
  }
  const { azureProtocol } = await import("../engine/azure-protocol.ts");
  return { protocol: azureProtocol(named.access), server: named.server };
}

async function nameBuckets(
  scheme: S3Scheme,
  stores: StoreEnvironment,
  s3: Config["engines"]["s3"],
): Promise<NamedProtocol> {
  const { name, endpoint, secret: by, keyNames, toName } = WORDS[scheme];
  const store = stores[scheme];
  const { id, secret, token } = store;
  const region = scheme === "gs" ? "auto" : (store.region ?? s3.region ?? "us-east-1");
  const named = nameServer(scheme, store, region);
  if (named === null)
    return { problem: `it is not contacted because only a file names it: ${toName}` };
  const server = { ...named, proxies: stores.proxies ?? null };
  const { address } = server;
  const stated = scheme === "s3" ? s3.endpoint : undefined;
  const origin = stated === undefined ? address.origin : readOrigin(stated);
  if (origin !== address.origin) {
    return {
      problem: `${origin ?? "its server"} is not contacted because only a file names it: set ${endpoint}`,
    };
  }
  const key = id === undefined || secret === undefined ? null : { id, secret, token };
  if (key !== null) checkMaySend(server, by);
  const { s3Protocol } = await import("../engine/s3-protocol.ts");
  return { protocol: s3Protocol({ name, region, key, keyNames }), server };
}

/** Null where the environment names none: to have a key or a region of AWS is to name AWS. */
function nameServer(
  scheme: S3Scheme,
  { endpoint, region, id }: NamedStore,
  chosen: string,
): NamedServer | null {
  if (endpoint !== undefined) return namedServer(...endpoint);
  if (scheme === "gs") {
    return id === undefined
      ? null
      : namedServer("GS_ACCESS_KEY_ID", "https://storage.googleapis.com");
  }
  if (region === undefined && id === undefined) return null;
  const domain = chosen.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return namedServer("AWS_REGION", `https://s3.${chosen}.${domain}`);
}

function readOrigin(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}
