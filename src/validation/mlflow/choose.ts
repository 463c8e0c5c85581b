import { UserError } from "../../errors.ts";
import { count } from "../../text/quantity.ts";
import type { ModelVersion, RegisteredModel, TrackingStore } from "./tracking.ts";

/** Whose runs are read. */
export interface Choice {
  /** As the plan calls it: the experiment's name, or the registered model's. */
  readonly name: string;
  /** The experiments whose runs are read. */
  readonly experiments: ReadonlySet<string>;
  /** Only of this model: its versions' runs, and those that evaluated one; null for all runs. */
  readonly model: RegisteredModel | null;
  /** Why this one was chosen, if the configuration names no model and there are others. */
  readonly because: string | null;
}

/** The names in a configuration; without them, the evident experiment is read. */
export interface Wanted {
  /** By its name or id. */
  readonly experiment?: string | undefined;
  /** A registered model, or else an experiment. */
  readonly model?: string | undefined;
}

/** The part of a store from which one chooses. */
export type Offer = Pick<TrackingStore, "experiments" | "models" | "listExperiments">;

/** MLflow's own way to say that a name is a registered model's. */
const MODEL_URI = /^models:\/+/;

/**
 * Which of a store's experiments and registered models is read: the experiment that is named, by name or id; or
 * what is named as the model, as an experiment or else as a registered model; where none is named the only experiment with runs, or the
 * one in which the only champion was trained, or the only one of which a run became a registered version,
 * or the only one beside MLflow's default.
 *
 * @returns null where it cannot be known, or where this store has none of that name
 */
export function choose(store: Offer, { experiment, model }: Wanted, alias: string): Choice | null {
  const { experiments, models } = store;
  if (experiment !== undefined) {
    const own = findExperiment(store, experiment);
    if (own === undefined) return null;
    const within = { ...store, experiments: [own] };
    if (model !== undefined) return chooseNamed(within, model);
    return { name: own.name, experiments: new Set([own.id]), model: null, because: null };
  }
  if (model !== undefined) return chooseNamed(store, model);
  const [only, second] = experiments;
  if (only === undefined) return null;
  if (second === undefined) {
    return { name: only.name, experiments: new Set([only.id]), model: null, because: null };
  }
  const champions = models.flatMap((model) => {
    const run = findChampion(model, alias)?.run ?? null;
    return run === null ? [] : [{ model, run }];
  });
  const [champion] = champions;
  if (champion !== undefined) {
    const own = store.listExperiments(new Set(champions.map(({ run }) => run)));
    return onlyOne(own, `in it the champion of ${champion.model.name} was trained`);
  }
  const registered = models.flatMap(({ versions }) => versions.flatMap(({ run }) => run ?? []));
  if (registered.length > 0) {
    return onlyOne(store.listExperiments(new Set(registered)), "it alone has registered versions");
  }
  const named = experiments.filter(({ id }) => id !== DEFAULT_EXPERIMENT);
  const ids = new Set(named.map(({ id }) => id));
  return onlyOne(ids, "the other is MLflow's default experiment");

  function onlyOne(ids: ReadonlySet<string>, because: string): Choice | null {
    const [chosen] = experiments.filter(({ id }) => ids.has(id));
    if (chosen === undefined || ids.size > 1) return null;
    return { name: chosen.name, experiments: ids, model: null, because };
  }
}

function chooseNamed(store: Offer, wanted: string): Choice | null {
  const found = findExperiment(store, wanted);
  if (found !== undefined) {
    return { name: found.name, experiments: new Set([found.id]), model: null, because: null };
  }
  const named = wanted.replace(MODEL_URI, "");
  const model = store.models.find(({ name }) => name === named);
  const all = new Set(store.experiments.map(({ id }) => id));
  return model === undefined ? null : { name: named, experiments: all, model, because: null };
}

function findExperiment({ experiments }: Offer, wanted: string) {
  return experiments.find(({ name, id }) => name === wanted || id === wanted);
}

/** Where MLflow puts the runs of programs that name no experiment. */
const DEFAULT_EXPERIMENT = "0";

/** Which version is in production: by the alias, or by the stage that MLflow had before aliases. */
export function findChampion(
  { aliases, versions }: RegisteredModel,
  alias: string,
): ModelVersion | null {
  const named = aliases.get(alias);
  return (
    versions.find(({ version }) => version === named) ??
    versions.findLast(({ stage }) => named === undefined && stage === "Production") ??
    null
  );
}

/**
 * The experiments to choose from, the largest first.
 *
 * @example "churn (40 runs), fraud (12 runs)"
 */
export function offer({ experiments }: { experiments: readonly Offered[] }): string {
  const sorted = largestFirst(experiments);
  const shown = sorted
    .slice(0, MOST_OFFERED)
    .map(({ name, runs }) => (runs === null ? name : `${name} (${count(runs, "run")})`));
  const more = sorted.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

const MOST_OFFERED = 5;

type Offered = Pick<TrackingStore["experiments"][number], "name" | "runs">;

export function largestFirst<E extends Offered>(experiments: readonly E[]): E[] {
  return experiments.toSorted(
    (a, b) => (b.runs ?? 0) - (a.runs ?? 0) || (a.name < b.name ? -1 : 1),
  );
}

/** @throws UserError which says what there is */
export function noneOfThatName(
  { experiment, model }: Wanted,
  stores: readonly Pick<TrackingStore, "experiments" | "models">[],
  key: string,
): never {
  const models = stores.flatMap((store) => store.models.map(({ name }) => name));
  const there = offer({ experiments: stores.flatMap((store) => store.experiments) });
  const also =
    models.length === 0 ? "" : `; registered models: ${models.slice(0, MOST_OFFERED).join(", ")}`;
  const wanted = [
    ...(experiment === undefined ? [] : [`experiment "${experiment}"`]),
    ...(model === undefined
      ? []
      : [`${experiment === undefined ? "experiment or " : ""}registered model "${model}"`]),
  ];
  throw new UserError(`${key}: MLflow has no ${wanted.join(" with the ")} with runs`, {
    hint: `there is ${there === "" ? "none at all" : there}${also}`,
  });
}
