import { findDirection, hasKnownName } from "../metric-names/names.ts";
import type { MetricAssessment } from "./schema.ts";

const ORDER: readonly MetricAssessment["verdict"][] = [
  "degrading",
  "unstable",
  "unknown",
  "improving",
  "stable",
];

/**
 * Metrics as a reader wants them where not all can be shown: those that decide, then the worst of those that
 * are not too old to say anything about today; those that can be judged before those of which nothing says
 * which way is better.
 */
export function byUrgency(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  return byImportance(metrics).sort(
    (a, b) =>
      Number(b.primary) - Number(a.primary) ||
      Number(b.limit?.crossed ?? false) - Number(a.limit?.crossed ?? false) ||
      Number(a.age?.stale ?? false) - Number(b.age?.stale ?? false) ||
      Number(a.direction === null) - Number(b.direction === null) ||
      ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
  );
}

/** By which a model is known first, at the end of a name: `test_auc`. */
const HEADLINES = [
  ...[
    "roc_auc",
    "auc_roc",
    "auc",
    "accuracy",
    "acc",
    "f1",
    "f1_score",
    "rmse",
    "mae",
    "mape",
    "r2",
  ],
];

/**
 * Those first by which a model is known: primary ones, then those that the field knows, those of other
 * data before those of the training data's folds, the model's before those of a baseline, those of the
 * whole before those of a part, such as a class, and of the same the newest.
 *
 * @example "report.cat.f1", "recall", "test_auc" → "test_auc", "recall", "report.cat.f1"
 * @example "baseline_test.rmse", "production_test.rmse" → "production_test.rmse", "baseline_test.rmse"
 */
export function byImportance(metrics: readonly MetricAssessment[]): MetricAssessment[] {
  const ranked = metrics.map((metric) => ({ metric, rank: urgencyRank(metric) }));
  ranked.sort((a, b) => {
    const at = a.rank.findIndex((value, i) => value !== b.rank[i]);
    return at === -1 ? 0 : (a.rank[at] as number) - (b.rank[at] as number);
  });
  return ranked.map(({ metric }) => metric);
}

/** Scores of folds of the training data, and of a search: what the model does on other data says more. */
const ON_TRAINING_DATA =
  /(^|[._/])(cv|kfold|group_kfold|folds?|cross_val(idation)?|tuning|search|best_(val|valid|validation|cv|epoch|trial|score))([._/]|$)/i;

/** Names of metrics or files that describe the model's baseline, or the one it was tuned from, not the model. */
const OF_A_BASELINE =
  /(^|[^a-z])(baselines?|dummy|naive(?![ _-]?bayes)|persistence|random_guess|majority_class)([^a-z]|$)|(^|[./])base(_model)?[./]/i;

function urgencyRank({ name, source, primary, age }: MetricAssessment): number[] {
  const headline = HEADLINES.findIndex((word) => name.toLowerCase().endsWith(word));
  return [
    primary ? 0 : findDirection(name) !== null ? 1 : hasKnownName(name) ? 2 : 3,
    ON_TRAINING_DATA.test(name) ? 1 : 0,
    OF_A_BASELINE.test(name) || OF_A_BASELINE.test(source) ? 1 : 0,
    name.split(/[./]/).length,
    // A loss that a training minimises says less than any measure of how good the model is.
    headline !== -1 ? headline : name.toLowerCase().endsWith("loss") ? Infinity : HEADLINES.length,
    age?.days ?? Number.POSITIVE_INFINITY,
  ];
}
