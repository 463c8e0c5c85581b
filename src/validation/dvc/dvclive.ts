import { closeSync, openSync, readSync } from "node:fs";
import { posix } from "node:path";
import { type Instant, MICROS_PER_SECOND, type Zone } from "../../time/instant.ts";
import type { Root } from "../../trust/named-path.ts";
import type { EvidenceQuery } from "../evidence.ts";
import { fileKind, openResult } from "../files/result-file.ts";
import { statedInstant } from "../files/result-time.ts";
import { asLeaves, listed, type MetricLeaf } from "../metrics/leaves.ts";
import type { MetricFile } from "../metrics/metric-file.ts";
import { filesIn } from "../metrics/metric-paths.ts";
import type { Evaluation } from "../metrics/metric-tree.ts";
import { treeEvaluator } from "../metrics/source.ts";
import type { SourceProblem } from "../schema.ts";

/** Whether a metrics.json was written by dvclive: it keeps every step in `plots` beside it. */
export function isDvclive(path: string, root: Root): boolean {
  if (posix.basename(path) !== "metrics.json") return false;
  return fileKind(stepsPath(path), root) === "folder";
}

/**
 * The files of dvclive: metrics.json, where the last step of each metric stands, and of the metrics
 * that were logged with timestamps their steps, `plots/metrics/<name>.tsv`, which say when it was.
 */
export async function liveFiles(
  path: string,
  query: EvidenceQuery,
  problems: SourceProblem[],
): Promise<MetricFile[]> {
  const { zone, config } = query;
  const source = `dvclive: ${posix.dirname(path)}`;
  const hidden = (path: string) => problems.push({ path, problem: "the folder cannot be read" });
  const steps: MetricFile[] = [];
  const dated = new Set<string>();
  for (const file of await filesIn(stepsPath(path), query, "**/*.tsv", hidden)) {
    const metric = file.slice(stepsPath(path).length + 1, -".tsv".length);
    if (!isDated(file, query)) continue;
    dated.add(metric);
    const evaluate = (text: string) => parseEvaluations(text, metric, zone);
    steps.push({ path: file, source, modelVersion: null, evaluate });
  }
  const evaluateTree = await treeEvaluator(
    path,
    "/",
    zone,
    config.metrics === undefined ? "metric" : "number",
  );
  const evaluate = (text: string): Evaluation[] =>
    evaluateTree(text).map((evaluation) => ({
      ...evaluation,
      leaves: asLeaves(listed(evaluation.leaves).filter(({ name }) => !dated.has(name))),
    }));
  return [{ path, source, modelVersion: null, evaluate }, ...steps];
}

/** By its header; what cannot be read counts as such, and is then reported. */
function isDated(path: string, root: Root): boolean {
  try {
    const { location, sizeBytes } = openResult(path, root);
    const start = Buffer.alloc(Math.min(sizeBytes, HEADER.length));
    const file = openSync(location, "r");
    try {
      readSync(file, start);
    } finally {
      closeSync(file);
    }
    return start.toString("latin1") === HEADER;
  } catch {
    return true;
  }
}

const HEADER = "timestamp\t";

function stepsPath(path: string): string {
  return posix.join(posix.dirname(path), "plots/metrics");
}

/** Steps that are closer than this belong to one training. */
const MOST_BETWEEN_STEPS = 12 * 3600 * MICROS_PER_SECOND;

/**
 * The last step of each training: a loss that falls while it is trained is no drift.
 *
 * @throws Error where a row is not like its header
 */
function parseEvaluations(text: string, metric: string, zone: Zone): Evaluation[] {
  const [head = "", ...lines] = text.split(/\r?\n/);
  const columns = head.split("\t");
  const column = columns.length - 1;
  const points: { at: Instant; leaf: MetricLeaf }[] = [];
  lines.forEach((line, index) => {
    if (line === "") return;
    const cells = line.split("\t");
    const at = statedInstant(Number(cells[0]), zone);
    const value = parseNumber(cells[column]);
    if (at === undefined || value === undefined || cells.length !== columns.length) {
      throw new Error(
        `line ${index + 2}: "${line.slice(0, 60)}" is not ${columns.join(", ")}: cut off, or not written by dvclive`,
      );
    }
    const leaf = { name: metric, value, deviation: null, samples: null, modelVersion: null };
    points.push({ at, leaf });
  });
  points.sort((a, b) => a.at - b.at);
  return points.flatMap(({ at, leaf }, index) => {
    const next = points[index + 1];
    const isLast = next === undefined || next.at - at > MOST_BETWEEN_STEPS;
    return isLast ? [{ at, model: null, leaves: asLeaves([leaf]) }] : [];
  });
}

/** As Python prints a float. */
function parseNumber(text: string | undefined): number | undefined {
  const known = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity }[text ?? ""];
  if (known !== undefined) return known;
  const number = Number(text);
  return text === undefined || text.trim() === "" || Number.isNaN(number) ? undefined : number;
}
