import { messageOf } from "../../errors.ts";
import { formatInstant, type Instant, type Zone } from "../../time/instant.ts";
import type { Evidence, EvidenceQuery, MetricPoint, MetricSeries } from "../evidence.ts";
import { gitHistory, sameText } from "../files/git-history.ts";
import { parseJson } from "../files/json.ts";
import { distinct, openResult, type ResultFile, readResult } from "../files/result-file.ts";
import { resultPaths } from "../files/result-paths.ts";
import { afterPlan, resultTime, statedInstant } from "../files/result-time.ts";
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
  const results = await readObjects(query.runs, query, resultOf);
  const alerts = await readObjects(query.alerts, query, ({ path, time, time_source }) => ({
    path,
    time,
    time_source,
  }));
  const source = query.runs.join(", ");
  const series = seriesOf(results.items, source);
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

function resultOf(
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
function seriesOf(results: readonly Result[], source: string): MetricSeries[] {
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
  const { cwd, now, zone, claims } = query;
  const problems: SourceProblem[] = [];
  let newestUnread: Instant | null = null;
  const unread = (path: string, error: unknown, written: Instant) => {
    problems.push({ path, problem: messageOf(error) });
    newestUnread = Math.max(newestUnread ?? written, written);
  };
  const objects: {
    path: string;
    text: string;
    modified: Instant;
    json: Record<string, unknown>;
  }[] = [];
  const files: ResultFile[] = [];
  // What an unreadable directory hides may be as new as anything.
  for (const path of await resultPaths(patterns, query, (path, error) =>
    unread(path, error, now),
  )) {
    try {
      files.push(openResult(path, query));
    } catch (error) {
      unread(path, error, now);
    }
  }
  const own = distinct(files, (file) => file);
  for (const file of own) {
    const { path, modified } = file;
    claims?.set(file.identity, "generator");
    try {
      const text = readResult(file);
      objects.push({ path, text, modified, json: parseObject(text) });
    } catch (error) {
      unread(path, error, modified);
    }
  }
  const undated = objects.filter(
    ({ json }) => json.timestamp === undefined || json.timestamp === null,
  );
  const history = gitHistory(
    cwd,
    undated.map(({ path }) => path),
    false,
  );
  const [first] = undated;
  if (history.problem !== null && first !== undefined) {
    problems.push({ path: first.path, problem: history.problem });
  }
  const found: { at: Instant; item: T }[] = [];
  for (const { path, text, modified, json } of objects) {
    try {
      const own = timeOf(json.timestamp, zone);
      const [commit] = history.versions.get(path) ?? [];
      const isCommitted = commit !== undefined && sameText(commit.text, text);
      const committed = isCommitted ? commit.at : null;
      const { at, timeSource } = resultTime({ own, committed, path, modified }, zone);
      if (at > now) {
        problems.push({ path, problem: afterPlan(at, timeSource, zone) });
        continue;
      }
      const dated = { path, at, time: formatInstant(at, zone), time_source: timeSource };
      found.push({ at, item: convert(dated, json) });
    } catch (error) {
      unread(path, error, modified);
    }
  }
  // Two runs of one instant stay in the order of their paths: sort() is stable.
  found.sort((a, b) => a.at - b.at);
  return { items: found.map(({ item }) => item), files: own.length, problems, newestUnread };
}

function parseObject(text: string): Record<string, unknown> {
  if (text.trim() === "") throw new Error("empty; a JSON object is expected");
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("not a JSON object");
  }
  return value as Record<string, unknown>;
}

function timeOf(value: unknown, zone: Zone): Instant | null {
  if (value === undefined || value === null) return null;
  const instant = statedInstant(value, zone);
  if (instant !== undefined) return instant;
  throw new Error(`"timestamp" is ${shown(value)}; write ISO 8601, or remove it`);
}
