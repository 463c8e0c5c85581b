import { errorMessage } from "../../errors.ts";
import { formatInstant, type Instant, type Zone } from "../../time/instant.ts";
import type { Evidence, EvidenceQuery, MetricPoint, MetricSeries } from "../evidence.ts";
import { type GitHistory, gitHistory, sameText } from "../files/git-history.ts";
import { parseJson } from "../files/json.ts";
import { distinct, openResult, type ResultFile, readResult } from "../files/result-file.ts";
import { resultPaths } from "../files/result-paths.ts";
import { afterPlan, resultTime, statedInstant } from "../files/result-time.ts";
import { UnreadLog } from "../files/unread-log.ts";
import { selectMetrics } from "../metrics/metric-name.ts";
import { metricLeaves, shown } from "../metrics/metric-tree.ts";
import type { OddNumber } from "../metrics/number-text.ts";
import { percentagesIn, unreadableIn } from "../metrics/odd-numbers.ts";
import type { SourceProblem, TimeSource, ValidationRun } from "../schema.ts";

/** Where the generator's files lie, and as of when. */
export interface GeneratorQuery extends Omit<EvidenceQuery, "config" | "isUsualPlace"> {
  /** Globs of validation results, relative to `cwd`. */
  readonly runs: readonly string[];
  /** Globs of alerts. */
  readonly alerts: readonly string[];
}

/**
 * Reads the generator's validation results, JSON objects with a `status`: "PASS", or another for a
 * failure, with or without `metrics`; and its alerts, JSON objects of any kind. Their time is
 * `timestamp` in the file, else that of the commit, the file's name or its modification. An alert that
 * cannot be read is no unread result.
 */
export async function readGenerator(query: GeneratorQuery): Promise<Evidence> {
  const results = await readObjects(query.runs, query, toResult);
  const alerts = await readObjects(query.alerts, query, ({ path, time, time_source }) => ({
    path,
    time,
    time_source,
  }));
  const source = query.runs.join(", ");
  const series = buildSeries(results.items, source);
  const written = results.items.map(({ run, at, odd }) => ({ path: run.path, source, at, odd }));
  const unreadable = unreadableIn(written, series);
  const unread = [results.newestUnread, ...unreadable.map(({ at }) => at)].filter(
    (at) => at !== null,
  );
  return {
    series,
    runs: results.items.map(({ run }) => run),
    alerts: alerts.items,
    alertFiles: alerts.files,
    problems: [
      ...results.problems,
      ...unreadable.map(({ path, problem }) => ({ path, problem })),
      ...alerts.problems,
    ],
    notes: percentagesIn(written, series),
    newestUnread: unread.length === 0 ? null : Math.max(...unread),
  };
}

/** A file that says when it was. */
interface DatedObject {
  readonly path: string;
  readonly at: Instant;
  readonly time: string;
  readonly time_source: TimeSource;
}

interface Result {
  readonly at: Instant;
  readonly odd: readonly OddNumber[];
  readonly run: ValidationRun;
  readonly model: string;
  readonly points: ReadonlyMap<string, MetricPoint>;
}

function toResult(
  { path, at, time, time_source }: DatedObject,
  json: Record<string, unknown>,
): Result {
  const { status, model_version: version } = json;
  if (typeof status !== "string" || status.trim() === "" || status.length > 200) {
    const found = status === undefined ? 'no "status"' : `"status" is ${shown(status)}`;
    throw new Error(`${found}; write "PASS" or "FAIL"`);
  }
  const isVersion = typeof version === "string" || typeof version === "number";
  const run: ValidationRun = {
    path,
    time,
    time_source,
    status,
    passed: /^pass(ed)?$/i.test(status.trim()),
    tool: "generator",
    subject: "model",
    suite: null,
    checks: { evaluated: null, overall: null, failed: [] },
    model_version: isVersion ? `${version}`.slice(0, 200) : null,
  };
  const points = new Map<string, MetricPoint>();
  const odd: OddNumber[] = [];
  const leaves = metricLeaves(json, ".", "", ({ name, ...found }) => {
    if (name.startsWith(METRICS)) odd.push({ name: name.slice(METRICS.length), ...found });
  });
  for (const { name, ...leaf } of leaves) {
    // Beside `metrics` stand thresholds and counts.
    if (!name.startsWith(METRICS)) continue;
    const metric = name.slice(METRICS.length) || UNNAMED;
    points.set(metric, { ...leaf, at, timeSource: time_source, path });
  }
  return { run, at, odd, model: typeof json.model === "string" ? json.model : "", points };
}

const METRICS = "metrics.";

/** Of a metric whose name is empty: it is no metric that anybody finds by it, but none is passed over. */
const UNNAMED = '""';

/** The runs of each model as series. */
function buildSeries(results: readonly Result[], source: string): MetricSeries[] {
  const models = [...new Set(results.map(({ model }) => model))].sort();
  return models.flatMap((model) => {
    const own = results.filter((result) => result.model === model);
    const names = new Set(own.flatMap(({ points }) => [...points.keys()]));
    return [...selectMetrics(names, undefined)].sort().map((metric) => ({
      metric,
      source: models.length === 1 || model === "" ? source : `${source}: ${model}`,
      points: own.flatMap(({ points }) => points.get(metric) ?? []),
      champion: null,
    }));
  });
}

interface Found<T> {
  /** Oldest first. */
  readonly items: T[];
  /** How many there are, sound or broken. */
  readonly files: number;
  readonly problems: SourceProblem[];
  readonly newestUnread: Instant | null;
}

async function readObjects<T>(
  patterns: readonly string[],
  query: GeneratorQuery,
  convert: (dated: DatedObject, json: Record<string, unknown>) => T,
): Promise<Found<T>> {
  const log = new UnreadLog();
  const files = await openFiles(patterns, query, log);
  const objects = files.flatMap((file) => readObject(file, query, log));
  const history = readCommits(objects, query, log);
  const found = objects.flatMap((object) => {
    try {
      const dated = dateObject(object, history, query);
      if (dated.at > query.now) {
        log.note(dated.path, afterPlan(dated.at, dated.time_source, query.zone));
        return [];
      }
      return [{ at: dated.at, item: convert(dated, object.json) }];
    } catch (error) {
      log.unread(object.path, errorMessage(error), object.modified);
      return [];
    }
  });
  // Two runs of one instant stay in the order of their paths: sort() is stable.
  found.sort((a, b) => a.at - b.at);
  const { problems, newestUnread } = log;
  return { items: found.map(({ item }) => item), files: files.length, problems, newestUnread };
}

/** Opens each file once. */
async function openFiles(
  patterns: readonly string[],
  query: GeneratorQuery,
  log: UnreadLog,
): Promise<ResultFile[]> {
  const unread = (path: string, error: unknown) => log.unread(path, errorMessage(error), query.now);
  // An unreadable directory may hide the newest result.
  const paths = await resultPaths(patterns, query, unread);
  const files = paths.flatMap((path) => {
    try {
      return [openResult(path, query)];
    } catch (error) {
      unread(path, error);
      return [];
    }
  });
  return distinct(files, (file) => file);
}

interface ReadObject extends Pick<ResultFile, "path" | "modified"> {
  readonly text: string;
  readonly json: Record<string, unknown>;
}

function readObject(file: ResultFile, { claims }: GeneratorQuery, log: UnreadLog): ReadObject[] {
  const { path, modified } = file;
  claims?.set(file.identity, "generator");
  try {
    const text = readResult(file);
    return [{ path, text, modified, json: parseObject(text) }];
  } catch (error) {
    log.unread(path, errorMessage(error), modified);
    return [];
  }
}

/** The last commits of the files that do not say themselves when they were. */
function readCommits(
  objects: readonly ReadObject[],
  { cwd }: GeneratorQuery,
  log: UnreadLog,
): GitHistory {
  const undated = objects.filter(
    ({ json }) => json.timestamp === undefined || json.timestamp === null,
  );
  const paths = undated.map(({ path }) => path);
  const history = gitHistory(cwd, paths, false);
  const [first] = paths;
  if (history.problem !== null && first !== undefined) log.note(first, history.problem);
  return history;
}

function dateObject(
  { path, text, modified, json }: ReadObject,
  { versions }: GitHistory,
  { zone }: GeneratorQuery,
): DatedObject {
  const own = parseTime(json.timestamp, zone);
  const [commit] = versions.get(path) ?? [];
  const isCommitted = commit !== undefined && sameText(commit.text, text);
  const committed = isCommitted ? commit.at : null;
  const { at, timeSource } = resultTime({ own, committed, path, modified }, zone);
  return { path, at, time: formatInstant(at, zone), time_source: timeSource };
}

function parseObject(text: string): Record<string, unknown> {
  if (text.trim() === "") throw new Error("empty; a JSON object is expected");
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("not a JSON object");
  }
  return value as Record<string, unknown>;
}

function parseTime(value: unknown, zone: Zone): Instant | null {
  if (value === undefined || value === null) return null;
  const instant = statedInstant(value, zone);
  if (instant !== undefined) return instant;
  throw new Error(`"timestamp" is ${shown(value)}; write ISO 8601, or remove it`);
}
