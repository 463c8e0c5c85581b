import type { AzureAccess } from "../engine/azure-protocol.ts";
import { UserError } from "../errors.ts";
import type { Proxies } from "../trust/proxied-fetch.ts";
import { checkMaySend, type NamedServer, namedServer } from "../trust/server.ts";

/** The variables by which Azure's own command line knows a storage account. */
export interface AzureVariables {
  readonly connection: string | undefined;
  readonly account: string | undefined;
  readonly key: string | undefined;
  readonly signature: string | undefined;
  readonly endpoint: string | undefined;
}

export function readAzureVariables(read: (name: string) => string | undefined): AzureVariables {
  return {
    connection: read("AZURE_STORAGE_CONNECTION_STRING"),
    account: read("AZURE_STORAGE_ACCOUNT"),
    key: read("AZURE_STORAGE_KEY"),
    signature: read("AZURE_STORAGE_SAS_TOKEN"),
    endpoint: read("AZURE_STORAGE_SERVICE_ENDPOINT"),
  };
}

/** The facts of an account, each with the variable that states it. */
type Account = Readonly<Record<"account" | "key" | "signature" | "endpoint", Stated | undefined>>;

interface Stated {
  readonly by: string;
  readonly text: string;
}

/**
 * The storage account that the environment names, with its key or signature. A connection string takes precedence
 * over the other variables, and a key over a signature, as in Azure's command line.
 *
 * @returns null if it names no account and no endpoint
 * @throws UserError where a variable cannot be read, or a secret would go over plain http; the message repeats no secret
 */
export function nameAzure(
  variables: AzureVariables,
  proxies: Proxies | null,
): { readonly server: NamedServer; readonly access: AzureAccess } | null {
  const { connection } = variables;
  const stated = connection === undefined ? stateVariables(variables) : readConnection(connection);
  const { account, key, signature, endpoint } = stated;
  if (endpoint === undefined) return null;
  if (/[?#]/.test(endpoint.text)) {
    throw new UserError(`${endpoint.by}: has a ? or #`, {
      hint: "write a signature to AZURE_STORAGE_SAS_TOKEN, or as SharedAccessSignature",
    });
  }
  const server = namedServer(endpoint.by, endpoint.text, proxies);
  const secret = key ?? signature;
  if (secret !== undefined) checkMaySend(server, secret.by);
  if (key !== undefined && account === undefined) {
    throw new UserError(`${key.by}: its account is not set`, {
      hint: `add ${connection === undefined ? "AZURE_STORAGE_ACCOUNT" : "AccountName"}`,
    });
  }
  if (key !== undefined && !/^[A-Za-z0-9+/]+={0,2}$/.test(key.text)) {
    throw new UserError(`${key.by}: not a key in base64`, { hint: "copy it whole" });
  }
  const access = {
    key: key && account ? { account: account.text, secret: key.text } : null,
    signature: signature?.text.replace(/^\?/, "") ?? null,
    keyNames: secret?.by ?? (connection === undefined ? KEYS : KEYS_OF_CONNECTION),
  };
  return { server, access };
}

const KEYS = "AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN";
const KEYS_OF_CONNECTION = "AccountKey or SharedAccessSignature of AZURE_STORAGE_CONNECTION_STRING";

function stateVariables(variables: AzureVariables): Account {
  const state = (by: string, text: string | undefined) =>
    text === undefined ? undefined : { by, text };
  const account = state("AZURE_STORAGE_ACCOUNT", variables.account);
  return {
    account,
    key: state("AZURE_STORAGE_KEY", variables.key),
    signature: state("AZURE_STORAGE_SAS_TOKEN", variables.signature),
    endpoint:
      state("AZURE_STORAGE_SERVICE_ENDPOINT", variables.endpoint) ??
      (account && findEndpoint(account)),
  };
}

function readConnection(text: string): Account {
  const parts = new Map(
    text.split(";").flatMap((part) => {
      const at = part.indexOf("=");
      return at < 1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const];
    }),
  );
  const state = (name: string) => {
    const value = parts.get(name);
    return value ? { by: `${name} of AZURE_STORAGE_CONNECTION_STRING`, text: value } : undefined;
  };
  const account = state("AccountName");
  const scheme = state("DefaultEndpointsProtocol");
  const suffix = parts.get("EndpointSuffix");
  const endpoint = state("BlobEndpoint") ?? (account && findEndpoint(account, scheme, suffix));
  if (endpoint === undefined) {
    throw new UserError(
      "AZURE_STORAGE_CONNECTION_STRING: has neither AccountName nor BlobEndpoint",
      {
        hint: "copy it whole",
      },
    );
  }
  return { account, key: state("AccountKey"), signature: state("SharedAccessSignature"), endpoint };
}

function findEndpoint({ by, text }: Stated, scheme?: Stated, suffix = "core.windows.net"): Stated {
  if (!/^[a-z0-9]{3,24}$/.test(text)) {
    throw new UserError(
      `${by}: not the name of a storage account (3 to 24 lowercase letters and digits)`,
      {
        hint: "set AZURE_STORAGE_SERVICE_ENDPOINT, or BlobEndpoint, for another server than that of Azure",
      },
    );
  }
  const host = `${text}.blob.${suffix}`;
  return scheme === undefined
    ? { by, text: `https://${host}` }
    : { by: scheme.by, text: `${scheme.text}://${host}` };
}
