/**
 * The words of a metric's name by the parts of its path, in lower case. A dot between digits is a decimal
 * one, and neither a new part nor a new word.
 *
 * @example splitIntoWords("metrics/mAP_0.5") // [["metrics"], ["map", "0.5"]]
 * @example splitIntoWords("validation_0-logloss") // [["validation", "0", "logloss"]]
 */
export function splitIntoWords(metric: string, isCamel = false): string[][] {
  const text = metric.replace(/mAP/g, "Map").replace(/IoU/g, "Iou");
  const plain = isCamel
    ? text.replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    : text;
  return plain
    .toLowerCase()
    .split(/[/:|>]|(?<!\d)\.|\.(?!\d)/)
    .map((part) => part.split(/[^\p{L}\d.]+/u).filter((word) => word !== ""))
    .filter((words) => words.length > 0);
}

/** Several words whose single ones would mean something else: an AUC out of time is no time. */
const PHRASES: readonly (readonly string[])[] = [
  ["time", "series"],
  ["out", "of", "time"],
  ["out", "of", "sample"],
  ["out", "of", "fold"],
  ["out", "of", "bag"],
  ["out", "of", "distribution"],
  ["in", "sample"],
  ["in", "time"],
  ["real", "time"],
  ["hold", "out"],
];

/** The words without such phrases: they say on which samples, and not what was measured. */
export function withoutPhrases(words: readonly string[]): string[] {
  const left = [...words];
  for (const phrase of PHRASES) {
    for (let at = 0; at + phrase.length <= left.length; at++) {
      if (phrase.every((word, i) => left[at + i] === word)) left.splice(at, phrase.length);
    }
  }
  return left;
}

/**
 * Before a name, or as a part of the path above it, these say that something else was measured: how far it
 * scatters, how much it changed, where its threshold lies.
 */
const CHANGES_MEANING: ReadonlySet<string> = new Set(
  `std stdev stddev sd sigma deviation var variance se sem stderr ci interval iqr quantile quantiles
   gap diff diffs difference delta deltas change changes improvement improvements gain drop drops decline
   degradation regression_delta lift uplift overfit overfitting
   pvalue pvalues pval significance zscore tstat
   threshold thresholds cutoff target goal tolerance limit lower upper
   time times duration latency runtime elapsed seconds
   count counts num number n support drift drifts shift psi
   importance importances coef rank ranks inverse inv minus reg lambda alpha penalty scheduler`
    .trim()
    .split(/\s+/),
);

/** Words that people put into a name beside the metric: the split, the average, which model, which one of several. */
const NEUTRAL: ReadonlySet<string> = new Set(
  `train training val valid validation eval evaluation evaluated test testing tests dev holdout cv oos oof
   oob oot ood ots fold folds kfold split prod production live online offline shadow canary backtest
   backtesting monitoring internal external public private current reference ref new old previous latest
   last newest first final best overall global all full total
   mean avg average macro micro weighted samples binary multiclass median min max score scores value values
   metric metrics result results performance summary report pct percent percentage per of at on for the in
   class label cls pos positive negative top k day days daily week weeks weekly month months monthly
   hour hours hourly year years quarter horizon step ahead window rolling
   model models xgb xgboost lgb lgbm lightgbm gbm gbdt gbr gbc hgb hgbr hgbc hist gb gradient boosting
   boosted cat catboost cb rf randomforest random forest et extra extratrees trees tree dt decision ada
   adaboost bagging lr logreg logit logistic regression regressor classifier linear ridge lasso elastic
   elasticnet net sgd svm svc svr svd knn neighbors nb naive bayes gaussian mlp nn dnn ann fnn neural
   network cnn rnn lstm bilstm gru transformer encoder attention bert roberta distilbert albert deberta
   electra gpt llama t5 bart resnet vit unet yolo efficientnet mobilenet densenet vgg inception clip
   arima sarima sarimax arimax ets prophet theta nbeats nhits tft deepar tabnet tabpfn automl autogluon
   h2o ensemble stack stacked stacking blend blended voting meta champion challenger candidate baseline
   student teacher base tiny small medium large tuned default dummy gam glm ebm gp isolation iforest
   autoencoder ae vae gan kmeans dbscan sklearn pytorch torch keras tf onnx calibrated uncalibrated
   quantized pruned finetuned a b c d e`
    .trim()
    .split(/\s+/),
);

/** The same in two words: a domain classifier's AUC tells old samples from new ones. */
const PAIRS: ReadonlySet<string> = new Set([
  ...["domain classifier", "adversarial validation", "p value", "p values", "standard deviation"],
  ...["standard error", "confidence interval", "conf int"],
]);

/**
 * Whether words before a metric's name say that something else was measured. Of `threshold_0.5/precision`
 * the threshold is that of the precision.
 */
export function changesMeaning(words: readonly string[]): boolean {
  return words.some((word, i) => {
    const next = words[i + 1] ?? "";
    if (word === "threshold" && /^\d/.test(next)) return false;
    return CHANGES_MEANING.has(word) || PAIRS.has(`${word} ${next}`);
  });
}

/** Whether a word behind a metric's name leaves it what it is: also numbers, versions, `h24`, `resnet50`. */
export function isNeutral(word: string): boolean {
  return NEUTRAL.has(word) || /\d/.test(word);
}

/** The splits of the data that are evaluated. */
const SPLITS: ReadonlySet<string> = new Set(
  [
    "train",
    "training",
    "val",
    "valid",
    "validation",
    "eval",
    "evaluation",
    "test",
    "testing",
  ].concat(...["dev", "holdout", "learn", "cv", "oof", "oos"]),
);

export function isSplit(word: string): boolean {
  return SPLITS.has(word);
}
