import type { Instant } from "../../time/instant.ts";
import type { EvidenceQuery, MetricPoint } from "../evidence.ts";
import { statedInstant } from "../files/result-time.ts";
import { selectMetrics } from "../metrics/metric-name.ts";
import type { RunVersions } from "./run-versions.ts";
import type { Run, TrackingStore } from "./tracking.ts";

/** Where runs are read, and what is known of them. */
export interface RunContext {
  readonly store: TrackingStore;
  readonly label: string;
  readonly query: EvidenceQuery;
  readonly versions: RunVersions;
  samplesOf(run: Run): number | null;
}

/** The values that runs have logged. */
export interface RunPoints {
  /** Runs with one evaluation of each metric. */
  readonly single: Map<Run, { at: Instant; readonly points: [string, MetricPoint][] }>;
  /** All names of numbers. */
  readonly names: Set<string>;
  /** Runs that are series of their own: by source, then by metric. */
  readonly series: Map<string, Map<string, MetricPoint[]>>;
  size: number;
  readonly later: Instant[];
  undated: number;
  /** The runs that did not finish, by their status. */
  readonly unfinished: Map<string, Set<string>>;
}

/** The values of runs: those with one of each metric, and those that are series of their own. */
export function collectPoints(
  runs: readonly Run[],
  { store, label, query, versions, samplesOf }: RunContext,
): RunPoints {
  const read: RunPoints = {
    series: new Map(),
    single: new Map(),
    names: new Set(),
    size: 0,
    later: [],
    undated: 0,
    unfinished: new Map(),
  };
  const select = (names: ReadonlySet<string>) => {
    for (const name of names) read.names.add(name);
    return selectMetrics(names, query.config.metrics);
  };
  store.evaluations(runs, select, (run, metric, evaluations) => {
    const isOfRun = evaluations.length > 1;
    if (!isOfRun && run.status !== "FINISHED") {
      read.unfinished.set(run.status, (read.unfinished.get(run.status) ?? new Set()).add(run.id));
      return;
    }
    const add = (point: MetricPoint): void => {
      if (isOfRun) pointsFor(read, `${label}: ${run.name ?? run.id}`, metric).push(point);
      else {
        const single = read.single.get(run) ?? { at: point.at, points: [] };
        read.single.set(run, single);
        single.at = Math.max(single.at, point.at);
        single.points.push([metric, point]);
      }
    };
    const modelVersion = versions.labelOf(run);
    const samples = samplesOf(run);
    for (const { timestampMs, value } of evaluations) {
      const at = findTime(timestampMs, run, query);
      if (at === undefined) read.undated++;
      else if (at > query.now) read.later.push(at);
      else {
        read.size++;
        add({
          at,
          timeSource: "run",
          value,
          modelVersion,
          samples,
          deviation: null,
          path: run.path,
        });
      }
    }
  });
  return read;
}

/** When it was logged; by those who log all at 0 when the run ended, or began. */
function findTime(timestampMs: number, run: Run, { zone }: EvidenceQuery): Instant | undefined {
  for (const ms of [timestampMs, run.endedMs, run.startedMs]) {
    const at = ms === null || ms < 1e10 ? undefined : statedInstant(ms, zone);
    if (at !== undefined) return at;
  }
  return undefined;
}

function pointsFor({ series }: RunPoints, source: string, metric: string): MetricPoint[] {
  const metrics = series.get(source) ?? new Map<string, MetricPoint[]>();
  series.set(source, metrics);
  const points = metrics.get(metric) ?? [];
  metrics.set(metric, points);
  return points;
}
