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
import { type Grouped, groupedByModel, type ModelRun } from "../models/model-groups.ts";
import { settingsOf } from "../models/run-settings.ts";
import type { Choice } from "./choose.ts";
import { failedRun, type TimedRun } from "./failed-run.ts";
import { pointsOf, type RunPoints } from "./run-points.ts";
import { runVersions } from "./run-versions.ts";
import type { Run, TrackingStore } from "./tracking.ts";

/** The runs of a choice as series, and what was left out of them. */
export interface RunSeries {
  readonly series: readonly MetricSeries[];
  /** What was left out though it could have counted. */
  readonly problems: readonly string[];
  /** What was left out because it does not count, and what else there is to know. */
  readonly notes: readonly string[];
  readonly experiment: Experiment | null;
  /** The newest run of a model, where it failed or lacks what the others have. */
  readonly failed: readonly FailedEvaluation[];
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
  const modelRunOf = (run: Run) => ({
    algorithm: facts.get(run.id)?.algorithm ?? null,
    name: run.name,
    isOwn: versions.isOfModels(run) || facts.get(run.id)?.statedVersion != null,
  });
  const { aside, kinds, monitored } = grouped(read, isNamed !== null, store, modelRunOf);
  const metricsOf = (run: Run) => (read.single.get(run)?.points ?? []).map(([metric]) => metric);
  const series = [...read.series];
  const failed: FailedEvaluation[] = [];
  for (const group of monitored) {
    const metrics = new Map<string, MetricPoint[]>();
    for (const { run } of group.runs) {
      for (const [metric, point] of read.single.get(run)?.points ?? []) {
        const points = metrics.get(metric);
        if (points === undefined) metrics.set(metric, [point]);
        else points.push(point);
      }
    }
    const source = group.label === null ? label : `${label}: ${group.label}`;
    series.push([source, metrics]);
    const lost = isOfParts ? null : failedRun(group.runs, whole, metricsOf, modelRunOf, query);
    if (lost !== null) failed.push({ ...lost, source });
  }
  const [oldest, newest] = [aside[0], aside.at(-1)];
  const asideMetrics = new Set(aside.flatMap(({ run }) => metricsOf(run)));
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
    failed,
    experiment:
      oldest === undefined || newest === undefined
        ? null
        : {
            source: label,
            path: store.path,
            unit: "run",
            runs: aside.length,
            kinds,
            from: oldest.at,
            to: newest.at,
            metrics: [...asideMetrics].sort(),
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
      ...noMetricNotes(read.names, query.config.metrics).map((note) => `${label}: ${note}`),
      ...(left.length > 0 ? [`${label}: left out ${left.join(", ")}`] : []),
      ...(withChampion.length > 1
        ? [
            `${label}: ${withChampion.join(", ")} each have a version in production; name one as \`model: models:/${withChampion[0]}\``,
          ]
        : []),
    ],
  };
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
      return own === undefined ? each : { ...each, settings: settingsOf(own) };
    }),
  );
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
