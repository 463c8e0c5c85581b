import { findChampion } from "./choose.ts";
import type { RegisteredModel, Run, RunFacts } from "./tracking.ts";

/** Which model each run is of. */
export interface RunVersions {
  /** The version that a run trained or evaluated; null where nothing tells runs' models apart. */
  labelOf(run: Run): string | null;
  /** Whether a version of these models came from the run, or was evaluated in it. */
  isOfModels(run: Run): boolean;
  /** Whether the run trained a registered version. */
  isRegistered(run: Run): boolean;
  /** The version in production; null if no version is, or several models have one. */
  readonly champion: string | null;
  /** The models that have a version in production. */
  readonly withChampion: readonly string[];
}

/**
 * The model's version of a run: the registered version that it trained, else what its tag or parameter
 * `model_version` says, else the logged model that it evaluated. Where some runs have trained registered
 * versions, the others trained models too, each its own: they are told apart by their ids.
 *
 * @param models all of them, or the configured one
 */
export function runVersions(
  runs: readonly Run[],
  facts: ReadonlyMap<string, RunFacts>,
  models: readonly RegisteredModel[],
  alias: string,
): RunVersions {
  const ids = new Set(runs.map(({ id }) => id));
  const evaluated = new Set([...facts.values()].map((fact) => `models:/${fact.evaluated}`));
  const here = models.filter(({ versions }) =>
    versions.some(({ run, source }) => ids.has(run ?? "") || evaluated.has(source ?? "")),
  );
  const label = (model: RegisteredModel, version: string): string =>
    here.length > 1 ? `${model.name} ${version}` : version;
  const byRun = new Map<string, string>();
  const bySource = new Map<string, string>();
  // The newest version last: it counts where a run was registered twice.
  for (const model of here) {
    for (const { run, source, version } of model.versions) {
      if (run !== null) byRun.set(run, label(model, version));
      if (source !== null) bySource.set(source, label(model, version));
    }
  }
  const champions = here.flatMap((model) => {
    const version = findChampion(model, alias)?.version;
    return version === undefined ? [] : [{ name: model.name, label: label(model, version) }];
  });
  const findSource = (run: Run): string | undefined => {
    const id = facts.get(run.id)?.evaluated ?? null;
    return id === null ? undefined : (bySource.get(`models:/${id}`) ?? id);
  };
  const hasTrained = runs.some(({ id }) => byRun.has(id));
  const labels = new Map(
    runs.map((run) => [
      run.id,
      byRun.get(run.id) ??
        facts.get(run.id)?.statedVersion ??
        findSource(run) ??
        (hasTrained ? `run ${run.id.slice(0, 8)}` : null),
    ]),
  );
  return {
    labelOf: ({ id }) => labels.get(id) ?? null,
    isOfModels: (run) =>
      byRun.has(run.id) || bySource.has(`models:/${facts.get(run.id)?.evaluated ?? ""}`),
    isRegistered: (run) => byRun.has(run.id),
    champion: champions.length === 1 ? (champions[0]?.label ?? null) : null,
    withChampion: champions.map(({ name }) => name),
  };
}
