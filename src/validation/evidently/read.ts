import { NoMetrics } from "../metrics/metric-file.ts";
import { isBranch } from "../metrics/metric-tree.ts";
import { readCurrent, readSnapshot } from "./current.ts";
import { readLegacy } from "./legacy.ts";
import type { EvidentlyReport } from "./report.ts";

/**
 * Reads the shapes of Evidently: reports and test suites as they were before 0.7, reports since then, and
 * snapshots of a workspace. Which it is shows in its keys.
 *
 * @throws NoMetrics where it is something else
 * @throws Error where it is of a shape that is not read, or lies in a workspace and is no snapshot
 */
export function parseReport(json: unknown, isInWorkspace: boolean): EvidentlyReport {
  if (isSnapshot(json)) return readSnapshot(json, json.metric_results, json.top_level_metrics);
  const top = isBranch(json) ? json : {};
  if (isBranch(top.suite) && Array.isArray(top.metrics_ids)) {
    throw new Error(
      "a snapshot of Evidently before 0.7, not read; write the report with save_json() as well",
    );
  }
  if (isInWorkspace) throw new Error("no snapshot as Evidently 0.7 writes it");
  const metrics = readList(top.metrics);
  const tests = readList(top.tests);
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

/** Whether this is a snapshot, which a workspace keeps since 0.7. */
function isSnapshot(json: unknown): json is Snapshot {
  return isBranch(json) && isBranch(json.metric_results) && Array.isArray(json.top_level_metrics);
}

/** A test suite from before 0.7: tests without metrics. */
function isSuite({ tests, summary }: Record<string, unknown>): boolean {
  return Array.isArray(tests) && isBranch(summary) && "all_passed" in summary;
}

function readList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isBranch) : [];
}
