import type { Config } from "../config/schema.ts";
import type { TrinoEngine } from "../engine/trino.ts";
import type { QueryProgress } from "../engine/trino-query.ts";
import type { Host } from "../runtime/host.ts";
import type { Proxies } from "../trust/proxied-fetch.ts";
import {
  basicAuthorization,
  type NamedServer,
  namedServer,
  readProxies,
  splitAuthorization,
  withSecret,
} from "../trust/server.ts";

/** The variables that name a Trino server and hold its secrets. */
export interface TrinoEnvironment {
  readonly url: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
  readonly proxies?: Proxies | null;
  /** Whether no server may be contacted. */
  readonly isOffline?: boolean;
}

export function readTrinoEnvironment(
  { env }: Pick<Host, "env">,
  isOffline = false,
): TrinoEnvironment {
  return {
    proxies: readProxies(env),
    isOffline,
    url: env.TRINO_URL || undefined,
    password: env.TRINO_PASSWORD || undefined,
    token: env.TRINO_TOKEN || undefined,
  };
}

/**
 * The engine for tables of a server: of the one that TRINO_URL names, whatever a configuration says.
 *
 * @returns why it cannot be asked, as a clause
 * @throws UserError where TRINO_URL is no address, or a secret would go over plain http
 */
export async function openTrino(
  config: Config["engines"]["trino"],
  environment: TrinoEnvironment,
  onProgress?: (progress: QueryProgress) => void,
): Promise<TrinoEngine | { readonly problem: string }> {
  const { url: text, isOffline } = environment;
  if (isOffline) return { problem: "not contacted because of --offline" };
  if (text === undefined) return { problem: sayUnnamed(config.url) };
  const { server, user } = nameServer(text, environment, config.user);
  const { address } = server;
  const url = config.url === undefined ? address : parseAddress(config.url);
  if (url?.origin !== address.origin) return { problem: sayUnnamed(config.url) };
  if (user === undefined) {
    return { problem: "Trino needs a user: set `engines.trino.user`, or include it in TRINO_URL" };
  }
  const { TrinoEngine } = await import("../engine/trino.ts");
  const { catalog, schema, timeout_minutes: minutes } = config;
  const where = { url, servers: [server], user, catalog, schema };
  return new TrinoEngine({ ...where, timeoutMs: minutes * 60_000, onProgress });
}

/** The server with its secret, and the user: the environment's own, or else the configuration's. */
function nameServer(
  text: string,
  { password, token, proxies }: TrinoEnvironment,
  configured: string | undefined,
): { server: NamedServer; user: string | undefined } {
  const { authorization: both, ...open } = namedServer("TRINO_URL", text, proxies);
  const [own, inAddress] = both === null ? [] : splitAuthorization(both);
  const user = own || configured;
  const server = { ...open, authorization: null };
  const by = inAddress ? "TRINO_URL" : "TRINO_PASSWORD";
  const word = inAddress || password;
  if (token !== undefined)
    return { server: withSecret(server, "TRINO_TOKEN", `Bearer ${token}`), user };
  if (!word || user === undefined) return { server, user };
  return { server: withSecret(server, by, basicAuthorization(user, word)), user };
}

function parseAddress(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function sayUnnamed(configured: string | undefined): string {
  const url = configured === undefined ? null : parseAddress(configured);
  return url === null
    ? "TRINO_URL is not set: set it to the server's address"
    : `${url.protocol}//${url.host} is not contacted because only a file names it: set TRINO_URL`;
}
