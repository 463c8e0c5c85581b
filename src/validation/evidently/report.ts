import { NoMetrics } from "../metric-files.ts";
import { isBranch } from "../metric-tree.ts";
import type { Check, ValidationRun } from "../schema.ts";
import { readCurrent, readSnapshot } from "./current.ts";
import { readLegacy } from "./legacy.ts";

/** Something that Evidently has judged: a test, or a drift metric with its threshold. */
export interface Judged {
  readonly subject: ValidationRun["subject"];
  /** Of the whole data set; of a column for its own sake; or of a column as a part of the whole. */
  readonly scope: "whole" | "alone" | "part";
  /** In Evidently's words: `FAIL`, `drift`. */
  readonly status: string;
  readonly check: Check;
}

/** A report of Evidently, whichever shape it was written in. */
export interface EvidentlyReport {
  /** When it was made, as it says. */
  readonly timestamp: unknown;
  readonly name: string | null;
  readonly modelVersion: string | null;
  /** Rows of the data that were evaluated. */
  readonly rows: number | null;
  readonly judged: readonly Judged[];
  /** Metrics of the model, by the names of the field. */
  readonly ofModel: readonly NamedNumber[];
  /** Every other number. */
  readonly others: readonly NamedNumber[];
}

export interface NamedNumber {
  readonly name: string;
  readonly value: number;
}

/**
 * Reads the shapes of Evidently: reports and test suites as they were before 0.7, reports since then, and
 * snapshots of a workspace. Which it is shows in its keys.
 *
 * @throws NoMetrics where it is something else
 * @throws Error where it is of a shape that is not read, or lies in a workspace and is no snapshot
 */
export function reportOf(json: unknown, isInWorkspace: boolean): EvidentlyReport {
  if (isSnapshot(json)) return readSnapshot(json, json.metric_results, json.top_level_metrics);
  const top = isBranch(json) ? json : {};
  if (isBranch(top.suite) && Array.isArray(top.metrics_ids)) {
    throw new Error(
      "a snapshot of Evidently before 0.7, not read; write the report with save_json() as well",
    );
  }
  if (isInWorkspace) throw new Error("no snapshot as Evidently 0.7 writes it");
  const metrics = listOf(top.metrics);
  const tests = listOf(top.tests);
  if (metrics.some(({ metric }) => typeof metric === "string") || isSuite(top)) {
    return readLegacy(top, metrics, tests);
  }
  if (metrics.some((entry) => "metric_name" in entry || "metric_id" in entry)) {
    return readCurrent(metrics, tests);
  }
  throw new NoMetrics(
    "no report of Evidently: neither metrics nor tests as it writes them; name another `tool`, or remove it",
  );
}

interface Snapshot extends Record<string, unknown> {
  readonly metric_results: Record<string, unknown>;
  readonly top_level_metrics: unknown[];
}

/** What a workspace keeps since 0.7. */
function isSnapshot(json: unknown): json is Snapshot {
  return isBranch(json) && isBranch(json.metric_results) && Array.isArray(json.top_level_metrics);
}

/** A test suite from before 0.7: tests without metrics. */
function isSuite({ tests, summary }: Record<string, unknown>): boolean {
  return Array.isArray(tests) && isBranch(summary) && "all_passed" in summary;
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isBranch) : [];
}
