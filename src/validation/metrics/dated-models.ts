import type { MetricSourceConfig } from "../../config/schema.ts";
import { textMatcher } from "../../glob/glob.ts";
import type { Experiment } from "../evidence.ts";
import { groupedByModel, type ModelGroup } from "../models/model-groups.ts";
import type { Dated } from "./dated.ts";

/** The evaluations of one source: those of each model over time, and an experiment. */
export interface DatedModels {
  readonly models: readonly ModelGroup<Dated>[];
  readonly experiment: Omit<Experiment, "metrics"> | null;
  /** Of the experiment. */
  readonly aside: readonly Dated[];
  /** The number of runs skipped because their name is not the configured `run_name`. */
  readonly unnamed: number;
}

/** A single model was evaluated many times from so many evaluations on … */
const MANY = 4;
/** … and so many compare models. */
const MANY_MODELS = 3;

/**
 * Tells the evaluations of one model over time from experiments, as runs of MLflow are (model-groups.ts): by
 * the models that they name, the stems of their runs' names, their rhythm and settings. The
 * reports of a monitor are never an experiment; neither are a few evaluations, or those that differ by
 * their place in one instant alone. Of a file that is overwritten the newest evaluation is the model's, whatever its past was.
 *
 * @param items of one source
 */
export function datedModels(
  source: string,
  items: readonly Dated[],
  { run_name: name }: Pick<MetricSourceConfig, "run_name">,
  isMonitor: boolean,
): DatedModels {
  const named = name === undefined ? items : items.filter(isNamed(name));
  const whole = { experiment: null, aside: [], unnamed: items.length - named.length };
  if (name !== undefined) return { ...whole, models: [{ label: null, runs: named }] };
  const runs = named.filter(({ isFailed }) => !isFailed).sort((a, b) => a.at - b.at);
  const { all, monitored, aside, kinds } = groupedByModel(runs);
  const [first, last] = [aside[0], aside.at(-1)];
  const isFew = aside.length < (kinds.count > 1 ? MANY_MODELS : MANY);
  const isOfMonitor =
    isMonitor || items.some(({ verdicts, isPending }) => verdicts.length > 0 || isPending);
  if (first === undefined || last === undefined || isFew || isOfMonitor) {
    return { ...whole, models: all };
  }
  // In one instant many things are written: nothing says that they were tried.
  const isTold = kinds.count > 1 || new Set(aside.map(({ settings }) => settings)).size > 1;
  if (first.at === last.at && !isTold) return { ...whole, models: all };
  return {
    ...whole,
    models: withNewest(monitored, aside),
    aside,
    experiment: {
      source,
      path: last.file.path,
      unit: "evaluation",
      runs: aside.length,
      kinds,
      from: first.at,
      to: last.at,
    },
  };
}

function isNamed(pattern: string): (dated: Dated) => boolean {
  const matches = textMatcher([pattern]);
  return ({ name }) => matches(name ?? "");
}

/** With what the file says now, where all else is its past: that is said of the model, and no trial. */
function withNewest(
  models: readonly ModelGroup<Dated>[],
  aside: readonly Dated[],
): ModelGroup<Dated>[] {
  const present = aside.filter(({ isPast }) => !isPast);
  const [newest] = present;
  const isOverwritten =
    newest !== undefined &&
    present.length === 1 &&
    aside.length > 1 &&
    aside.every(({ file }) => file.path === newest.file.path);
  if (!isOverwritten || models.length > 1) return [...models];
  const runs = models[0]?.runs ?? [];
  return [{ label: null, runs: [...runs, newest] }];
}
