import { textMatcher } from "../../glob/glob.ts";
import { isSettingName, isToldName } from "./setting-name.ts";

/** Numbers that tools write beside metrics: the last part of their names, or the end of it. */
const BESIDE_METRICS: readonly string[] = [
  // How far a training was.
  ...["step", "steps", "epoch", "epochs", "iteration", "iterations", "iter", "batch", "flos"],
  // How long it took, and when it was.
  ...["runtime", "duration", "elapsed", "timestamp", "fit_time", "score_time", "preparation_time"],
  ...["training_time", "train_time", "compilation_time"],
  // How fast the machine was.
  ...["samples_per_second", "steps_per_second", "tokens_per_second", "per_sec"],
  // Its parameters.
  ...["lr", "learning_rate", "seed", "random_state", "batch_size", "threshold", "thresholds"],
  ...["num_parameters", "n_parameters", "num_params", "n_params"],
  // How much was evaluated: it grows with the samples, whatever the model does.
  ...[
    "samples",
    "num_samples",
    "n_samples",
    "sample_count",
    "num_examples",
    "example_count",
    "item_count",
    "support",
    ...["rows", "row_count", "records", "examples", "observations"],
  ],
  // How far a metric spreads: it belongs to the metric.
  ...["std", "stdev", "stddev", "stderr", "standard_deviation"],
  ...["ci_low", "ci_high", "ci_lower", "ci_upper", "lower_bound", "upper_bound"],
  // Which it is.
  ...["run_id", "job_id"],
  // SageMaker writes what a model would reach that always says the same.
  "best_constant_classifier",
];

/** The same, if they are the whole last part: `loss/time` is not a metric, `latency_time` may be one. */
const ALONE: readonly string[] = ["time", "id", "n", "count", "rank", "tp", "fp", "tn", "fn"];

/** Branches of a tree that hold counts, and the machine's own load (MLflow's `system/…`). */
const BRANCHES: readonly string[] = ["thresholds", "system", "confusion_matrix"];

/** Below these stand spreads, settings and counts of a metric, or what each feature does, and not the metric. */
const NO_MEASURES =
  /^(std|stdev|stddev|std_dev|standard_deviation|var|variance|se|sem|stderr|std_err|standard_error|ci|ci_\d+|conf_int|confidence_intervals?|p_?val(ue)?s?|thresholds?|cutoffs?|times?|timings?|duration|durations|counts?|supports?|(\w+_)?importances?|coefficients?|coefs?|shap(_values)?|feature_weights)$/;

/** A threshold at which a metric was measured: `threshold_f1`, in other languages too. */
const THRESHOLD_OF = /^(threshold|cutoff|umbral|limiar|seuil|schwelle|soglia)_/;

/** Learning rates of several optimizers or groups of parameters: Lightning's lr-Adam, Ultralytics' lr/pg0. */
const LEARNING_RATE = /^lr(-[A-Z]\w*)?$/;

/**
 * Whether a number is a metric by its name, and not what tools write beside metrics: steps,
 * durations, settings, counts, spreads.
 *
 * @example isMetricName("eval_accuracy") // true
 * @example isMetricName("eval_samples_per_second") // false
 * @example isMetricName("params/max_depth") // false
 */
export function isMetricName(name: string): boolean {
  if (name.startsWith("_")) return false; // wandb's own: _step, _runtime, _timestamp, _wandb
  const own = name.split(/[./]/);
  const parts = own.map(inWords);
  const last = parts.at(-1) ?? "";
  return (
    !BESIDE_METRICS.some((beside) => `_${last}`.endsWith(`_${beside}`)) &&
    !ALONE.includes(last) &&
    !THRESHOLD_OF.test(last) &&
    !own.some((part) => LEARNING_RATE.test(part)) &&
    !parts.some((part) => BRANCHES.includes(part) || part.endsWith("confusion_matrix")) &&
    !parts.slice(0, -1).some((part) => NO_MEASURES.test(part)) &&
    !isSettingName(parts)
  );
}

/**
 * Whether a number is by its name a setting, a version or a time, for which a note names it.
 *
 * @example isSetting("feature_version") // true
 */
export function isSetting(name: string): boolean {
  return isSettingName(name.split(/[./]/).map(inWords));
}

/**
 * Whether it is by its name what the model was told.
 *
 * @example isHyperparameter("params.max_depth") // true
 */
export function isHyperparameter(name: string): boolean {
  return isToldName(name.split(/[./]/).map(inWords));
}

/**
 * The notes about numbers that are settings, versions or times, and about those that a parent makes a
 * spread, an interval or a count; empty where a source has no such number, or where `globs` name the metrics.
 *
 * @example noMetricNotes(["auc", "max_depth"], undefined) // ["1 number is a setting, version or time, not a metric: max_depth"]
 */
export function noMetricNotes(
  names: Iterable<string>,
  globs: readonly string[] | undefined,
): string[] {
  if (globs !== undefined) return [];
  const all = [...new Set(names)].sort();
  const isTold = (name: string) =>
    isSetting(name) || (!isMetricName(name) && isHyperparameter(name));
  const settings = all.filter(isTold);
  const aboutMetrics = all.filter((name) => !isTold(name) && isAboutMetric(name));
  return [
    ...formatNote(settings, "a setting, version or time", "settings, versions or times"),
    ...formatNote(
      aboutMetrics,
      "a spread, interval, count or importance",
      "spreads, intervals, counts or importances",
    ),
  ];
}

function isAboutMetric(name: string): boolean {
  const parents = name.split(/[./]/).slice(0, -1);
  return parents.some((part) => NO_MEASURES.test(inWords(part)));
}

function formatNote(names: readonly string[], one: string, many: string): string[] {
  if (names.length === 0) return [];
  const shown = `${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}`;
  return [
    names.length === 1
      ? `1 number is ${one}, not a metric: ${shown}`
      : `${names.length} numbers are ${many}, not metrics: ${shown}`,
  ];
}

function inWords(part: string): string {
  return splitIntoWords(part).join("_");
}

/**
 * Which numbers of one source are its metrics: those that the globs name, or else those that are
 * metrics by their names, without those of training where the source has others: sklearn's autologging
 * writes `training_score` beside `test_score`, and Keras `loss`, of the training, beside `val_loss`.
 *
 * @param globs `*` is any text, `/` included, `?` one character; all else is meant literally
 * @example selectMetrics(["train/loss", "val/loss", "step"], undefined) // Set { "val/loss" }
 * @example selectMetrics(["train/loss", "val/loss"], ["train*"]) // Set { "train/loss" }
 */
export function selectMetrics(
  names: Iterable<string>,
  globs: readonly string[] | undefined,
): Set<string> {
  if (globs !== undefined) {
    return new Set([...names].filter(textMatcher(globs)));
  }
  const metrics = [...names].filter(isMetricName);
  const isValidated = metrics.some((name) => hasWord(name, VALIDATION));
  const known = new Set(metrics);
  // Of `train_auc` beside `auc` the latter is no training metric, though nothing says so.
  const isTraining = (name: string): boolean =>
    hasWord(name, TRAINING)
      ? isValidated || known.has(withoutTraining(name))
      : known.has(`val_${name}`);
  return new Set(metrics.filter((name) => !isTraining(name)));
}

const TRAINING: readonly string[] = ["train", "training"];
const VALIDATION: readonly string[] = [
  ...["val", "valid", "validation", "eval", "evaluation", "test", "testing", "holdout"],
];

/** The first word or the last, of the name or of a part of it: `train_loss`, `accuracy/train`. */
function hasWord(name: string, words: readonly string[]): boolean {
  return name.split(/[./]/).some((part) => {
    const own = splitIntoWords(part);
    return words.includes(own[0] ?? "") || words.includes(own.at(-1) ?? "");
  });
}

function withoutTraining(name: string): string {
  return name.replace(
    /(?<![\p{L}\d])train(?:ing)?[_\-./ ]|[_\-./ ]train(?:ing)?(?![\p{L}\d])/iu,
    "",
  );
}

/** The words of a name in lower case: `valAUC`, `val-auc` and `val_auc` are `val`, `auc`. */
function splitIntoWords(text: string): string[] {
  return text
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
}
