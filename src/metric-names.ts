import { similarTo } from "./similar.ts";

/** Which way a metric is better. */
export type Direction = "higher" | "lower";

const HIGHER = words(`
  accuracy acc balanced_accuracy accuracy_score categorical_accuracy binary_accuracy top_k_accuracy
  auc roc_auc auroc auc_roc roc_auc_score rocauc pr_auc auc_pr auprc average_precision
  average_precision_score ap map map50 map75 map50_95 map_50 mean_average_precision gini
  precision precision_score recall recall_score sensitivity specificity tpr tnr npv ppv hit_rate
  hit_ratio f1 f1_score fbeta f2 f05 f_score f_measure mcc matthews matthews_corrcoef
  matthews_correlation cohen_kappa kappa jaccard iou miou mean_iou dice dice_score r2 r2_score
  explained_variance explained_variance_score ndcg mrr bleu sacrebleu rouge rouge1 rouge2 rougel
  rougelsum meteor chrf bertscore exact_match em pearson pearsonr spearman spearmanr kendall_tau
  ssim psnr silhouette silhouette_score success_rate win_rate log_likelihood
`);

const LOWER = words(`
  loss cost error err error_rate misclassification_rate rmse mse mae msle rmsle mape smape wape mase
  mean_abs_error mean_abs_perc_error abs_error_max
  medae median_absolute_error mean_squared_error root_mean_squared_error mean_absolute_error
  mean_absolute_percentage_error mean_squared_log_error max_error neg_log_likelihood nll logloss
  log_loss cross_entropy crossentropy binary_crossentropy categorical_crossentropy hinge_loss
  perplexity ppl wer cer ter mer brier brier_score brier_score_loss ece mce calibration_error
  expected_calibration_error hamming_loss fpr fnr fdr false_positive_rate false_negative_rate crps
  pinball_loss quantile_loss mean_pinball_loss deviance mean_poisson_deviance fid kid kl_divergence
  box_loss cls_loss dfl_loss eer bpb bits_per_byte edit_distance
`);

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

const PREFIXES =
  /^(validation|valid|val|eval|evaluation|testing|test|dev|holdout|metrics?|training|train)[_/.\- ]+/;
const SUFFIXES =
  /([_@\- ]?(at_)?@?\d+|\([a-z]\)|[_\- ](macro|micro|weighted|samples|binary|mean|avg|average|overall|val|validation|test|score))$/;

/**
 * The name of a metric without its split, its averaging and its cut-off: what it is called in the field.
 *
 * @example canonicalName("validation/f1_macro") // "f1"
 * @example canonicalName("val_recall@10") // "recall"
 */
export function canonicalName(metric: string): string {
  let name = metric
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  name = stripped(name, (text) => text.replace(PREFIXES, ""));
  const leaf = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf(".")) + 1) || name;
  return stripped(leaf, (text) => (isKnown(text) ? text : text.replace(SUFFIXES, "")));
}

/** Which way it is better, by its name; null where the field knows no such name. */
export function directionOf(metric: string): Direction | null {
  const name = canonicalName(metric);
  if (LOWER.has(name)) return "lower";
  // As scikit-learn turns errors into scores: neg_root_mean_squared_error.
  const isNegated = name.startsWith("neg_") && LOWER.has(name.slice(4));
  return HIGHER.has(name) || isNegated ? "higher" : null;
}

/** Whether it is a number of samples over all of them. */
export function isShare(metric: string): boolean {
  return SHARES.has(canonicalName(metric));
}

/** Whether it tells of the running rather than of the model: epochs, seconds, learning rates. */
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
  return HIGHER.has(name) || LOWER.has(name) || RUNNING.has(name);
}

function stripped(text: string, strip: (text: string) => string): string {
  const shorter = strip(text);
  return shorter === text || shorter === "" ? text : stripped(shorter, strip);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
