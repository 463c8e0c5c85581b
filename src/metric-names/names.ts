import { similarTo } from "../text/similar.ts";
import {
  type Direction,
  isMetricAfterSplit,
  isSigned,
  type KnownMetric,
  knownMetric,
  MOST_WORDS,
} from "./table.ts";
import { changesMeaning, isNeutral, isSplit, splitIntoWords, withoutPhrases } from "./words.ts";

export type { Direction, KnownMetric } from "./table.ts";

/** Counts of right or wrong answers over the samples: only of these do the samples give an interval. */
const SHARES = words(`
  accuracy acc accuracy_score categorical_accuracy binary_accuracy top_k_accuracy error_rate
  misclassification_rate exact_match em hit_rate hit_ratio success_rate win_rate
`);

/** Of the running, not of the model: nothing to be judged, and nothing to ask for. */
const RUNNING = words(`
  epoch step steps global_step iteration lr learning_rate grad_norm time runtime duration timestamp
  samples_per_second steps_per_second total_flos flos samples support num_samples n_samples memory
  train_runtime train_samples_per_second train_steps_per_second
`);

/** No longer name is known, and each of its words would be looked at with each. */
const MOST_CHARACTERS = 500;

const PREFIXES =
  /^(?:(?:validation|valid|val|eval|evaluation|testing|test|dev|holdout|oos|oof|metrics?|training|train)(?:[_-]\d+(?=[-_]))?)[_/.\- ]+/;
const SUFFIXES =
  /((?:[_@\- ]?(?:at_@?|@)|[_@\- ]|(?<![\d.]))[\d.]+|\([a-z]\)|[_\- ](macro|micro|weighted|samples|binary|mean|avg|average|overall|val|validation|test|score))$/;

/**
 * The name of a metric without its split, its averaging and its cut-off: what it is called in the field. Of
 * a path it is the last part that names something; what stands below `std` or `gap` is not what it is called
 * elsewhere, and keeps its path.
 *
 * @example canonicalName("validation/f1_macro") // "f1"
 * @example canonicalName("val_recall@10") // "recall"
 * @example canonicalName("std/f1") // "std/f1"
 */
export function canonicalName(metric: string): string {
  if (metric.length > MOST_CHARACTERS) return metric;
  const name = metric
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  if (changesMeaning(splitIntoWords(metric).slice(0, -1).flat())) return name;
  const parts = stripped(name, (text) => text.replace(PREFIXES, ""))
    .split(PART)
    .filter((part) => part !== "");
  const leaf = parts.findLast((part) => !isBesideName(part)) ?? parts.at(-1) ?? name;
  return stripped(leaf, (text) => (endsKnown(text) ? text : text.replace(SUFFIXES, "")));
}

/** Between the parts of a path; a dot between digits is a decimal one. */
const PART = /[/:]|(?<!\d)\.|\.(?!\d)/;

/** `mean` of `auc.mean`, `test` of `auc.test`: not what the metric is called. */
function isBesideName(part: string): boolean {
  return !isKnown(part) && part.split("_").every((word) => isSplit(word) || BESIDE_NAME.has(word));
}

const BESIDE_NAME: ReadonlySet<string> = words("mean avg average value score overall");

function endsKnown(name: string): boolean {
  const parts = name.split("_");
  return isKnown(name) || parts.some((_, from) => knownMetric(parts.slice(from).join("_")));
}

/**
 * Which way it is better, by its name; null where the field knows no such name.
 *
 * @example findDirection("xgboost_mape") // "lower"
 * @example findDirection("std/f1") // null
 */
export function findDirection(metric: string): Direction | null {
  return findMetric(metric)?.direction ?? null;
}

/**
 * The direction and range of a metric, by the last known name in its whole path. Before that name may
 * stand anything but what changes its meaning (`std`, `gap`, `threshold`); behind it only what leaves it as
 * it is: splits, averages, cut-offs, names of models.
 *
 * @example findMetric("valid_0-auc") // { direction: "higher", range: "share" }
 * @example findMetric("test_neg_log_loss") // { direction: "higher", range: "any" }, an error negated
 * @example findMetric("accuracy_drop") // null
 */
export function findMetric(metric: string): KnownMetric | null {
  if (metric.length > MOST_CHARACTERS) return null;
  // Lower is better for 1-AUC, unlike for AUC.
  if (/(^|[/._\s])1\s*-\s*\p{L}/u.test(metric)) return null;
  // CatBoost's ERR is a reciprocal rank, where err is an error.
  if (/(^|[^A-Za-z])ERR($|[^A-Za-z])/.test(metric)) return null;
  for (const isCamel of [false, true]) {
    const words = withoutPhrases(splitIntoWords(metric, isCamel).flat());
    const found = lastKnown(words);
    if (found === null) continue;
    const { from, to, known } = found;
    const before = words.slice(0, from);
    if (known === null || changesMeaning(before) || !words.slice(to).every(isNeutral)) return null;
    // As scikit-learn turns errors into scores: neg_root_mean_squared_error.
    const isNegated = /^neg(ative|ated)?$/.test(before.at(-1) ?? "");
    return isNegated && known.direction === "lower" ? NEGATED : known;
  }
  return null;
}

/** Whether a name that the field knows is part of it, whatever else: a metric of the model, most likely. */
export function hasKnownName(metric: string): boolean {
  if (metric.length > MOST_CHARACTERS) return false;
  return [false, true].some(
    (isCamel) => lastKnown(splitIntoWords(metric, isCamel).flat()) !== null,
  );
}

const NEGATED: KnownMetric = { direction: "higher", range: "any" };

interface Found {
  readonly from: number;
  /** The first word behind it. */
  readonly to: number;
  /** null where its sign matters. */
  readonly known: KnownMetric | null;
}

/** The last known name among words, and of those that end there the longest. */
function lastKnown(words: readonly string[]): Found | null {
  for (let to = words.length; to > 0; to--) {
    for (let from = Math.max(0, to - MOST_WORDS); from < to; from++) {
      const name = words.slice(from, to).join("_");
      if (isSigned(name)) return { from, to, known: null };
      const known = named(name);
      if (known !== undefined) return { from, to, known };
    }
    const before = words.slice(0, to - 1);
    if (isMetricAfterSplit(words[to - 1] ?? "") && before.some(isSplit) && before.every(isBeside)) {
      return { from: to - 1, to, known: { direction: "lower", range: "any" } };
    }
  }
  return null;
}

function isBeside(word: string): boolean {
  return isSplit(word) || isNeutral(word);
}

/** Also with a number at its end: `bleu4`, `map50`, `acc5`. */
function named(name: string): KnownMetric | undefined {
  const known = knownMetric(name);
  if (known !== undefined) return known;
  const [, letters = ""] = /^([a-z_]{3,})\d+$/.exec(name) ?? [];
  return knownMetric(letters);
}

/** Whether it is a number of samples over all of them. */
export function isShare(metric: string): boolean {
  return SHARES.has(canonicalName(metric));
}

/** Whether a metric is of a source, or of one of the models in it. */
export function isOfSource({ source }: { readonly source: string }, of: string): boolean {
  return source === of || source.startsWith(`${of}: `);
}

/** Whether it describes the running rather than the model: epochs, seconds, learning rates. */
export function isOfRunning(metric: string): boolean {
  return RUNNING.has(canonicalName(metric));
}

/**
 * The metrics that a misspelt name most likely means, the nearest first, with or without their split.
 *
 * @returns at most three; none where none is near
 * @example nearestNames("recal", ["val_recall", "val_auc"]) // ["val_recall"]
 */
export function nearestNames(word: string, metrics: readonly string[]): string[] {
  const near: string[] = [];
  let left = [...new Set(metrics)];
  while (near.length < 3) {
    const found = similarTo(word, [...left, ...left.map(canonicalName)]);
    if (found === undefined) break;
    near.push(...left.filter((name) => name === found || canonicalName(name) === found));
    left = left.filter((name) => !near.includes(name));
  }
  return near.slice(0, 3);
}

function isKnown(name: string): boolean {
  return knownMetric(name) !== undefined || RUNNING.has(name);
}

function stripped(text: string, strip: (text: string) => string): string {
  const shorter = strip(text);
  return shorter === text || shorter === "" ? text : stripped(shorter, strip);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
