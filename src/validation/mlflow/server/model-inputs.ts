import { ServerProblem } from "../../../trust/server-reader.ts";
import type { MlflowClient } from "./client.ts";
import { readModelInputs } from "./read-run.ts";
import { readFields } from "./rest-values.ts";
import type { ServerRun } from "./snapshot.ts";

/**
 * Reads which logged models runs evaluated. A search does not tell that: where a server of MLflow 3 has logged
 * models, each run is requested.
 *
 * @param runs whose models are replaced
 */
export async function readEvaluatedModels(
  client: MlflowClient,
  runs: readonly ServerRun[],
): Promise<void> {
  const experiments = [...new Set(runs.map(({ experiment }) => experiment))];
  if (experiments.length === 0 || !(await hasLoggedModels(client, experiments))) return;
  const waiting = [...runs];
  const work = async () => {
    for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
      const path = "api/2.0/mlflow/runs/get";
      const answer = await client.ask({ path, query: [["run_id", run.id]] });
      const found = readFields(answer.run, "a run");
      run.models = readModelInputs(readFields(found.inputs ?? {}, "the inputs of a run"));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Requests that are under way together. */
const AT_ONCE = 4;

async function hasLoggedModels(
  client: MlflowClient,
  experiments: readonly string[],
): Promise<boolean> {
  const search = {
    path: "api/2.0/mlflow/logged-models/search",
    results: "models",
    method: "POST" as const,
    parameters: { experiment_ids: experiments },
    pageSize: 1,
  };
  try {
    for await (const page of client.pages(search)) return page.length > 0;
    return false;
  } catch (error) {
    // MLflow 2 has none.
    if (error instanceof ServerProblem && error.status !== null && error.status < 500) return false;
    throw error;
  }
}
