import type { Host } from "../runtime/host.ts";
import {
  basicAuthorization,
  type NamedServer,
  namedServer,
  readProxies,
  withSecret,
} from "../trust/server.ts";

/** The variables that name a server and its secrets. */
interface ServerVariables {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  readonly token: string;
}

/**
 * The server that the environment names, with its secret. A name and a password in its address take precedence,
 * and a name and a password over a token, as for MLflow's client.
 *
 * @returns null where the environment names none
 * @throws UserError where the address is not one of a server, or a secret would go over plain http
 */
export function readNamedServer(env: Host["env"], variables: ServerVariables): NamedServer | null {
  const text = env[variables.address]?.trim() ?? "";
  if (text === "") return null;
  const by = variables.address;
  const { authorization, ...open } = namedServer(by, text, readProxies(env));
  const server = { ...open, authorization: null };
  if (authorization !== null) return withSecret(server, by, authorization);
  const [user, password] = [env[variables.user], env[variables.password]];
  if (user && password) {
    return withSecret(server, variables.password, basicAuthorization(user, password));
  }
  const token = env[variables.token];
  return token ? withSecret(server, variables.token, `Bearer ${token}`) : server;
}
