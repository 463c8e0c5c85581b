import { compactJson, jsonText } from "../../../text/json-text.ts";
import { chooseAlgorithm, isAlgorithmKey } from "../../models/run-kind.ts";
import {
  type Experiment,
  type RegisteredModel,
  type Run,
  type RunFacts,
  selectEvaluations,
  sumSamples,
  type TrackedInput,
  type TrackingStore,
} from "../tracking.ts";
import { eachMetric, type MetricNames, type RunMetrics } from "./metric-values.ts";

/** A run as a server tells it. */
export interface ServerRun extends Run {
  readonly params: readonly (readonly [string, string])[];
  /** Without MLflow's own, except those that are read. */
  readonly tags: readonly (readonly [string, string])[];
  readonly inputs: readonly TrackedInput[];
  /** Ids of the logged models that it was given. */
  models: readonly string[];
  /** The last step of each metric; of a run that was logged into for long its evaluations. */
  metrics: RunMetrics;
}

/** A tracking server as it was read once. */
export interface Snapshot {
  /** The server, as the plan names it. */
  readonly path: string;
  /** The names in the configuration. */
  readonly wanted: {
    readonly experiment: string | null;
    readonly model: string | null;
    readonly alias: string;
  };
  readonly experiments: readonly Experiment[];
  readonly models: readonly RegisteredModel[];
  /** In which experiment the runs of registered versions are, as far as that was asked. */
  readonly places: ReadonlyMap<string, string>;
  readonly runs: readonly ServerRun[];
  /** How many runs of each experiment are deleted. */
  readonly deleted: ReadonlyMap<string, number>;
  readonly names: MetricNames;
}

/** Reads a snapshot as if it were the store on the server. */
export function openSnapshot(snapshot: Snapshot): TrackingStore {
  const { path, experiments, models, deleted, places } = snapshot;
  const byId = new Map(snapshot.runs.map((run) => [run.id, run]));
  const find = ({ id }: Run) => byId.get(id);
  return {
    path,
    experiments,
    models,
    runs: (wanted) => ({
      runs: snapshot.runs.filter(({ experiment }) => wanted.has(experiment)),
      deleted: [...wanted].reduce((sum, id) => sum + (deleted.get(id) ?? 0), 0),
    }),
    listExperiments: (runs) =>
      new Set([...runs].flatMap((run) => places.get(run) ?? byId.get(run)?.experiment ?? [])),
    facts: (runs) => new Map(runs.map((run) => [run.id, readFacts(find(run))])),
    evaluations: (runs, select, visit) => readEvaluations(snapshot, runs, find, select, visit),
    params: (runs) => new Map(runs.map((run) => [run.id, new Map(find(run)?.params)])),
    inputs: (run) => find(run)?.inputs ?? [],
    details: (run) => ({ params: new Map(find(run)?.params), tags: new Map(find(run)?.tags) }),
    isUnchanged: () => true,
    close: () => {},
  };
}

function readFacts(run: ServerRun | undefined): RunFacts {
  const { params = [], tags = [], inputs = [], models = [] } = run ?? {};
  // A tag speaks before a parameter.
  const stated = [...tags, ...params].find(
    ([key, value]) => key === "model_version" && value.trim(),
  );
  return {
    isChild: tags.some(([key]) => key === PARENT),
    algorithm: chooseAlgorithm([...params, ...tags].filter(([key]) => isAlgorithmKey(key))),
    statedVersion: stated?.[1].trim() ?? null,
    evaluated: models.length === 1 ? (models[0] ?? null) : null,
    samples: sumSamples(inputs, "evaluation"),
    trainedOn: sumSamples(inputs, "training"),
  };
}

const PARENT = "mlflow.parentRunId";

/** Whether a tag is kept: MLflow's own hold notes, histories of models and names of users. */
export function isTagKept(key: string): boolean {
  return !key.startsWith("mlflow.") || key === PARENT || isAlgorithmKey(key);
}

function readEvaluations(
  { names }: Snapshot,
  runs: readonly Run[],
  find: (run: Run) => ServerRun | undefined,
  select: (names: ReadonlySet<string>) => ReadonlySet<string>,
  visit: Parameters<TrackingStore["evaluations"]>[2],
): void {
  const used = new Set<number>();
  for (const run of runs) for (const metric of find(run)?.metrics.metrics ?? []) used.add(metric);
  const wanted = select(new Set([...used].map((metric) => names.all[metric] as string)));
  for (const run of runs) {
    const own = find(run);
    if (own === undefined) continue;
    eachMetric(own.metrics, (metric, logged) => {
      const name = names.all[metric] as string;
      if (wanted.has(name)) visit(run, name, selectEvaluations(logged));
    });
  }
}

/**
 * The snapshot as JSON, a line for each run, as a plan keeps it: the experiments that were read, with the models of
 * their runs. Experiments and models of others are not kept, unless none was read.
 */
export function serializeSnapshot(snapshot: Snapshot): string {
  const { path, wanted, places, deleted, runs, names } = snapshot;
  const { experiments, models } = selectRead(snapshot);
  const kept = new Set(experiments.map(({ id }) => id));
  const about = jsonText({
    server: path,
    wanted,
    experiments,
    models: models.map(({ name, aliases, versions }) => ({
      name,
      aliases: Object.fromEntries(aliases),
      versions,
    })),
    runs_of_versions: Object.fromEntries([...places].filter(([, id]) => kept.has(id))),
    deleted_runs: Object.fromEntries(deleted),
  });
  const lines = runs.map((run) => line(run, names));
  const list =
    lines.length === 0 ? "[]" : `[\n${lines.map((one) => `    ${one}`).join(",\n")}\n  ]`;
  return about.replace(/\n\}\n$/, () => `,\n  "runs": ${list}\n}\n`);
}

function selectRead({ experiments, models, runs }: Snapshot) {
  const read = experiments.filter((each) => each.runs !== null);
  if (read.length === 0) return { experiments, models };
  const ids = new Set(runs.map(({ id }) => id));
  const sources = new Set(runs.flatMap((run) => run.models.map((id) => `models:/${id}`)));
  const isOfRuns = ({ versions }: RegisteredModel) =>
    versions.some(({ run, source }) => ids.has(run ?? "") || sources.has(source ?? ""));
  return { experiments: read, models: models.filter(isOfRuns) };
}

function line(run: ServerRun, names: MetricNames): string {
  const { id, experiment, name, status, startedMs, endedMs, params, tags, inputs, models } = run;
  const metrics: Record<string, (number | string)[][]> = {};
  eachMetric(run.metrics, (metric, logged) => {
    metrics[names.all[metric] as string] = logged.map(({ timestampMs, value, step }) => [
      timestampMs,
      Number.isFinite(value) ? value : String(value),
      step,
    ]);
  });
  return compactJson({
    run: id,
    experiment,
    name,
    status,
    started_ms: startedMs,
    ended_ms: endedMs,
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    inputs,
    models,
    metrics: sortKeys(metrics),
  });
}

function sortKeys<T>(fields: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
