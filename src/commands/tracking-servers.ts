import type { Config } from "../config/schema.ts";
import type { Wanted } from "../validation/mlflow/choose.ts";
import type { Tracking } from "../validation/mlflow/tracking-uri.ts";

/** The parts of a configuration that name the stores of MLflow. */
export type TrackedBy = Pick<Config, "validation" | "requirements">;

/** A tracking server, and what is read from it. */
export interface NamedStore extends Wanted {
  readonly url: string;
  readonly alias: string;
}

/**
 * The tracking servers among the sources of metrics; of a configuration without sources the one that the
 * environment names.
 */
export function listTrackingServers(
  config: TrackedBy | undefined,
  tracking: Tracking | null | undefined,
): NamedStore[] {
  const sources = config?.validation.sources;
  if (sources === undefined) {
    return tracking?.kind === "server" ? [{ url: tracking.url, alias: "champion" }] : [];
  }
  return sources.flatMap(({ tool, url, experiment, model, alias = "champion" }) =>
    tool !== "mlflow" || url === undefined ? [] : [{ url, experiment, model, alias }],
  );
}
