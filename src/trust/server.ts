import { UserError } from "../errors.ts";
import { isLoopback } from "./loopback.ts";
import type { Proxies } from "./proxied-fetch.ts";

/** A server that the user has named, in the environment or on the command line: never a file. */
export interface NamedServer {
  /** The flag or variable that names it, as errors say it: `MLFLOW_TRACKING_URI`. */
  readonly by: string;
  /** Without a name and a password. */
  readonly address: URL;
  /** The secret that belongs to this server and to no other: a header `Authorization`; null for none. */
  readonly authorization: string | null;
  /** Through which it is contacted; null for directly. */
  readonly proxies: Proxies | null;
}

/**
 * The proxies that the environment names, by the variables that curl reads.
 *
 * @returns null where it names none
 */
export function readProxies(env: Readonly<Record<string, string | undefined>>): Proxies | null {
  const read = (name: string) => env[name] || env[name.toUpperCase()] || undefined;
  const [http, https] = [read("http_proxy"), read("https_proxy")];
  if (http === undefined && https === undefined) return null;
  return { http, https, except: read("no_proxy") };
}

/**
 * Reads the address of a server from a flag or a variable. A name and a password in it are its secret.
 *
 * @param by the flag or variable
 * @param proxies by {@link readProxies}
 * @throws UserError that does not repeat the address, which may be a secret
 */
export function namedServer(by: string, text: string, proxies: Proxies | null = null): NamedServer {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UserError(`${by}: not an address that begins with https:// or http://`, {
      hint: "copy it whole",
    });
  }
  const address = new URL(text);
  const { username, password } = address;
  const pair = `${decoded(username)}:${decoded(password)}`;
  return {
    by,
    address: withoutPassword(address),
    authorization: pair === ":" ? null : basic(pair),
    proxies,
  };
}

/**
 * Gives a server a secret that another variable holds.
 *
 * @param by the variable that holds it
 * @param authorization the header that it makes
 * @throws UserError where others on the way could read the secret: over plain http it goes to this machine alone
 */
export function withSecret(server: NamedServer, by: string, authorization: string): NamedServer {
  checkMaySend(server, by);
  return { ...server, authorization };
}

/**
 * Checks that a secret may go to a server.
 *
 * @param by the variable that holds it
 * @throws UserError where others on the way could read it
 */
export function checkMaySend(server: NamedServer, by: string): void {
  const { protocol, host } = server.address;
  if (protocol === "http:" && !isLoopback(server.address)) {
    throw new UserError(`${by}: not sent to http://${host}, where others could read it`, {
      hint: `write https:// in ${server.by}`,
    });
  }
}

/** The header of a name and a password. */
export function basicAuthorization(user: string, password: string): string {
  return basic(`${user}:${password}`);
}

/** Name and password of such a header. */
export function splitAuthorization(authorization: string): [string, string] {
  const pair = Buffer.from(authorization.replace("Basic ", ""), "base64").toString("utf8");
  const at = pair.indexOf(":");
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/**
 * Sends a request. This is the only use of the network: a file may name a place, as a configuration names a
 * tracking server, but only servers that the user has named are contacted. Each gets its own secret
 * alone, over the scheme, host and port that the secret was given for. A redirect is not followed, for
 * it may lead anywhere.
 *
 * @param place where to, whoever names it; a name and a password in it are not sent
 * @param servers those that the environment and the command line name
 * @returns the answer, be it a redirect or an error
 * @throws UserError where none of the servers is at that place
 * @throws what `fetch` throws where there is no connection
 */
export async function request(
  place: URL,
  servers: readonly NamedServer[],
  init: Omit<RequestInit, "redirect" | "headers"> & { headers?: Record<string, string> },
): Promise<Response> {
  const server = servers.find(({ address }) => address.origin === place.origin);
  if (server === undefined) {
    throw new UserError(
      `${place.protocol}//${place.host}: not contacted because only a file names it`,
      {
        hint: "name the server in the environment or on the command line",
      },
    );
  }
  const { authorization, proxies } = server;
  const headers = { ...init.headers, ...(authorization !== null && { authorization }) };
  const sent: RequestInit = { ...init, headers, redirect: "manual" };
  const bare = withoutPassword(place);
  if (proxies === null) return fetch(bare, sent);
  const { proxiedFetch } = await import("./proxied-fetch.ts");
  return proxiedFetch(bare, sent, proxies);
}

function withoutPassword(address: URL): URL {
  const bare = new URL(address);
  bare.username = "";
  bare.password = "";
  return bare;
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A % that stands for itself.
    return text;
  }
}
