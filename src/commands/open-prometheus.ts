import type { Host, Output } from "../runtime/host.ts";
import { PrometheusAccess } from "../validation/prometheus/server/prometheus-access.ts";
import { readNamedServer } from "./named-server.ts";
import { showReading } from "./show-reading.ts";

const VARIABLES = {
  address: "PROMETHEUS_URL",
  user: "PROMETHEUS_USERNAME",
  password: "PROMETHEUS_PASSWORD",
  token: "PROMETHEUS_TOKEN",
};

/**
 * The access of a run to the Prometheus server that the environment names; how far a reading is, is shown on the
 * terminal.
 *
 * @param terminal null for nowhere
 */
export function openPrometheus(
  { env }: Pick<Host, "env">,
  terminal: Output | null,
  isOffline: boolean,
): PrometheusAccess {
  const server = () => readNamedServer(env, VARIABLES);
  if (terminal === null) return new PrometheusAccess({ server, isOffline });
  const watch = (name: string) => showReading(`Prometheus at ${name}`, "series", terminal);
  return new PrometheusAccess({ server, isOffline, watch });
}
