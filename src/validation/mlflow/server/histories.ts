import { ServerProblem } from "../../../trust/server-reader.ts";
import { type Logged, MOST_BETWEEN_STEPS_MS, selectEvaluations } from "../tracking.ts";
import type { MlflowClient } from "./client.ts";
import { eachMetric, type MetricNames, packMetrics, readMetric } from "./metric-values.ts";
import { readFields, readList, readText } from "./rest-values.ts";
import type { ServerRun } from "./snapshot.ts";

/**
 * A search tells the last step of each metric. Most runs need no more: only of a run that was logged into for
 * long, which its first value tells, all evaluations are read.
 *
 * @param runs whose metrics are replaced
 */
export async function readLongRuns(
  client: MlflowClient,
  runs: readonly ServerRun[],
  names: MetricNames,
): Promise<void> {
  const long = await findLongRuns(client, runs, names);
  const values = new Map(long.map((run) => [run, [] as [number, Logged][]]));
  for (const [metric, own] of groupByMetrics(long)) {
    const histories = await readHistories(client, own, names.all[metric] as string);
    for (const run of own) {
      const logged = selectEvaluations(histories.get(run.id) ?? []);
      values.get(run)?.push(...logged.map((each): [number, Logged] => [metric, each]));
    }
  }
  for (const [run, own] of values) run.metrics = packMetrics(own);
}

/** The runs that have each metric. */
function groupByMetrics(runs: readonly ServerRun[]): Map<number, ServerRun[]> {
  const groups = new Map<number, ServerRun[]>();
  for (const run of runs) {
    for (const metric of new Set(run.metrics.metrics)) {
      const group = groups.get(metric);
      if (group === undefined) groups.set(metric, [run]);
      else group.push(run);
    }
  }
  return groups;
}

/** The runs whose values are further apart than those of one evaluation: by the first value of one metric. */
async function findLongRuns(
  client: MlflowClient,
  runs: readonly ServerRun[],
  names: MetricNames,
): Promise<ServerRun[]> {
  const groups = [...groupByMetrics(runs)].sort(([, a], [, b]) => b.length - a.length);
  const asked = new Set<ServerRun>();
  const first = new Map<string, number>();
  for (const [metric, group] of groups) {
    const own = group.filter((run) => !asked.has(run));
    for (const run of own) asked.add(run);
    for (const batch of batches(own)) {
      const name = names.all[metric] as string;
      for (const [id, ms] of await readFirstTimes(client, batch, name)) first.set(id, ms);
    }
  }
  return runs.filter((run) => {
    let [from, to] = [first.get(run.id) ?? Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    eachMetric(run.metrics, (_, logged) => {
      for (const { timestampMs } of logged) {
        from = Math.min(from, timestampMs);
        to = Math.max(to, timestampMs);
      }
    });
    return to - from > MOST_BETWEEN_STEPS_MS;
  });
}

/** As many runs as MLflow takes at once. */
const MOST_RUNS = 100;
/** As many values as MLflow gives at once. */
const MOST_VALUES = 25_000;

function* batches(runs: readonly ServerRun[]): Generator<ServerRun[]> {
  for (let i = 0; i < runs.length; i += MOST_RUNS) yield runs.slice(i, i + MOST_RUNS);
}

/** When each run logged its first value of a metric. */
async function readFirstTimes(
  client: MlflowClient,
  runs: readonly ServerRun[],
  metric: string,
): Promise<Map<string, number>> {
  const first = new Map<string, number>();
  let left = runs;
  while (left.length > 0) {
    const { values, isCut } = await readBulk(client, left, metric);
    for (const { id, logged } of values) {
      first.set(id, Math.min(first.get(id) ?? Number.POSITIVE_INFINITY, logged.timestampMs));
    }
    const remaining = isCut ? left.filter(({ id }) => !first.has(id)) : [];
    // Without an end to this, a server that repeats itself would be asked for ever.
    if (remaining.length === left.length) break;
    left = remaining;
  }
  return first;
}

/** All values of a metric, by run. */
async function readHistories(
  client: MlflowClient,
  runs: readonly ServerRun[],
  metric: string,
): Promise<Map<string, Logged[]>> {
  const histories = new Map<string, Logged[]>();
  for (const batch of batches(runs)) {
    const { values, isCut } = await readBulk(client, batch, metric);
    if (isCut) {
      for (const { id } of batch) histories.set(id, await readHistory(client, id, metric));
      continue;
    }
    for (const { id, logged } of values) {
      const own = histories.get(id);
      if (own === undefined) histories.set(id, [logged]);
      else own.push(logged);
    }
  }
  return histories;
}

async function readHistory(client: MlflowClient, run: string, metric: string): Promise<Logged[]> {
  const found = await client.all({
    path: "api/2.0/mlflow/metrics/get-history",
    results: "metrics",
    method: "GET",
    parameters: { run_id: run, metric_key: metric },
    pageSize: MOST_VALUES,
  });
  return found.map((entry) => readMetric(entry)[1]);
}

interface Bulk {
  readonly values: readonly { readonly id: string; readonly logged: Logged }[];
  /** Whether there may be more of the last run, and of runs that are not in it. */
  readonly isCut: boolean;
}

/** The values of up to a hundred runs, by run and time. */
async function readBulk(
  client: MlflowClient,
  runs: readonly ServerRun[],
  metric: string,
): Promise<Bulk> {
  const ids = runs.map(({ id }) => id);
  const query = [
    ...ids.map((id) => ["run_id", id] as const),
    ["metric_key", metric] as const,
    ["max_results", String(MOST_VALUES)] as const,
  ];
  try {
    const answer = await client.ask({
      path: "ajax-api/2.0/mlflow/metrics/get-history-bulk",
      query,
    });
    const values = readList(answer, "metrics").map(readBulkValue);
    return { values, isCut: values.length >= MOST_VALUES };
  } catch (error) {
    // It serves MLflow's own pages, and a proxy may let pass the documented interface alone.
    if (!(error instanceof ServerProblem) || error.status === null || error.status >= 500)
      throw error;
    const values = [];
    for (const id of ids) {
      for (const logged of await readHistory(client, id, metric)) values.push({ id, logged });
    }
    return { values, isCut: false };
  }
}

function readBulkValue(entry: unknown): Bulk["values"][number] {
  return { id: readText(readFields(entry, "a metric"), "run_id"), logged: readMetric(entry)[1] };
}
