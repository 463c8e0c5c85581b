import { UserError } from "../errors.ts";

/** A server that the user has named, in the environment or on the command line: never a file. */
export interface NamedServer {
  /** The flag or variable that names it, as errors say it: `MLFLOW_TRACKING_URI`. */
  readonly by: string;
  /** Without a name and a password. */
  readonly address: URL;
  /** The secret that belongs to this server and to no other: a header `Authorization`; null for none. */
  readonly authorization: string | null;
}

/**
 * Reads the address of a server from a flag or a variable. A name and a password in it are its secret.
 *
 * @param by the flag or variable
 * @throws UserError that does not repeat the address, which may be a secret
 */
export function namedServer(by: string, text: string): NamedServer {
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
  const { protocol, hostname, host } = server.address;
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    throw new UserError(`${by}: not sent to http://${host}, where others could read it`, {
      hint: `write https:// in ${server.by}`,
    });
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The header of a name and a password. */
export function basicAuthorization(user: string, password: string): string {
  return basic(`${user}:${password}`);
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
  const { authorization } = server;
  const headers = { ...init.headers, ...(authorization !== null && { authorization }) };
  return fetch(withoutPassword(place), { ...init, headers, redirect: "manual" });
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
