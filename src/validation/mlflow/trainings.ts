import { errorMessage } from "../../errors.ts";
import { count } from "../../text/quantity.ts";
import type { Root } from "../../trust/named-path.ts";
import type { TrackedTraining } from "../schema.ts";
import { choose, noneOfThatName, offer, type Wanted } from "./choose.ts";
import { readStore } from "./open-store.ts";
import { runVersions } from "./run-versions.ts";
import type { Run, TrackingStore } from "./tracking.ts";

/** The trainings of a store, and what else there was. */
export interface TrackedTrainings {
  /** The oldest first. */
  readonly trainings: readonly TrackedTraining[];
  /** Runs that are not trainings: `2 failed`, `1 without a time`. */
  readonly leftOut: readonly string[];
  readonly problems: readonly { path: string; problem: string }[];
}

/** Whose trainings are read: where nothing is named, of the only experiment that can be meant. */
export interface TrainingsQuery extends Wanted {
  readonly alias: string;
  /** Which of the store's metrics are wanted, beside all parameters and tags. */
  readonly isWanted: (metric: string) => boolean;
}

/**
 * The runs of MLflow that may be trainings: finished, with a beginning and an end, no part of another run
 * (a fold, a trial of a search), and not of a model that another run trained.
 *
 * @param path of a file store or database, relative to the project
 * @throws Error if it is not a store, or is just being written to, or if several experiments could be meant
 */
export async function readTrainings(
  path: string,
  root: Root,
  query: TrainingsQuery,
): Promise<TrackedTrainings> {
  const problems: { path: string; problem: string }[] = [];
  const report = (below: string, error: unknown) => {
    problems.push({ path: below, problem: errorMessage(error) });
  };
  const read = await readStore(path, root, (store) => collectTrainings(store, query), report);
  return { ...read, problems };
}

/**
 * The same of an open store.
 *
 * @throws Error if several experiments could be meant
 */
export function collectTrainings(
  store: TrackingStore,
  { experiment, model, alias, isWanted }: TrainingsQuery,
): Omit<TrackedTrainings, "problems"> {
  const choice = choose(store, { experiment, model }, alias);
  if (choice === null) {
    if ((experiment ?? model) !== undefined)
      noneOfThatName({ experiment, model }, [store], "requirements.history");
    if (store.experiments.length === 0) return { trainings: [], leftOut: [] };
    throw new Error(
      `${count(store.experiments.length, "experiment")}, and none is known to be this model's: ${offer(store)}; name one, or a registered model, as \`model\` under \`requirements.history\``,
    );
  }
  const { runs: found, deleted } = store.runs(choice.experiments);
  // Stores have orders of their own.
  const all = found.toSorted(byStart);
  const facts = store.facts(all);
  const models = choice.model === null ? store.models : [choice.model];
  const versions = runVersions(all, facts, models, alias);
  const left = new Map<string, number>(deleted > 0 ? [["deleted", deleted]] : []);
  const leaveOut = (why: string) => {
    left.set(why, (left.get(why) ?? 0) + 1);
    return false;
  };
  const runs = all.filter((run): run is Timed => {
    const { isChild, evaluated, trainedOn } = facts.get(run.id) ?? {};
    const isRegistered = versions.isRegistered(run);
    if (choice.model !== null && !versions.isOfModels(run)) return false;
    if (isChild && !isRegistered) return leaveOut("within other runs");
    if (run.status !== "FINISHED") return leaveOut(run.status.toLowerCase());
    if (evaluated && !isRegistered && !trainedOn) return leaveOut("of another run's model");
    return (run.startedMs ?? 0) < (run.endedMs ?? 0) || leaveOut("without beginning and end");
  });
  const measured = new Map<string, Record<string, number>>(runs.map(({ id }) => [id, {}]));
  store.evaluations(
    runs,
    (names) => new Set([...names].filter(isWanted)),
    ({ id }, metric, evaluations) => {
      const own = measured.get(id);
      const last = evaluations.at(-1)?.value;
      if (own !== undefined && last !== undefined) own[metric] = last;
    },
  );
  return {
    trainings: runs.map((run) => ({
      path: `${store.path}: run ${run.id.slice(0, 8)}`,
      startedMs: run.startedMs,
      endedMs: run.endedMs,
      rows: facts.get(run.id)?.trainedOn ?? null,
      isRegistered: versions.isRegistered(run),
      stated: readStated(store, run),
      measured: measured.get(run.id) ?? {},
    })),
    leftOut: [...left].map(([why, runs]) => `${runs} ${why}`),
  };
}

function byStart(a: Run, b: Run): number {
  return (a.startedMs ?? 0) - (b.startedMs ?? 0) || (a.id < b.id ? -1 : 1);
}

type Timed = Run & { readonly startedMs: number; readonly endedMs: number };

function readStated(store: TrackingStore, run: Run): Record<string, string> {
  const { params, tags } = store.details(run);
  const own = [...params, ...tags].filter(([name]) => !name.startsWith("mlflow."));
  return Object.fromEntries(own.map(([name, value]) => [name, value.trim()]));
}
