import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { FailOn, Format } from "../config/choices.ts";
import { daysMeant } from "../config/likely-value.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { ConfigInput } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { cacheDirectory } from "../runtime/cache-directory.ts";
import type { Host, Output } from "../runtime/host.ts";
import { createZone, type Instant, parseInstant, type Zone } from "../time/instant.ts";
import type { Root } from "../trust/named-path.ts";
import type { TrackingAccess } from "../validation/mlflow/server/tracking-access.ts";
import { parseTrackingUri, type Tracking } from "../validation/mlflow/tracking-uri.ts";
import type { PrometheusAccess } from "../validation/prometheus/server/prometheus-access.ts";
import { openPrometheus } from "./open-prometheus.ts";
import { readStoreEnvironment, type StoreEnvironment } from "./open-store.ts";
import { openTracking } from "./open-tracking.ts";
import { readTrinoEnvironment, type TrinoEnvironment } from "./open-trino.ts";

/** The flags that commands share, as commander hands them over. */
export interface CommonOptions {
  cwd?: string;
  config?: string;
  now?: string;
  timezone?: string;
  quiet?: boolean;
  verbose?: boolean;
  /** False for --no-cache; undefined for commands that count nothing. */
  cache?: boolean;
  /** False for --no-color. */
  color?: boolean;
  allowOutside?: boolean;
  /** Contact no server. */
  offline?: boolean;
}

export interface PlanOptions extends CommonOptions {
  cadence?: string;
  cycles?: number;
  horizon?: string;
  fullEvery?: number;
  minReplay?: number;
  failOn?: FailOn[];
  out?: string;
  format?: Format[];
  template?: string;
  dryRun?: boolean;
  /** How long to wait for another run, in milliseconds. */
  wait?: number;
  keep?: number;
  ifChanged?: boolean;
  notifyUrl?: string;
  /** The plan to compare with; by default the latest. */
  previous?: string;
}

/** The project that a command works on. */
export interface Project extends LoadedConfig, Root {
  readonly now: Instant;
  readonly zone: Zone;
  /** Where counts are kept for the next run; null for nowhere. */
  readonly cacheDirectory: string | null;
  /** What MLFLOW_TRACKING_URI names; null where it names nothing. */
  readonly tracking: Tracking | null;
  /** By which tracking servers are asked. */
  readonly access: TrackingAccess;
  /** By which Prometheus servers are asked. */
  readonly prometheus: PrometheusAccess;
  /** Where DuckDB's extensions are, by RETRAIN_PLAN_DUCKDB_EXTENSIONS; null for DuckDB's own place. */
  readonly extensionPlace: string | null;
  /** The variables that name the server of tables. */
  readonly trino: TrinoEnvironment;
  /** The variables that name object stores. */
  readonly stores: StoreEnvironment;
  /** Where progress is shown; null for nowhere. */
  readonly terminal: Output | null;
}

/** Finds the project, reads its configuration, and puts the flags over it. */
export async function openProject(options: PlanOptions, host: Host): Promise<Project> {
  const cwd = resolve(host.cwd, options.cwd ?? ".");
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${options.cwd ?? cwd}: no such directory`, { hint: "correct --cwd" });
  }
  const { config, out, template, allowOutside = false, offline = false } = options;
  const tracking = parseTrackingUri(host.env.MLFLOW_TRACKING_URI, cwd);
  const store = tracking?.kind === "store" ? tracking.path : undefined;
  const named = [config, out, template, store].filter((path) => path !== undefined);
  const root = { cwd, allowOutside, named };
  const loaded = await loadConfig(cwd, config, configFromFlags(options), { allowOutside });
  const zone = createZone(loaded.config.timezone);
  const terminal = options.quiet || !host.stderr.isTTY ? null : host.stderr;
  return {
    ...loaded,
    ...root,
    zone,
    now: parseNow(options.now, zone, host),
    cacheDirectory: options.cache ? chooseCacheDirectory(cwd, options, host) : null,
    tracking,
    access: openTracking(host, terminal, offline),
    prometheus: openPrometheus(host, terminal, offline),
    extensionPlace: host.env.RETRAIN_PLAN_DUCKDB_EXTENSIONS || null,
    trino: readTrinoEnvironment(host, offline),
    stores: readStoreEnvironment(host, offline),
    terminal,
  };
}

function chooseCacheDirectory(
  cwd: string,
  { verbose, quiet }: CommonOptions,
  host: Host,
): string | null {
  const found = cacheDirectory(realpathSync(cwd), host.env);
  if ("path" in found) return found.path;
  if (verbose && !quiet) {
    const hint = "set XDG_CACHE_HOME to a directory that only you can write";
    host.stderr.write(`retrain-plan: no counts are kept: ${found.refused}; ${hint}\n`);
  }
  return null;
}

function parseNow(text: string | undefined, zone: Zone, host: Host): Instant {
  return text === undefined ? host.now() : parseFlagInstant("--now", text, zone);
}

/**
 * The instant that a flag names, ISO 8601; a date is its beginning in the zone.
 *
 * @throws UserError that names the flag
 */
export function parseFlagInstant(flag: string, text: string, zone: Zone): Instant {
  const instant = parseInstant(text.trim(), zone);
  if (instant === undefined) {
    throw new UserError(`${flag}: "${text}" is not an instant`, {
      hint: `write ${daysMeant(text).join(" or ") || "ISO 8601, such as 2025-08-14 or 2025-08-14T08:23:51Z"}`,
    });
  }
  if (instant < 0 || instant >= YEAR_2200) {
    throw new UserError(`${flag}: "${text}" is not between the years 1970 and 2199`);
  }
  return instant;
}

// Horizons and windows about it must be dates that can be printed.
const YEAR_2200 = Date.UTC(2200, 0) * 1000;

/** The flags in the configuration's own keys; only those that were given. */
function configFromFlags(options: PlanOptions): ConfigInput {
  const {
    timezone,
    cadence,
    cycles,
    horizon,
    fullEvery,
    minReplay,
    failOn,
    out,
    format,
    template,
    keep,
  } = options;
  return given({
    timezone,
    schedule: given({ cadence, cycles, horizon, full_every: fullEvery }),
    requirements: given({ minimum_replay_size: minReplay }),
    gate: given({ fail_on: failOn }),
    output: given({ directory: out, formats: format, template, keep }),
  });
}

function given<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
