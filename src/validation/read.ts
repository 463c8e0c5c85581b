import { posix } from "node:path";
import {
  type Config,
  type EitherSourceConfig,
  listAlertFiles,
  listAlertServers,
} from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { parseInstant, UTC } from "../time/instant.ts";
import { fixedPart, globPaths } from "../trust/glob-paths.ts";
import type { Root } from "../trust/named-path.ts";
import type { Evidence, EvidenceQuery, EvidenceSource, Owner } from "./evidence.ts";
import { recognised } from "./files/recognised.ts";
import { fileKind, openResult } from "./files/result-file.ts";
import { readGenerator } from "./generator/source.ts";
import type { Tracking } from "./mlflow/tracking-uri.ts";
import { findResultElsewhere } from "./results-elsewhere.ts";
import type { SourceProblem } from "./schema.ts";
import { shownAddress } from "./servers/shown-address.ts";
import { READERS, type Tool } from "./tools.ts";

/** Where to look, and as of when. */
export interface ReadQuery
  extends Root,
    Pick<EvidenceQuery, "now" | "zone" | "access" | "prometheus"> {
  /** The configuration of validation. */
  readonly config: Pick<Config["validation"], "runs" | "alerts" | "sources"> &
    Partial<Pick<Config["validation"], "alert_days">>;
  /** What MLFLOW_TRACKING_URI names. */
  readonly tracking?: Tracking | null;
}

/**
 * Reads all results of validation: the generator's, and those of the configured sources, or where none
 * is configured those at the usual places of every tool. A file is read by one tool only.
 *
 * @throws UserError where the configuration is wrong
 */
export async function readEvidence({ config, ...query }: ReadQuery): Promise<Evidence> {
  const found = merge((await readByTool({ config, ...query })).map(({ evidence }) => evidence));
  const notes = [...(found.notes ?? []), ...(await besideEvidence(found, { config, ...query }))];
  const elsewhere =
    config.sources === undefined && !isOfModel(found) ? await findResultElsewhere(query) : null;
  return { ...found, notes, ...(elsewhere !== null && { elsewhere }) };
}

/** Whether anything was read that reports on a model, and not on its data alone. */
function isOfModel({ series, runs, experiments = [], unchosen = [] }: Evidence): boolean {
  const ofModel = runs.filter(({ subject }) => subject === "model");
  return series.length + ofModel.length + experiments.length + unchosen.length > 0;
}

/**
 * The same, apart by the tools that wrote it.
 *
 * @throws UserError where the configuration is wrong
 */
export async function readByTool({
  config,
  ...query
}: ReadQuery): Promise<{ tool: Owner; evidence: Evidence }[]> {
  const claims = new Map<string, Owner>();
  const files = { runs: config.runs, alerts: listAlertFiles(config.alerts) };
  const generated = await readGenerator({ ...query, ...files, claims });
  const parts: { tool: Owner; evidence: Evidence }[] = [{ tool: "generator", evidence: generated }];
  for (const server of listAlertServers(config.alerts)) {
    const { readFiringAlerts } = await import("./prometheus/firing-alerts.ts");
    const evidence = await readFiringAlerts(server, config.alert_days ?? DEFAULT_ALERT_DAYS, query);
    parts.push({ tool: server.tool, evidence });
  }
  for (const { reader, source, isUsualPlace } of planCalls(config.sources, query, query.tracking)) {
    const evidence = await readSource(await reader.load(), source, {
      ...query,
      claims,
      isUsualPlace,
    });
    // A report that one tool understands is no tree of metrics for another.
    for (const { path } of evidence.runs) claims.set(openResult(path, query).identity, source.tool);
    parts.push({ tool: source.tool, evidence });
  }
  return parts;
}

const DEFAULT_ALERT_DAYS = 7;

function readSource(
  tool: EvidenceSource,
  source: EitherSourceConfig,
  query: Omit<EvidenceQuery, "config">,
): Promise<Evidence> {
  if (source.url === undefined) return tool.read({ ...query, config: source });
  if (tool.readServer !== undefined) return tool.readServer({ ...query, config: source });
  throw new UserError(`validation.sources: ${source.tool} reads no servers`);
}

/** The files there that are not read; and if nothing was found, the places that were searched. */
async function besideEvidence(
  { series, runs, problems, experiments = [], unchosen = [] }: Evidence,
  { config, tracking, ...root }: ReadQuery,
): Promise<SourceProblem[]> {
  const isRead = (path: string): boolean =>
    runs.some((run) => run.path === path) ||
    // Of a folder that was named is said already that nothing in it is readable.
    problems.some((problem) => path.startsWith(`${problem.path}/`)) ||
    (path.endsWith(".wandb") &&
      fileKind(`${posix.dirname(path)}/files/wandb-summary.json`, root) !== null);
  const notes = await recognised(root, isRead);
  const problem = tracking == null ? null : await trackingNote(tracking, config.sources, root);
  if (problem !== null) notes.push({ path: "MLFLOW_TRACKING_URI", problem });
  if (series.length + runs.length + experiments.length + unchosen.length > 0) return notes;
  const sources = config.sources?.flatMap(({ path, url }) => path ?? url ?? []);
  const places = [...config.runs, ...(sources ?? USUAL)];
  const nothing = `no evaluation found; looked in ${places.join(", ")}`;
  return [...notes, { path: "validation", problem: nothing }];
}

/** The result for the place that MLFLOW_TRACKING_URI names; null if it was read, and nothing else lies there. */
async function trackingNote(
  tracking: Tracking,
  sources: ReadQuery["config"]["sources"],
  root: Root,
): Promise<string | null> {
  if (tracking.kind === "unread") return `names ${tracking.name}, not read: ${tracking.advice}`;
  if (sources !== undefined) return null;
  const path = tracking.kind === "server" ? shownAddress(tracking.url) : tracking.path;
  if (tracking.kind === "store" && fileKind(path, root) === null) {
    return `names ${path}, where nothing is; correct it, or name the place under \`validation.sources\``;
  }
  const others = MLFLOW_STORES.filter(
    (place) => place !== path && !place.startsWith(`${path}/`) && fileKind(place, root) !== null,
  );
  return others.length === 0
    ? null
    : `names ${path}, so that ${others.join(" and ")} was not read; name it under \`validation.sources\` where it counts`;
}

/** Stores of MLflow at its usual places; a folder of artifacts alone is not a store. */
const MLFLOW_STORES = ["mlflow.db", "mlruns.db", "mlruns/0/meta.yaml"];

/** The folders and files of the usual places: all their patterns would fill a page. */
const USUAL: readonly string[] = [
  ...new Set(
    READERS.flatMap(({ places }) => places).flatMap((place) => {
      const [top = "", below] = place.split("/", 2);
      if (/[*{?]/.test(top)) return [];
      // Of metrics.json, metrics.yaml and metrics.csv one will do.
      const name = top.replace(/\.(json|ya?ml|toml|[ct]sv|jsonl|ndjson|parquet|log)$/, ".*");
      return [below === undefined ? name : `${top}/`];
    }),
  ),
];

interface Call {
  readonly reader: Tool;
  readonly source: EitherSourceConfig;
  readonly isUsualPlace: boolean;
}

function planCalls(
  sources: Config["validation"]["sources"],
  root: Root,
  tracking: Tracking | null | undefined,
): Call[] {
  if (sources !== undefined) {
    return (sources as readonly EitherSourceConfig[]).map((source) => {
      const reader = READERS.find(({ tool }) => tool === source.tool);
      if (reader !== undefined) return { reader, source, isUsualPlace: false };
      throw new UserError(`validation.sources: ${source.tool} cannot be read by this version`);
    });
  }
  // Many places lie in one folder: each is looked for once.
  const kinds = new Map<string, ReturnType<typeof fileKind>>();
  const isThere = (place: string): boolean => {
    const fixed = fixedPart(place);
    // The project's own folder is always there: a reader is loaded only for a file in it.
    if (fixed === "." && !place.includes("/")) return globPaths([place], root).length > 0;
    if (!kinds.has(fixed)) kinds.set(fixed, fileKind(fixed, root));
    return kinds.get(fixed) !== null;
  };
  return READERS.flatMap((reader): Call[] => {
    // Where MLflow is told to write it writes nowhere else.
    if (reader.tool === "mlflow" && tracking?.kind === "server") {
      const source = { tool: reader.tool, url: tracking.url, history: true };
      return [{ reader, source, isUsualPlace: true }];
    }
    const isTold =
      reader.tool === "mlflow" &&
      tracking?.kind === "store" &&
      fileKind(tracking.path, root) !== null;
    // Of a glob, whether its folder exists.
    const places = isTold ? [tracking.path] : reader.places.filter(isThere);
    const [first, second] = places;
    if (first === undefined) return [];
    const path = second === undefined ? first : `{${places.join(",")}}`;
    return [{ reader, source: { tool: reader.tool, path, history: true }, isUsualPlace: true }];
  });
}

/** Everything together, runs and alerts oldest first. */
function merge(parts: readonly Evidence[]): Evidence {
  const problems = parts.flatMap((part) => part.problems);
  const unread = parts.flatMap(({ newestUnread }) => newestUnread ?? []);
  return {
    series: parts.flatMap((part) => part.series),
    runs: parts.flatMap((part) => part.runs).sort(byTime),
    alerts: parts.flatMap((part) => part.alerts).sort(byTime),
    alertFiles: parts.reduce((sum, { alertFiles = 0 }) => sum + alertFiles, 0),
    failed: parts.flatMap((part) => part.failed ?? []),
    experiments: parts.flatMap((part) => part.experiments ?? []),
    unchosen: parts.flatMap((part) => part.unchosen ?? []),
    notes: distinct(parts.flatMap((part) => part.notes ?? [])),
    unread: parts.flatMap((part) => part.unread ?? []),
    problems: distinct(problems),
    newestUnread: unread.length === 0 ? null : Math.max(...unread),
  };
}

/** Two tools may say the same of one file, such as that its repository is shallow, and its history repeats it. */
function distinct(problems: readonly SourceProblem[]): SourceProblem[] {
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()];
}

function byTime(a: { readonly time: string }, b: { readonly time: string }): number {
  // Written by formatInstant, hence always readable.
  return (parseInstant(a.time, UTC) ?? 0) - (parseInstant(b.time, UTC) ?? 0);
}
