import { findDirection } from "../../metric-names/names.ts";

/** Settings of a model or of its training: the last words of a name. */
const SETTINGS: readonly string[] = [
  ...["max_depth", "depth", "num_leaves", "max_leaves", "n_estimators", "num_boost_round", "eta"],
  ...[
    "min_samples_leaf",
    "min_samples_split",
    "min_child_weight",
    "min_child_samples",
    "subsample",
  ],
  ...[
    "colsample_bytree",
    "reg_alpha",
    "reg_lambda",
    "l1_ratio",
    "l2_regularization",
    "max_features",
  ],
  ...[
    "max_iter",
    "max_epochs",
    "early_stopping_rounds",
    "patience",
    "warmup_steps",
    "warmup_ratio",
  ],
  ...[
    "weight_decay",
    "momentum",
    "dropout",
    "dropout_rate",
    "hidden_size",
    "hidden_dim",
    "latent_dim",
  ],
  ...[
    "embedding_dim",
    "n_layers",
    "num_heads",
    "kernel_size",
    "window_size",
    "lookback",
    "max_length",
  ],
  ...[
    "n_clusters",
    "n_components",
    "n_neighbors",
    "k_neighbors",
    "cv_folds",
    "n_folds",
    "n_splits",
  ],
  ...["n_jobs", "n_trials", "scale_pos_weight", "horizon", "horizon_days", "horizon_hours"],
  ...["forecast_horizon", "test_size", "val_size", "train_size", "validation_size", "test_ratio"],
  ...["train_ratio", "validation_split", "test_split", "image_size", "img_size", "vocab_size"],
  ...["n_train", "n_test", "n_val", "n_features", "num_features", "feature_count", "num_classes"],
  ...["n_classes", "random_seed", "num_epochs", "n_epochs", "num_workers"],
];

/** Settings that are mostly no numbers, or are said of a training beside its metrics. */
const TOLD: readonly string[] = [
  ...["lr", "learning_rate", "batch_size", "seed", "random_state", "epochs", "optimizer", "kernel"],
  ...["solver", "criterion", "activation", "booster", "penalty", "gamma", "alpha", "c", "scaler"],
  ...["sampler", "features", "feature_set", "preprocessing", "params", "hyperparameters", "config"],
];

/** Which model it is, or when something was. */
const IDENTITY = /(?:^|_)(?:version|versions|v|build|revision)$/;
const TIMES =
  /(?:^|_)(?:at|on|date|datetime|epoch_ms|unix_time|year|month)$|^last_(?:re)?(?:train|trained|training|update|updated|run|evaluated)(?:_|$)/;

/** Branches of a tree that hold settings. */
const BRANCHES =
  /^(?:(?:\w+_)?(?:params?|parameters|hparams|hyper_?params?|hyper_?parameters|config|configuration|settings|args|kwargs|options|spec)|regularization|regularisation)$/;

/** `threshold_strategy`, `best_thresholds`; not `threshold_0.5`, below which metrics stand. */
const THRESHOLD = /(?:^|_)(?:thresholds?|cutoffs?)(?:_(?!\d)|$)/;

/**
 * Whether a number is by its name what a model was told (`max_depth`, or below `params`), which version it
 * is, or when it was: never a metric.
 *
 * @param parts of the name, each in lower case with its words joined by `_`
 * @example isSettingName(["regularization", "lgbm_max_depth"]) // true
 */
export function isSettingName(parts: readonly string[]): boolean {
  const last = parts.at(-1) ?? "";
  return IDENTITY.test(last) || TIMES.test(last) || isNamedSetting(parts);
}

/**
 * Whether a number or text is by its name what a model was told, also where no one takes it for a metric:
 * `optimizer`, `seed`.
 *
 * @param parts as of {@link isSettingName}
 */
export function isToldName(parts: readonly string[]): boolean {
  return TOLD.includes(parts.at(-1) ?? "") || isNamedSetting(parts);
}

function isNamedSetting(parts: readonly string[]): boolean {
  const last = parts.at(-1) ?? "";
  return (
    SETTINGS.some((setting) => `_${last}`.endsWith(`_${setting}`)) ||
    /^params?_/.test(last) ||
    parts.slice(0, -1).some((part) => BRANCHES.test(part)) ||
    // Below a threshold stands the score that it was chosen by, or itself for several kinds of rows.
    (parts.slice(0, -1).some((part) => THRESHOLD.test(part)) && findDirection(last) === null)
  );
}
