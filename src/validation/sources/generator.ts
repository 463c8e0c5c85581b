import { messageOf } from "../../errors.ts";
import { formatInstant, type Instant, parseInstant, type Zone } from "../../instant.ts";
import { parseJson } from "../json.ts";
import { openResult, readResult } from "../result-file.ts";
import { resultPaths } from "../result-paths.ts";
import type { Alert, SourceProblem, ValidationRun } from "../schema.ts";

/** Where to look, and as of when. */
export interface EvidenceQuery {
  readonly cwd: string;
  /** Globs relative to `cwd`. */
  readonly patterns: readonly string[];
  /** What is dated later was not known then: it is left out, and named. */
  readonly now: Instant;
  readonly zone: Zone;
}

/** What was found, oldest first, and what had to be left out. */
export interface Found<T> {
  readonly items: T[];
  readonly problems: SourceProblem[];
  /** When the newest file that could not be read was written; null where every one was read. */
  readonly newestUnread: Instant | null;
}

/**
 * Reads the generator's validation results, JSON objects with a `status`: "PASS", or another for a
 * failure. Their time is `timestamp` in the file, else the file's modification time.
 */
export async function readValidationRuns(query: EvidenceQuery): Promise<Found<ValidationRun>> {
  return readEvidence(query, (evidence, json) => {
    const { status, model_version: version } = json;
    if (typeof status !== "string" || status.trim() === "") {
      throw new Error(
        status === undefined
          ? 'no "status"; write "PASS" or "FAIL"'
          : `"status" is ${shown(status)}; write "PASS" or "FAIL"`,
      );
    }
    if (status.length > 200)
      throw new Error(`"status" is ${shown(status)}; write "PASS" or "FAIL"`);
    return {
      ...evidence,
      status,
      passed: /^pass(ed)?$/i.test(status.trim()),
      tool: "generator",
      subject: "model",
      checks: { evaluated: null, failed: [] },
      model_version:
        typeof version === "string" || typeof version === "number"
          ? `${version}`.slice(0, 200)
          : null,
    };
  });
}

/** Reads the generator's alerts: JSON files, one an alert, with or without a `timestamp`. */
export async function readAlerts(query: EvidenceQuery): Promise<Found<Alert>> {
  return readEvidence(query, (evidence) => evidence);
}

async function readEvidence<T extends Alert>(
  { cwd, patterns, now, zone }: EvidenceQuery,
  convert: (evidence: Alert, json: Record<string, unknown>) => T,
): Promise<Found<T>> {
  const problems: SourceProblem[] = [];
  const found: { at: Instant; item: T }[] = [];
  let newestUnread: Instant | null = null;
  const unread = (path: string, error: unknown, written: Instant) => {
    problems.push({ path, problem: messageOf(error) });
    newestUnread = Math.max(newestUnread ?? written, written);
  };
  const seen = new Set<string>();
  // What an unreadable directory hides may be as new as anything.
  for (const path of await resultPaths(patterns, cwd, (path, error) => unread(path, error, now))) {
    let modified = now;
    try {
      const file = openResult(path, cwd);
      // A directory `latest` that links to a run shows each of its files again.
      if (seen.has(file.identity)) continue;
      seen.add(file.identity);
      modified = file.modified;
      const json = parseObject(readResult(file));
      const own = timeOf(json.timestamp, zone);
      const at = own ?? modified;
      if (at > now) {
        problems.push({
          path,
          problem: `${own === undefined ? "written" : "dated"} ${formatInstant(at, zone)}, after this plan`,
        });
        continue;
      }
      const time = formatInstant(at, zone);
      const time_source = own === undefined ? "modified" : "run";
      found.push({ at, item: convert({ path, time, time_source }, json) });
    } catch (error) {
      unread(path, error, modified);
    }
  }
  // Two runs of one instant stay in the order of their paths: sort() is stable.
  found.sort((a, b) => a.at - b.at);
  return { items: found.map(({ item }) => item), problems, newestUnread };
}

function parseObject(text: string): Record<string, unknown> {
  if (text.trim() === "") throw new Error("empty; a JSON object is expected");
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new Error(`not valid JSON: ${messageOf(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("not a JSON object");
  }
  return value as Record<string, unknown>;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A run's own time: ISO 8601, or seconds or milliseconds since 1970. */
function timeOf(value: unknown, zone: Zone): Instant | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") {
    const instant = parseInstant(value.trim(), zone);
    if (instant !== undefined && instant >= 0 && instant < YEAR_9999) return instant;
  }
  // Seconds of the years 2001 to 2286 have ten digits, milliseconds thirteen.
  if (typeof value === "number" && value >= 1e9 && value < 1e13) {
    return Math.round(value < 1e10 ? value * 1e6 : value * 1e3);
  }
  throw new Error(`"timestamp" is ${shown(value)}; write ISO 8601, or remove it`);
}

// What lies beyond could not be printed in every zone.
const YEAR_9999 = Date.UTC(9999, 0) * 1000;
