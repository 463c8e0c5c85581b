import { findPlace, findRows, type Logged, RUN_STATUSES, type TrackedInput } from "../tracking.ts";
import { type MetricNames, packMetrics, readMetric } from "./metric-values.ts";
import {
  type Fields,
  optionalText,
  optionalTime,
  readFields,
  readList,
  readPairs,
  readText,
} from "./rest-values.ts";
import { isTagKept, type ServerRun } from "./snapshot.ts";

/**
 * A run of an answer.
 *
 * @param path of its server
 * @returns only its experiment where it is deleted
 * @throws ServerProblem if it is not a run
 */
export function readRun(
  entry: unknown,
  path: string,
  names: MetricNames,
): ServerRun | { readonly id: string; readonly deletedFrom: string } {
  const run = readFields(entry, "a run");
  const info = readFields(run.info, "the info of a run");
  const id = readText(info, "run_id");
  const experiment = readText(info, "experiment_id");
  if (info.lifecycle_stage === "deleted") return { id, deletedFrom: experiment };
  // A run into which nothing was logged has no data.
  const data = readFields(run.data ?? {}, "the data of a run");
  const inputs = readFields(run.inputs ?? {}, "the inputs of a run");
  const values = readList(data, "metrics").map((metric): [number, Logged] => {
    const [name, logged] = readMetric(metric);
    return [names.number(name), logged];
  });
  return {
    id,
    experiment,
    path,
    name: optionalText(info.run_name),
    status: RUN_STATUSES.find((status) => status === info.status) ?? "RUNNING",
    startedMs: optionalTime(info.start_time),
    endedMs: optionalTime(info.end_time),
    params: readPairs(data, "params").sort(byKey),
    tags: readPairs(data, "tags")
      .filter(([key]) => isTagKept(key))
      .sort(byKey),
    inputs: readList(inputs, "dataset_inputs").map(readInput),
    models: readModelInputs(inputs),
    metrics: packMetrics(values),
  };
}

/** The ids of the logged models that a run was given. */
export function readModelInputs(inputs: Fields): string[] {
  const ids = readList(inputs, "model_inputs").map((entry) =>
    readText(readFields(entry, "a model input"), "model_id"),
  );
  return [...new Set(ids)];
}

function readInput(entry: unknown): TrackedInput {
  const input = readFields(entry, "an input");
  const dataset = readFields(input.dataset, "the data set of an input");
  const context = readPairs(input, "tags").find(([key]) => key === "mlflow.data.context")?.[1];
  return {
    name: readText(dataset, "name"),
    source: findPlace(dataset.source),
    context: context ?? null,
    rows: findRows(dataset.profile),
  };
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
