import { oneLine } from "../render/escape.ts";
import { statusLine } from "../render/status-line.ts";
import type { Host, Output } from "../runtime/host.ts";
import { onInterrupt } from "../runtime/interrupt.ts";
import { thousands } from "../text/quantity.ts";
import {
  basicAuthorization,
  type NamedServer,
  namedServer,
  readProxies,
  withSecret,
} from "../trust/server.ts";
import { TrackingAccess, type Watcher } from "../validation/mlflow/server/tracking-access.ts";

/**
 * The MLflow server that the environment names, with its secret, by MLflow's own variables. A name and a password in
 * its address take precedence, and a name and a password over a token, as for MLflow's client.
 *
 * @returns null where the environment names no server
 * @throws UserError where a secret would go over plain http
 */
export function readTrackingServer({ env }: Pick<Host, "env">): NamedServer | null {
  const text = env.MLFLOW_TRACKING_URI?.trim() ?? "";
  if (!/^https?:/i.test(text)) return null;
  const { authorization, ...open } = namedServer(URI, text, readProxies(env));
  const server = { ...open, authorization: null };
  if (authorization !== null) return withSecret(server, URI, authorization);
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = env;
  if (user && password) {
    return withSecret(server, "MLFLOW_TRACKING_PASSWORD", basicAuthorization(user, password));
  }
  const token = env.MLFLOW_TRACKING_TOKEN;
  return token ? withSecret(server, "MLFLOW_TRACKING_TOKEN", `Bearer ${token}`) : server;
}

const URI = "MLFLOW_TRACKING_URI";

/**
 * The access of a run to tracking servers; how far a reading is, is shown on the terminal.
 *
 * @param terminal null for nowhere
 */
export function openTracking(
  host: Pick<Host, "env">,
  terminal: Output | null,
  isOffline: boolean,
): TrackingAccess {
  const server = () => readTrackingServer(host);
  if (terminal === null) return new TrackingAccess({ server, isOffline });
  return new TrackingAccess({ server, isOffline, watch: (name) => showReading(name, terminal) });
}

/**
 * Says on standard error which tracking servers could not be read, a line each: for commands that do not read
 * metrics, whose problems would say it.
 */
export function reportUnreadServers(host: Pick<Host, "stderr">, access: TrackingAccess): void {
  for (const { path, problem } of access.failures()) {
    const line = oneLine(`${path}: ${problem}; its trainings and data sets are unknown`);
    host.stderr.write(`retrain-plan: ${line}\n`);
  }
}

/** A line that says how many runs have been read, also while the server is silent. */
function showReading(server: string, terminal: Output): Watcher {
  const { draw, clear } = statusLine(terminal, () => performance.now());
  let runs = 0;
  const show = () =>
    draw((seconds, columns) =>
      `MLflow at ${server}: ${thousands(runs)} runs, ${Math.round(seconds)} s`.slice(0, columns),
    );
  const timer = setInterval(show, EVERY_MS);
  const release = onInterrupt(clear);
  return {
    update: (read) => {
      runs = read;
    },
    end: () => {
      clearInterval(timer);
      release();
      clear();
    },
  };
}

const EVERY_MS = 250;
