import { posix } from "node:path";
import type {
  EitherSourceConfig,
  MetricSourceConfig,
  ServerSourceConfig,
} from "../config/schema.ts";
import { count } from "../text/quantity.ts";
import { ServerProblem } from "../trust/server-reader.ts";
import type { Evidence } from "../validation/evidence.ts";
import { type ReadQuery, readByTool, readEvidence } from "../validation/read.ts";

/** A source of metrics as a configuration names it, and what it holds in words. */
export interface FoundSource {
  readonly source: EitherSourceConfig;
  /** `2 metrics, 40 evaluations` */
  readonly holds: string;
}

/** More files of one tool are not listed one by one. */
const MOST_FILES = 4;

/**
 * The sources of metrics at the usual places, as entries of `validation.sources`.
 *
 * @param query whose configuration names no source
 * @returns none where naming them would give other evidence than looking for them does, as of a folder of
 * reports of which only some are read
 */
export async function foundSources(query: ReadQuery): Promise<FoundSource[]> {
  const parts = await readByTool(query);
  const server = await serverSource(query);
  const found = parts.flatMap(
    ({ tool, evidence }): (FoundSource & { readonly isShort: boolean })[] => {
      if (tool === "generator" || evidence.series.length + evidence.runs.length === 0) return [];
      const holds = describeHoldings(evidence);
      if (tool === "mlflow" && server !== null) return [{ source: server, holds, isShort: true }];
      const path = commonPath(evidence, tool);
      const source: MetricSourceConfig = { tool, path: path ?? "", history: true };
      return [{ source, holds, isShort: path !== null }];
    },
  );
  if (found.length === 0 || found.some(({ isShort }) => !isShort)) return [];
  const sources = found.map(({ source }) => source);
  const named = await readEvidence({ ...query, config: { ...query.config, sources } });
  const looked = await readEvidence(query);
  return sameEvidence(named, looked) ? found : [];
}

/** The server that the environment names, with the experiment that is read; null where none is, or it fails. */
async function serverSource({ tracking, access }: ReadQuery): Promise<ServerSourceConfig | null> {
  if (tracking?.kind !== "server" || access === undefined) return null;
  const { choose } = await import("../validation/mlflow/choose.ts");
  try {
    const store = await access.open(tracking.url, { alias: "champion" });
    const choice = choose(store, {}, "champion");
    if (choice === null) return null;
    return { tool: "mlflow", url: store.path, experiment: choice.name, history: true };
  } catch (error) {
    if (error instanceof ServerProblem) return null;
    throw error;
  }
}

function commonPath({ series, runs }: Evidence, tool: MetricSourceConfig["tool"]): string | null {
  const files = [
    ...new Set([
      ...series.flatMap(({ points }) => points.map(({ path }) => path)),
      ...runs.map(({ path }) => path),
    ]),
  ];
  if (tool === "mlflow") {
    const places = new Set(
      files.map((file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file)),
    );
    return places.size === 1 ? ([...places][0] ?? null) : null;
  }
  const [only] = files;
  if (files.length === 1 && only !== undefined) return only;
  return files.length <= MOST_FILES ? `{${files.join(",")}}` : commonFolder(files);
}

/** `metrics/*.json`, where all are of one folder and one ending; else null. */
function commonFolder(files: readonly string[]): string | null {
  const globs = new Set(files.map((file) => `${posix.dirname(file)}/*${posix.extname(file)}`));
  return globs.size === 1 ? ([...globs][0] ?? null) : null;
}

function describeHoldings({ series, runs }: Evidence): string {
  const evaluations = Math.max(0, ...series.map(({ points }) => points.length));
  return [
    ...(series.length === 0
      ? []
      : [`${count(series.length, "metric")}, ${count(evaluations, "evaluation")}`]),
    ...(runs.length === 0 ? [] : [count(runs.length, "report")]),
  ].join(", ");
}

function sameEvidence(a: Evidence, b: Evidence): boolean {
  const [own, other] = [a, b].map(({ series, runs, experiments = [], unchosen = [] }) =>
    JSON.stringify([
      series
        .map(({ metric, points }) => [metric, points.map(({ at, value }) => [at, value])])
        .sort(),
      runs.map(({ path, passed }) => [path, passed]),
      experiments.length,
      unchosen.length,
    ]),
  );
  return own === other;
}
