import { closeSync, openSync, readSync } from "node:fs";
import { basename, dirname, posix } from "node:path";
import type { Instant, Zone } from "../../time/instant.ts";
import type { Root } from "../../trust/named-path.ts";
import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { openResult, readResult } from "../files/result-file.ts";
import { statedInstant } from "../files/result-time.ts";
import { sourceName } from "../files/source-name.ts";
import { asLeaves, type MetricLeaf } from "../metrics/leaves.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import { type Evaluation, isBranch, shown } from "../metrics/metric-tree.ts";
import { type ReportFile, readReports } from "../reports.ts";
import type { SourceProblem } from "../schema.ts";
import { parseReport } from "./read.ts";
import type { EvidentlyReport } from "./report.ts";
import { listVerdicts } from "./verdicts.ts";

/**
 * What Evidently writes: reports and test suites by save_json() of any version, and the snapshots of a
 * workspace. Metrics of the model are series; what Evidently judges are runs, with its own thresholds.
 */
export const evidentlySource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.json", problems);
    const projects = new Map<string, string>();
    const files = paths
      .filter((path) => basename(path) !== "metadata.json" || !isInWorkspace(path, paths))
      .filter((path) => query.isUsualPlace !== true || isTheirs(path, query))
      .map((path) => locateReport(path, query, projects));
    const evidence = readReports(files, query);
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

/** A workspace keeps the snapshots of each of its projects in a folder called after the project's id. */
const SNAPSHOT =
  /(^|\/)[\da-f-]{36}\/snapshots\/([\da-f]{8}-[\da-f]{4})-[\da-f]{4}-[\da-f-]{17}\.json$/;

function locateReport(
  path: string,
  query: EvidenceQuery,
  projects: Map<string, string>,
): ReportFile {
  const match = SNAPSHOT.exec(path);
  if (match === null) {
    const place = sourceName(path);
    const source = query.isUsualPlace ? place : query.config.path;
    const evaluate = createEvaluator(place, null, query);
    return { path, place, source, at: null, modelVersion: null, evaluate };
  }
  const folder = dirname(dirname(path));
  const known = projects.get(folder) ?? projectName(folder, query);
  projects.set(folder, known);
  const source = posix.dirname(folder);
  const place = `${source}: ${known}`;
  const evaluate = createEvaluator(place, known, query);
  // The first 48 bits of a UUID of version 7 are milliseconds.
  const milliseconds = Number.parseInt((match[2] ?? "").replace("-", ""), 16);
  const at = /-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}\.json$/.test(path) ? milliseconds * 1000 : null;
  return { path, place, source, at, modelVersion: null, evaluate };
}

/** As its `metadata.json` calls it, else its id. */
function projectName(folder: string, root: Root): string {
  try {
    const metadata: unknown = JSON.parse(
      readResult(openResult(posix.join(folder, "metadata.json"), root)),
    );
    if (isBranch(metadata) && typeof metadata.name === "string") return metadata.name.slice(0, 200);
  } catch {
    // Then nothing is lost but the name.
  }
  return basename(folder);
}

function isInWorkspace(path: string, paths: readonly string[]): boolean {
  const folder = `${dirname(path)}/snapshots/`;
  return paths.some((other) => other.startsWith(folder));
}

function createEvaluator(
  place: string,
  project: string | null,
  { config, zone }: EvidenceQuery,
): ReportFile["evaluate"] {
  return (text) => {
    if (text.trim() === "") throw new Error("empty; a report of Evidently is expected");
    const json = parseJson(text);
    const report = parseReport(json, project !== null);
    const numbers =
      config.metrics === undefined ? report.ofModel : [...report.ofModel, ...report.others];
    const evaluation: Evaluation = {
      at: findTime(report, zone),
      model: project,
      leaves: asLeaves(numbers.map((number) => toLeaf(number, report))),
      verdicts: listVerdicts(report, nameSuite(place, project, report)),
    };
    return [evaluation];
  };
}

function toLeaf(
  number: { readonly name: string; readonly value: number },
  { rows, modelVersion }: EvidentlyReport,
): MetricLeaf {
  return { ...number, deviation: null, samples: rows, modelVersion };
}

function findTime({ timestamp }: EvidentlyReport, zone: Zone): Instant | null {
  if (timestamp === undefined || timestamp === null) return null;
  const instant = statedInstant(timestamp, zone);
  if (instant !== undefined) return instant;
  throw new Error(`"timestamp" is ${shown(timestamp)}, no time that Evidently writes`);
}

/**
 * Of files, their place. A project's snapshots lie in one folder whatever they check: there it is the
 * report's name, and the columns.
 */
function nameSuite(
  place: string,
  project: string | null,
  { name, judged }: EvidentlyReport,
): string {
  if (project === null) return place;
  const columns = [...new Set(judged.flatMap(({ check }) => check.column ?? []))].sort();
  const [first, second, ...more] = columns;
  const listed = [first, second, more.length > 0 ? `${more.length} more` : undefined];
  const of = listed.filter((each) => each !== undefined).join(", ");
  return [place, name ?? "", of].filter((each) => each !== "").join("; ");
}

/**
 * Whether a file at a usual place is Evidently's, by its name or by how it begins: others write JSON into
 * `reports/`, too, and what is broken of theirs is no report of a monitor.
 */
function isTheirs(path: string, root: Root): boolean {
  return (
    SNAPSHOT.test(path) || /evidently|drift/i.test(path) || BEGINNING.test(readHead(path, root))
  );
}

const BEGINNING =
  /^\uFEFF?\s*\{\s*("version"\s*:\s*"[^"]*"\s*,\s*)?("metrics"\s*:\s*\[\s*\{\s*"(metric|id)"|"tests"\s*:\s*\[\s*\{\s*"(id|name)")\s*:/;

function readHead(path: string, root: Root): string {
  try {
    const file = openSync(openResult(path, root).location, "r");
    try {
      const head = Buffer.alloc(4096);
      return head.toString("utf8", 0, readSync(file, head));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}
