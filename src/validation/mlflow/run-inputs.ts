import type { Root } from "../../trust/named-path.ts";
import { type Choice, choose, findChampion, type Wanted } from "./choose.ts";
import { readStore } from "./open-store.ts";
import type { Run, TrackedInput, TrackingStore } from "./tracking.ts";

/** The data sets that one run was given. */
export interface RunInputs {
  /** As the plan names it: `run 1e1c3614`. */
  readonly run: string;
  /** Whether it trained the model in production. */
  readonly isChampion: boolean;
  readonly inputs: readonly TrackedInput[];
}

/** Whose inputs are read: where nothing is named, of the only experiment that can be meant. */
export interface RunInputsQuery extends Wanted {
  readonly alias: string;
}

/** Where runs log no inputs, so many of the newest are asked. */
const MOST_ASKED = 50;

/**
 * The data sets that the champion's run was given; where there is no champion, or its run was given none,
 * those of the newest finished run that was given some.
 *
 * @param path of a file store or database, relative to the project
 * @returns null where no run was given any, or where it cannot be known whose runs are meant
 * @throws Error where it is no store, or cannot be read
 */
export function readRunInputs(
  path: string,
  root: Root,
  query: RunInputsQuery,
): Promise<RunInputs | null> {
  return readStore(path, root, (store) => findRunInputs(store, query));
}

/** The same of an open store. */
export function findRunInputs(
  store: TrackingStore,
  { alias, ...wanted }: RunInputsQuery,
): RunInputs | null {
  const choice = choose(store, wanted, alias);
  if (choice === null) return null;
  for (const { run, isChampion } of inOrder(store, choice, alias)) {
    const inputs = store.inputs(run);
    if (inputs.length > 0) return { run: `run ${run.id.slice(0, 8)}`, isChampion, inputs };
  }
  return null;
}

/** The champion's run, then the newest finished ones; none where several models have a champion. */
function inOrder(
  store: TrackingStore,
  { experiments, model }: Choice,
  alias: string,
): { run: Run; isChampion: boolean }[] {
  const models = model === null ? store.models : [model];
  const champions = new Set(models.map((each) => findChampion(each, alias)?.run));
  const trained = new Set(model?.versions.map(({ run }) => run));
  const runs = store
    .runs(experiments)
    .runs.filter(({ id }) => model === null || trained.has(id))
    .map((run) => ({ run, isChampion: champions.has(run.id) }));
  const inProduction = runs.filter(({ isChampion }) => isChampion);
  if (inProduction.length > 1) return [];
  const newest = runs
    .filter(({ run, isChampion }) => run.status === "FINISHED" && !isChampion)
    .sort((a, b) => runStart(b) - runStart(a) || (a.run.id < b.run.id ? -1 : 1))
    .slice(0, MOST_ASKED);
  return [...inProduction, ...newest];
}

function runStart({ run }: { run: Run }): number {
  return run.startedMs ?? 0;
}
