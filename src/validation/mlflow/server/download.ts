import { choose, findChampion, type Offer, type Wanted } from "../choose.ts";
import type { Experiment, ModelVersion, RegisteredModel } from "../tracking.ts";
import type { MlflowClient, Search } from "./client.ts";
import { readLongRuns } from "./histories.ts";
import { MetricNames } from "./metric-values.ts";
import { readEvaluatedModels } from "./model-inputs.ts";
import { readRun } from "./read-run.ts";
import { readModels } from "./registry.ts";
import { readFields, readText } from "./rest-values.ts";
import type { ServerRun, Snapshot } from "./snapshot.ts";

/** Told how many runs were read. */
export type OnProgress = (runs: number) => void;

/**
 * Reads from a tracking server what an assessment needs: its registered models, and the runs of the experiment
 * that is wanted, or that is evident.
 *
 * @param path as the plan names the server
 * @throws ServerProblem
 */
export async function downloadSnapshot(
  client: MlflowClient,
  path: string,
  wanted: Wanted & { readonly alias: string },
  onProgress: OnProgress = () => {},
): Promise<Snapshot> {
  const names = new MetricNames();
  const { offer, places } = await readOffer(client, wanted);
  const choice = choose(offer, wanted, wanted.alias);
  const deleted = new Map<string, number>();
  const runs: ServerRun[] = [];
  if (choice !== null && choice.experiments.size > 0) {
    const seen = new Set<string>();
    for await (const page of client.pages(searchRuns([...choice.experiments], "ALL"))) {
      for (const entry of page) {
        const run = readRun(entry, path, names);
        // While others delete runs, the pages behind them shift.
        if (seen.has(run.id)) continue;
        seen.add(run.id);
        if (!("deletedFrom" in run)) runs.push(run);
        else deleted.set(run.deletedFrom, (deleted.get(run.deletedFrom) ?? 0) + 1);
      }
      onProgress(seen.size);
    }
    await readEvaluatedModels(client, runs);
    await readLongRuns(client, runs, names);
  }
  const read = choice?.experiments ?? new Set<string>();
  return {
    path,
    wanted: {
      experiment: wanted.experiment ?? null,
      model: wanted.model ?? null,
      alias: wanted.alias,
    },
    experiments: countRuns(offer.experiments, read, runs),
    models: offer.models,
    places,
    runs,
    deleted,
    names,
  };
}

/** The experiments with their numbers of runs, as far as these were read; those without any are excluded. */
function countRuns(
  experiments: readonly Experiment[],
  read: ReadonlySet<string>,
  runs: readonly ServerRun[],
): Experiment[] {
  const counts = new Map<string, number>();
  for (const { experiment } of runs) counts.set(experiment, (counts.get(experiment) ?? 0) + 1);
  return experiments
    .map((each) => (read.has(each.id) ? { ...each, runs: counts.get(each.id) ?? 0 } : each))
    .filter((each) => each.runs !== 0);
}

/** The experiments and models of a server, and where the runs of registered versions are. */
async function readOffer(
  client: MlflowClient,
  { experiment, model, alias }: Wanted & { readonly alias: string },
): Promise<{ offer: Offer; places: ReadonlyMap<string, string> }> {
  const found = await readExperiments(client);
  const models = await readModels(client);
  const places = new Map<string, string>();
  const listExperiments = (runs: ReadonlySet<string>) =>
    new Set([...runs].flatMap((run) => places.get(run) ?? []));
  if (experiment !== undefined || model !== undefined || found.length < 2) {
    return { offer: { experiments: found, models, listExperiments }, places };
  }
  const experiments = await withRuns(client, found);
  if (experiments.length > 1) {
    const ids = experiments.map(({ id }) => id);
    await locateRuns(client, ids, decidingRuns(models, alias), places);
  }
  return { offer: { experiments, models, listExperiments }, places };
}

async function readExperiments(client: MlflowClient): Promise<Experiment[]> {
  const found = await client.all({
    path: "api/2.0/mlflow/experiments/search",
    results: "experiments",
    method: "POST",
    parameters: { view_type: "ACTIVE_ONLY" },
    pageSize: 1000,
  });
  return found.map((entry) => {
    const fields = readFields(entry, "an experiment");
    return { id: readText(fields, "experiment_id"), name: readText(fields, "name"), runs: null };
  });
}

/** Of more experiments none is asked whether it has runs: they count as having some. */
const MOST_PROBED = 200;

async function withRuns(
  client: MlflowClient,
  experiments: readonly Experiment[],
): Promise<Experiment[]> {
  if (experiments.length > MOST_PROBED) return [...experiments];
  const used: Experiment[] = [];
  for (const experiment of experiments) {
    const search = { ...searchRuns([experiment.id], "ACTIVE_ONLY"), pageSize: 1 };
    for await (const page of client.pages(search)) {
      if (page.length > 0) used.push(experiment);
      break;
    }
  }
  return used;
}

/** The runs of the champions, or else of every registered version: by them an experiment is chosen. */
function decidingRuns(models: readonly RegisteredModel[], alias: string): string[] {
  const trained = (versions: readonly (ModelVersion | null)[]) =>
    versions.flatMap((version) => version?.run ?? []);
  const champions = trained(models.map((model) => findChampion(model, alias)));
  return champions.length > 0 ? champions : trained(models.flatMap(({ versions }) => versions));
}

/** As many ids as a filter holds. */
const MOST_IDS = 100;

/** Notes in which experiment each run is. */
async function locateRuns(
  client: MlflowClient,
  experiments: readonly string[],
  runs: readonly string[],
  places: Map<string, string>,
): Promise<void> {
  // Other texts could not be quoted in a filter, and do not name runs.
  const ids = [...new Set(runs)].filter((id) => /^[\w-]{1,64}$/.test(id));
  for (let i = 0; i < ids.length; i += MOST_IDS) {
    const quoted = ids.slice(i, i + MOST_IDS).map((id) => `'${id}'`);
    const filter = `attributes.run_id IN (${quoted.join(",")})`;
    for (const entry of await client.all(searchRuns(experiments, "ALL", filter))) {
      const info = readFields(readFields(entry, "a run").info, "the info of a run");
      places.set(readText(info, "run_id"), readText(info, "experiment_id"));
    }
  }
}

/** Runs from the oldest: runs that are added meanwhile do not shift the pages. */
function searchRuns(
  experiments: readonly string[],
  stage: "ALL" | "ACTIVE_ONLY",
  filter?: string,
): Search {
  return {
    path: "api/2.0/mlflow/runs/search",
    results: "runs",
    method: "POST",
    parameters: {
      experiment_ids: experiments,
      run_view_type: stage,
      order_by: ["attributes.start_time ASC"],
      ...(filter !== undefined && { filter }),
    },
    pageSize: 1000,
  };
}
