import { textMatcher } from "../../glob/glob.ts";
import { count } from "../../text/quantity.ts";
import type {
  EvidenceQuery,
  Experiment,
  FailedEvaluation,
  MetricPoint,
  MetricSeries,
} from "../evidence.ts";
import { afterPlan } from "../files/result-time.ts";
import { noMetricNotes } from "../metrics/metric-name.ts";
import {
  type Grouped,
  groupedByModel,
  type ModelGroup,
  type ModelRun,
} from "../models/model-groups.ts";
import { joinSettings } from "../models/run-settings.ts";
import type { Choice } from "./choose.ts";
import { failedRun, type TimedRun } from "./failed-run.ts";
import { collectPoints, type RunPoints } from "./run-points.ts";
import { type RunVersions, runVersions } from "./run-versions.ts";
import type { Run, RunFacts, TrackingStore } from "./tracking.ts";

/** The runs of a choice as series, and the runs and values that were skipped. */
export interface RunSeries {
  readonly series: readonly MetricSeries[];
  /** Values that were skipped although they could have counted. */
  readonly problems: readonly string[];
  /** Runs that were skipped because they do not count, and other remarks. */
  readonly notes: readonly string[];
  readonly experiment: Experiment | null;
  /** The newest run of a model, where it failed or lacks what the others have. */
  readonly failed: readonly FailedEvaluation[];
}

/** Which runs are read, and how. */
export interface SeriesTask {
  readonly store: TrackingStore;
  readonly choice: Choice;
  /** Of the series. */
  readonly label: string;
  /** Of the version in production. */
  readonly alias: string;
  /** Ids of runs that another store gave: `mlflow migrate-filestore` leaves both. */
  readonly seen: Set<string>;
  readonly query: EvidenceQuery;
}

/**
 * Each run is one evaluation of its metrics, at the time at which they were logged; a run into which
 * somebody logged again and again, with pauses of more than half a day, is a series of its own. Deleted
 * runs do not count, nor do runs that did not finish, but for such a series; nor parts of other runs,
 * unless there is nothing else, or they were registered. Runs of an experiment are no series; all runs with
 * a configured name are one.
 */
export function runSeries(task: SeriesTask): RunSeries {
  const { store, label, query } = task;
  const chosen = chooseRuns(task);
  const logged = readRuns(chosen, task);
  const { read } = logged;
  const toModelRun = (run: Run) => modelRun(run, chosen);
  const isNamed = query.config.run_name !== undefined;
  const { aside, kinds, monitored } = grouped(read, isNamed, store, toModelRun);
  const groups = monitored.map((group) => ({
    group,
    source: group.label === null ? label : `${label}: ${group.label}`,
  }));
  const sources = [
    ...read.series,
    ...groups.map(({ group, source }) => [source, metricPoints(group, read)] as const),
  ];
  const failed = groups.flatMap(({ group, source }) => {
    if (logged.isOfParts) return [];
    const lost = failedRun(
      group.runs,
      logged.whole,
      (run) => metricNames(run, read),
      toModelRun,
      query,
    );
    return lost === null ? [] : [{ ...lost, source }];
  });
  const { champion } = chosen.versions;
  return {
    failed,
    experiment: toExperiment(aside, kinds, read, task),
    series: sources.flatMap(([source, metrics]) =>
      [...metrics].sort(byKey).map(([metric, points]) => ({
        metric,
        source,
        points: points.sort((a, b) => a.at - b.at),
        champion,
      })),
    ),
    problems: [...valueProblems(read, task), ...unfinishedProblem(read, task)],
    notes: runNotes(chosen, logged, task),
  };
}

/** The runs that count, and how many were skipped unread. */
interface ChosenRuns {
  readonly runs: readonly Run[];
  readonly facts: ReadonlyMap<string, RunFacts>;
  readonly versions: RunVersions;
  readonly deleted: number;
  /** Those that another store gave. */
  readonly again: number;
  /** Those with another name than is configured. */
  readonly unnamed: number;
}

function chooseRuns({ store, choice, alias, seen, query }: SeriesTask): ChosenRuns {
  const { runs: found, deleted } = store.runs(choice.experiments);
  const sorted = found
    .filter(({ id }) => !seen.has(id))
    .sort((a, b) => (a.startedMs ?? 0) - (b.startedMs ?? 0) || (a.id < b.id ? -1 : 1));
  for (const { id } of sorted) seen.add(id);
  const facts = store.facts(sorted);
  const models = choice.model === null ? store.models : [choice.model];
  const versions = runVersions(sorted, facts, models, alias);
  const { run_name: name } = query.config;
  const isNamed = name === undefined ? null : textMatcher([name]);
  const ofModel = sorted.filter((run) => choice.model === null || versions.isOfModels(run));
  const runs = ofModel.filter((run) => isNamed === null || isNamed(run.name ?? ""));
  return {
    runs,
    facts,
    versions,
    deleted,
    again: found.length - sorted.length,
    unnamed: ofModel.length - runs.length,
  };
}

/** The logged metrics of the parent runs, or else of their parts. */
interface LoggedRuns {
  readonly read: RunPoints;
  readonly whole: readonly Run[];
  readonly parts: readonly Run[];
  readonly isOfParts: boolean;
}

function readRuns(
  { runs, facts, versions }: ChosenRuns,
  { store, label, query }: SeriesTask,
): LoggedRuns {
  const countSamples = (run: Run) => facts.get(run.id)?.samples ?? null;
  const context = { store, label, query, versions, samplesOf: countSamples };
  const isPart = (run: Run) => facts.get(run.id)?.isChild === true && !versions.isRegistered(run);
  const whole = runs.filter((run) => !isPart(run));
  const parts = runs.filter(isPart);
  const ofWhole = collectPoints(whole, context);
  const isOfParts = ofWhole.size === 0 && parts.length > 0;
  return { read: isOfParts ? collectPoints(parts, context) : ofWhole, whole, parts, isOfParts };
}

function modelRun(run: Run, { facts, versions }: ChosenRuns): Omit<ModelRun, "at" | "settings"> {
  return {
    algorithm: facts.get(run.id)?.algorithm ?? null,
    name: run.name,
    isOwn: versions.isOfModels(run) || facts.get(run.id)?.statedVersion != null,
  };
}

function metricNames(run: Run, { single }: RunPoints): string[] {
  return (single.get(run)?.points ?? []).map(([metric]) => metric);
}

/** The points of each metric of a model's runs. */
function metricPoints(
  { runs }: ModelGroup<TimedRun>,
  { single }: RunPoints,
): Map<string, MetricPoint[]> {
  const metrics = new Map<string, MetricPoint[]>();
  for (const { run } of runs) {
    for (const [metric, point] of single.get(run)?.points ?? []) {
      const points = metrics.get(metric);
      if (points === undefined) metrics.set(metric, [point]);
      else points.push(point);
    }
  }
  return metrics;
}

/** Runs that are not a series; null without such runs. */
function toExperiment(
  runs: readonly TimedRun[],
  kinds: Experiment["kinds"],
  read: RunPoints,
  { store, label }: SeriesTask,
): Experiment | null {
  const [oldest, newest] = [runs[0], runs.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  const metrics = new Set(runs.flatMap(({ run }) => metricNames(run, read)));
  return {
    source: label,
    path: store.path,
    unit: "run",
    runs: runs.length,
    kinds,
    from: oldest.at,
    to: newest.at,
    metrics: [...metrics].sort(),
  };
}

function valueProblems({ later, undated }: RunPoints, { label, query }: SeriesTask): string[] {
  const [first] = [...later].sort((a, b) => a - b);
  const more = later.length > 1 ? ` and ${later.length - 1} more values` : "";
  return [
    ...(first === undefined
      ? []
      : [`${label}: a value ${afterPlan(first, "run", query.zone)}${more}`]),
    ...(undated > 0 ? [`${label}: ${count(undated, "value")} without a time`] : []),
  ];
}

/** Where no run was ended, so that none counts: their metrics may be final all the same. */
function unfinishedProblem({ unfinished, size }: RunPoints, { label }: SeriesTask): string[] {
  const statuses = unfinishedCounts(unfinished);
  return size > 0 || statuses.length === 0
    ? []
    : [`${label}: no finished run (${statuses.join(", ")}); end each run with mlflow.end_run()`];
}

function unfinishedCounts(unfinished: RunPoints["unfinished"]): string[] {
  return [...unfinished].map(([status, ids]) => `${ids.size} ${status.toLowerCase()}`);
}

function runNotes(
  chosen: ChosenRuns,
  logged: LoggedRuns,
  { choice, label, query }: SeriesTask,
): string[] {
  const { withChampion } = chosen.versions;
  const left = leftOut(chosen, logged);
  return [
    ...(choice.because === null
      ? []
      : [`${choice.name} is read: ${choice.because}; name another as \`model\``]),
    ...noMetricNotes(logged.read.names, query.config.metrics).map((note) => `${label}: ${note}`),
    ...(left.length > 0 ? [`${label}: skipped ${left.join(", ")}`] : []),
    ...(withChampion.length > 1
      ? [
          `${label}: ${withChampion.join(", ")} each have a version in production; name one as \`model: models:/${withChampion[0]}\``,
        ]
      : []),
  ];
}

function leftOut(
  { deleted, unnamed, again }: ChosenRuns,
  { read, parts, isOfParts }: LoggedRuns,
): string[] {
  return [
    ...(deleted > 0 ? [count(deleted, "deleted run")] : []),
    ...(read.size > 0 ? unfinishedCounts(read.unfinished) : []),
    ...(unnamed > 0 ? [`${unnamed} not named like \`run_name\``] : []),
    ...(again > 0 ? [`${again} that the database also holds`] : []),
    ...(parts.length > 0 && !isOfParts ? [`${parts.length} within other runs`] : []),
  ];
}

/** More runs tell no more of whether settings vary. */
const MOST_SETTINGS = 256;

/** Which runs follow one model; all of them where they were named. */
function grouped(
  read: RunPoints,
  areNamed: boolean,
  store: TrackingStore,
  modelRunOf: (run: Run) => Omit<ModelRun, "at" | "settings">,
): Grouped<TimedRun> {
  const timed = [...read.single].map(
    ([run, { at }]): TimedRun => ({ run, at, settings: null, ...modelRunOf(run) }),
  );
  timed.sort((a, b) => a.at - b.at || (a.run.id < b.run.id ? -1 : 1));
  const kinds = { by: "algorithm", count: 0 } as const;
  const all = timed.length === 0 ? [] : [{ label: null, runs: timed }];
  if (areNamed || timed.length === 0) return { all, monitored: all, aside: [], kinds };
  const step = Math.ceil(timed.length / MOST_SETTINGS);
  const params = store.params(timed.filter((_, i) => i % step === 0).map(({ run }) => run));
  return groupedByModel(
    timed.map((each): TimedRun => {
      const own = params.get(each.run.id);
      return own === undefined ? each : { ...each, settings: joinSettings(own) };
    }),
  );
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
