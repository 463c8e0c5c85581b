import { textMatcher } from "../../glob/glob.ts";
import type { Instant } from "../../instant.ts";
import { count } from "../../quantity.ts";
import type { EvidenceQuery, Experiment, MetricPoint, MetricSeries } from "../evidence.ts";
import { selectMetrics, settingsNotes } from "../metric-name.ts";
import { afterPlan, statedInstant } from "../result-time.ts";
import type { Choice } from "./choose.ts";
import { type Grouped, groupedRuns, type TimedRun } from "./run-groups.ts";
import { settingsOf } from "./run-settings.ts";
import { type RunVersions, runVersions } from "./run-versions.ts";
import type { Run, RunFacts, TrackingStore } from "./tracking.ts";

/** The runs of a choice as series, and what was left out of them. */
export interface RunSeries {
  readonly series: readonly MetricSeries[];
  /** What was left out though it could have counted. */
  readonly problems: readonly string[];
  /** What was left out because it does not count, and what else there is to know. */
  readonly notes: readonly string[];
  readonly experiment: Experiment | null;
}

/**
 * Each run is one evaluation of its metrics, at the time at which they were logged; a run into which
 * somebody logged again and again, with pauses of more than half a day, is a series of its own. Deleted
 * runs do not count, nor do runs that did not finish, but for such a series; nor parts of other runs,
 * unless there is nothing else, or they were registered. Runs of an experiment are no series; all runs with
 * a configured name are one.
 *
 * @param label of the series
 * @param seen ids of runs that another store gave: `mlflow migrate-filestore` leaves both
 */
export function runSeries(
  store: TrackingStore,
  choice: Choice,
  label: string,
  alias: string,
  seen: Set<string>,
  query: EvidenceQuery,
): RunSeries {
  const { runs: found, deleted } = store.runs(choice.experiments);
  const sorted = found
    .filter(({ id }) => !seen.has(id))
    .sort((a, b) => (a.startedMs ?? 0) - (b.startedMs ?? 0) || (a.id < b.id ? -1 : 1));
  const again = found.length - sorted.length;
  for (const { id } of sorted) seen.add(id);
  const facts = store.facts(sorted);
  const models = choice.model === null ? store.models : [choice.model];
  const versions = runVersions(sorted, facts, models, alias);
  const { run_name: name } = query.config;
  const isNamed = name === undefined ? null : textMatcher([name]);
  const ofModel = sorted.filter((run) => choice.model === null || versions.isOfModels(run));
  const runs = ofModel.filter((run) => isNamed === null || isNamed(run.name ?? ""));
  const isPart = (run: Run) => facts.get(run.id)?.isChild === true && !versions.isRegistered(run);
  const samplesOf = (run: Run) => facts.get(run.id)?.samples ?? null;

  const context = { store, label, query, versions, samplesOf };
  const whole = runs.filter((run) => !isPart(run));
  const parts = runs.filter(isPart);
  let read = pointsOf(whole, context);
  const isOfParts = read.size === 0 && parts.length > 0;
  if (isOfParts) read = pointsOf(parts, context);
  const { later, undated, unfinished } = read;
  const { aside, kinds, monitored } = grouped(read, isNamed !== null, store, facts, versions);
  const series = [...read.series];
  for (const group of monitored) {
    const metrics = new Map<string, MetricPoint[]>();
    for (const { run } of group.runs) {
      for (const [metric, point] of read.single.get(run)?.points ?? []) {
        metrics.set(metric, [...(metrics.get(metric) ?? []), point]);
      }
    }
    series.push([group.label === null ? label : `${label}: ${group.label}`, metrics]);
  }
  const [oldest, newest] = [aside[0], aside.at(-1)];
  const asideMetrics = new Set(
    aside.flatMap(({ run }) => (read.single.get(run)?.points ?? []).map(([metric]) => metric)),
  );
  const [first] = [...later].sort((a, b) => a - b);
  const more = later.length > 1 ? ` and ${later.length - 1} more values` : "";
  const left = [
    ...(deleted > 0 ? [`${count(deleted, "run")} deleted`] : []),
    ...[...unfinished].map(([status, ids]) => `${ids.size} ${status.toLowerCase()}`),
    ...(ofModel.length > runs.length
      ? [`${ofModel.length - runs.length} not named like \`run_name\``]
      : []),
    ...(again > 0 ? [`${again} that the database also holds`] : []),
    ...(parts.length > 0 && !isOfParts ? [`${parts.length} within other runs`] : []),
  ];
  const { champion, withChampion } = versions;
  return {
    experiment:
      oldest === undefined || newest === undefined
        ? null
        : {
            ...{ source: label, path: store.path, runs: aside.length, kinds },
            ...{ from: oldest.at, to: newest.at, metrics: [...asideMetrics].sort() },
          },
    series: series.flatMap(([source, metrics]) =>
      [...metrics].sort(byKey).map(([metric, points]) => ({
        metric,
        source,
        points: points.sort((a, b) => a.at - b.at),
        champion,
      })),
    ),
    problems: [
      ...(first === undefined
        ? []
        : [`${label}: a value ${afterPlan(first, "run", query.zone)}${more}`]),
      ...(undated > 0 ? [`${label}: ${count(undated, "value")} without a time`] : []),
    ],
    notes: [
      ...(choice.because === null
        ? []
        : [`${choice.name} is read: ${choice.because}; name another as \`model\``]),
      ...settingsNotes(read.names, query.config.metrics).map((note) => `${label}: ${note}`),
      ...(left.length > 0 ? [`${label}: left out ${left.join(", ")}`] : []),
      ...(withChampion.length > 1
        ? [
            `${label}: ${withChampion.join(", ")} each have a version in production; name one as \`model: models:/${withChampion[0]}\``,
          ]
        : []),
    ],
  };
}

interface Context {
  readonly store: TrackingStore;
  readonly label: string;
  readonly query: EvidenceQuery;
  readonly versions: RunVersions;
  samplesOf(run: Run): number | null;
}

interface Read {
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

function pointsOf(
  runs: readonly Run[],
  { store, label, query, versions, samplesOf }: Context,
): Read {
  const read: Read = {
    ...{ series: new Map(), single: new Map(), names: new Set() },
    ...{ size: 0, later: [], undated: 0, unfinished: new Map() },
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
      const at = timeOf(timestampMs, run, query);
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

/** More runs tell no more of whether settings vary. */
const MOST_SETTINGS = 256;

/** Which runs follow one model; all of them where they were named. */
function grouped(
  read: Read,
  areNamed: boolean,
  store: TrackingStore,
  facts: ReadonlyMap<string, RunFacts>,
  versions: RunVersions,
): Grouped {
  const timed = [...read.single].map(([run, { at }]) => ({ run, at, settings: null }));
  timed.sort((a, b) => a.at - b.at || (a.run.id < b.run.id ? -1 : 1));
  const kinds = { by: "algorithm", count: 0 } as const;
  if (timed.length === 0) return { monitored: [], aside: [], kinds };
  if (areNamed) return { monitored: [{ label: null, runs: timed }], aside: [], kinds };
  const step = Math.ceil(timed.length / MOST_SETTINGS);
  const params = store.params(timed.filter((_, i) => i % step === 0).map(({ run }) => run));
  const told = timed.map((each): TimedRun => {
    const own = params.get(each.run.id);
    return own === undefined ? each : { ...each, settings: settingsOf(own) };
  });
  return groupedRuns(told, facts, versions);
}

/** When it was logged; by those who log all at 0 when the run ended, or began. */
function timeOf(timestampMs: number, run: Run, { zone }: EvidenceQuery): Instant | undefined {
  for (const ms of [timestampMs, run.endedMs, run.startedMs]) {
    const at = ms === null || ms < 1e10 ? undefined : statedInstant(ms, zone);
    if (at !== undefined) return at;
  }
  return undefined;
}

function pointsFor({ series }: Read, source: string, metric: string): MetricPoint[] {
  const metrics = series.get(source) ?? new Map<string, MetricPoint[]>();
  series.set(source, metrics);
  const points = metrics.get(metric) ?? [];
  metrics.set(metric, points);
  return points;
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
