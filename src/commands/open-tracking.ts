import { oneLine } from "../render/escape.ts";
import type { Host, Output } from "../runtime/host.ts";
import type { NamedServer } from "../trust/server.ts";
import { TrackingAccess } from "../validation/mlflow/server/tracking-access.ts";
import { readNamedServer } from "./named-server.ts";
import { showReading } from "./show-reading.ts";

/**
 * The MLflow server that the environment names, with its secret, by MLflow's own variables.
 *
 * @returns null where the environment names no server
 * @throws UserError where a secret would go over plain http
 */
export function readTrackingServer({ env }: Pick<Host, "env">): NamedServer | null {
  const isServer = /^https?:/i.test(env.MLFLOW_TRACKING_URI?.trim() ?? "");
  return isServer ? readNamedServer(env, VARIABLES) : null;
}

const VARIABLES = {
  address: "MLFLOW_TRACKING_URI",
  user: "MLFLOW_TRACKING_USERNAME",
  password: "MLFLOW_TRACKING_PASSWORD",
  token: "MLFLOW_TRACKING_TOKEN",
};

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
  return new TrackingAccess({
    server,
    isOffline,
    watch: (name) => showReading(`MLflow at ${name}`, "runs", terminal),
  });
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
