import { UserError } from "../../errors.ts";
import type { NamedServer } from "../../trust/server.ts";
import { type AskLimits, ServerProblem, ServerReader } from "../../trust/server-reader.ts";

/** The answers of a server that a plan keeps. */
export interface StoredAnswer {
  /** Below the plan's directory: `evidence/mlflow.json`. */
  readonly name: string;
  readonly server: string;
  readonly text: string;
}

export interface AccessOptions {
  /**
   * The server that the environment names, with its secret; null where it names none.
   *
   * @throws UserError where its secret may not be sent
   */
  readonly server: () => NamedServer | null;
  readonly isOffline?: boolean;
  readonly limits?: Partial<AskLimits>;
  /** Called when the reading of a server begins. */
  readonly watch?: (server: string) => Watcher;
}

/** Shows how far a reading is. */
export interface Watcher {
  /** @param read how many runs or series were read */
  update(read: number): void;
  end(): void;
}

/** The variables of the environment by which a kind of server is named. */
export interface ServerVariables {
  /** Of its address. */
  readonly address: string;
  /** Of its secrets, as advice names them. */
  readonly secrets: string;
}

/**
 * Opens a server for reading, if it is the one that the environment names.
 *
 * @param url whoever names it
 * @throws ServerProblem where it may not be contacted
 */
export function openServer(
  url: string,
  { server: readServer, isOffline, limits }: AccessOptions,
  { address, secrets }: ServerVariables,
): ServerReader {
  if (isOffline) throw new ServerProblem("not contacted because of --offline");
  const server = withServerProblem(readServer);
  if (server?.address.origin !== new URL(url).origin) {
    throw new ServerProblem(
      `not contacted because only a file names it: set ${address} to its address`,
    );
  }
  return new ServerReader({ ...server, address: new URL(url) }, secrets, limits);
}

function withServerProblem<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    throw new ServerProblem(hint === undefined ? message : `${message}; ${hint}`);
  }
}
