import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../../errors.ts";
import { formatInstant, type Instant, parseInstant, type Zone } from "../../instant.ts";
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
          : `"status" is ${JSON.stringify(status)}; write "PASS" or "FAIL"`,
      );
    }
    return {
      ...evidence,
      status,
      passed: /^pass(ed)?$/i.test(status.trim()),
      model_version:
        typeof version === "string" || typeof version === "number" ? `${version}` : null,
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
  const paths = await pathsOf(patterns, cwd);
  const seen = new Set<string>();
  for (const path of paths.sort()) {
    try {
      const { dev, ino, mtimeNs } = statSync(resolve(cwd, path), { bigint: true });
      // A directory `latest` that links to a run shows each of its files again.
      if (seen.has(`${dev}:${ino}`)) continue;
      seen.add(`${dev}:${ino}`);
      const modified = Number(mtimeNs / 1000n);
      const json = parseObject(readFileSync(resolve(cwd, path), "utf8"));
      const own = timeOf(json.timestamp, zone);
      const at = own ?? modified;
      if (at > now) {
        problems.push({ path, problem: `dated ${formatInstant(at, zone)}, after this plan` });
        continue;
      }
      const time = formatInstant(at, zone);
      const time_source = own === undefined ? "modified" : "run";
      found.push({ at, item: convert({ path, time, time_source }, json) });
    } catch (error) {
      problems.push({ path, problem: messageOf(error) });
    }
  }
  // Two runs of one instant stay in the order of their paths: sort() is stable.
  found.sort((a, b) => a.at - b.at);
  return { items: found.map(({ item }) => item), problems };
}

/** The files that patterns name; most projects lack some places, and fast-glob takes time to load. */
async function pathsOf(patterns: readonly string[], cwd: string): Promise<string[]> {
  const possible = patterns.filter((pattern) => existsSync(resolve(cwd, fixedPart(pattern))));
  if (possible.length === 0) return [];
  const { default: glob } = await import("fast-glob");
  return glob(possible, { cwd, suppressErrors: true });
}

/** The folders before the first that is a pattern. */
function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => /[*?[\]{}()!+@|\\]/.test(part));
  return first === -1 ? pattern : `${parts.slice(0, first).join("/")}/`.replace(/^\/$/, ".");
}

function parseObject(text: string): Record<string, unknown> {
  if (text.trim() === "") throw new Error("empty; a JSON object is expected");
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`not valid JSON: ${messageOf(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("not a JSON object");
  }
  return value as Record<string, unknown>;
}

/** A run's own time: ISO 8601, or seconds or milliseconds since 1970. */
function timeOf(value: unknown, zone: Zone): Instant | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") {
    const instant = parseInstant(value.trim(), zone);
    if (instant !== undefined) return instant;
  }
  // Seconds of the years 2001 to 2286 have ten digits, milliseconds thirteen.
  if (typeof value === "number" && value >= 1e9 && value < 1e13) {
    return Math.round(value < 1e10 ? value * 1e6 : value * 1e3);
  }
  throw new Error(`"timestamp" is ${JSON.stringify(value)}; write ISO 8601, or remove it`);
}
