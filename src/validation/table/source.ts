import { readFileSync } from "node:fs";
import { extname } from "node:path";
import type { MetricSourceConfig } from "../../config/schema.ts";
import { UserError } from "../../errors.ts";
import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { openResult } from "../files/result-file.ts";
import { folderVersion, sourceName } from "../files/source-name.ts";
import { type MetricFile, NoMetrics } from "../metrics/metric-file.ts";
import { readMetricFiles } from "../metrics/metric-files.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import type { Needed } from "../metrics/needed.ts";
import type { SourceProblem } from "../schema.ts";
import { offered } from "./column-look.ts";
import { collectFaults, evaluateTable } from "./evaluate-table.ts";
import type { Fault, Table } from "./table.ts";

/**
 * Tables of metrics: your own, or those that Lightning, Ultralytics, Keras and NannyML write. The files of one
 * configured path are one series a metric; of usual places, files whose paths differ by dates,
 * versions or runs alone.
 */
export const tableSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.{csv,tsv,jsonl,ndjson,parquet,pq}", problems);
    const seen = new Set<string>();
    const files: MetricFile[] = [];
    for (const path of paths) {
      files.push({
        path,
        source: query.isUsualPlace ? sourcePath(path) : query.config.path,
        modelVersion: folderVersion(path) ?? findRun(path),
        hasPast: !isParquet(path),
        evaluate: evaluator(await chooseParser(path, query), query, seen, {
          isLog: query.isUsualPlace === true && TRAINING_LOG.test(path),
          needed: neededIn(path, query),
        }),
      });
    }
    const evidence = readMetricFiles(files, query);
    checkColumns(query.config, seen);
    return { ...evidence, problems: [...problems, ...evidence.problems] };
  },
};

/** @throws UserError where a column is mapped that no file has */
function checkColumns({ path, columns = {} }: MetricSourceConfig, seen: ReadonlySet<string>): void {
  for (const [role, name] of Object.entries(columns)) {
    if (name === undefined || seen.size === 0 || seen.has(name.trim())) continue;
    throw new UserError(
      `validation.sources: no table of ${path} has the column "${name}", mapped as ${role}`,
      { hint: `there are ${offered([...seen])}` },
    );
  }
}

type Parse = (text: string, fault: Fault) => Table;

/** The parser of a table, by its suffix; what is no other is delimited text, as Keras's training.log. */
async function chooseParser(path: string, query: EvidenceQuery): Promise<Parse> {
  if (isParquet(path)) return parquetParser(path, query);
  if (/\.(jsonl|ndjson|json)$/i.test(path)) {
    return (await import("./json-rows.ts")).parseJsonRows;
  }
  return (await import("./delimited.ts")).parseDelimited;
}

function isParquet(path: string): boolean {
  return [".parquet", ".parq", ".pq"].includes(extname(path).toLowerCase());
}

/** Parquet is not text: it is read at once, and the returned function gives the table or throws the error. */
async function parquetParser(path: string, query: EvidenceQuery): Promise<Parse> {
  const { parseParquet } = await import("./parquet-rows.ts");
  try {
    const file = openResult(path, query);
    checkSize(file.sizeBytes);
    const table = await parseParquet(readFileSync(file.location));
    return () => table;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Beyond a table of evaluations: it would take seconds to read. */
const MOST_BYTES = 16 << 20;

/** @throws Error where it is larger than a table of results can be */
function checkSize(bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new Error(
    `${Math.round(bytes / (1 << 20))} MB, more than the ${MOST_BYTES >> 20} MB that a table of results may have; keep its evaluations alone`,
  );
}

/** At usual places a table with another name may be about anything. */
function neededIn(path: string, { config, isUsualPlace }: EvidenceQuery): Needed {
  if (config.metrics !== undefined) return "number";
  return isUsualPlace === true && !NAMED_PLAINLY.test(path) ? "known metric" : "metric";
}

const NAMED_PLAINLY = /(^|\/)(metrics|scores|evaluations?|results)\.[a-z]+$|^(metrics|nannyml)\//;

/** By whose names Keras' CSVLogger is often called, and other files as well. */
const TRAINING_LOG = /(^|\/)(training|training_log|history)\.(log|csv)$/;

function evaluator(
  parse: Parse,
  { zone, config }: EvidenceQuery,
  seen: Set<string>,
  { isLog, needed }: { readonly isLog: boolean; readonly needed: Needed },
): MetricFile["evaluate"] {
  return (text, tell) => {
    checkSize(text.length);
    const faults = collectFaults();
    const table = parse(text, faults.fault);
    if (isLog && !table.columns.includes("epoch")) throw new NoMetrics("no log of a training");
    for (const name of table.columns) seen.add(name);
    const evaluations = evaluateTable(table, { config, zone, needed }, faults.fault);
    if (tell !== undefined) faults.tell(table, tell);
    return evaluations;
  };
}

/** The folder of a training: Lightning's version_3, Ultralytics' train-2 and YOLOv5's exp2. */
const RUN = /(?<=^|\/)(?:version_\d+|(?:train|exp)-?\d*)(?=\/[^/]+$)/;

function findRun(path: string): string | null {
  return RUN.exec(path)?.[0] ?? null;
}

function sourcePath(path: string): string {
  return sourceName(path.replace(RUN, "*"));
}
