/** Which way a metric is better. */
export type Direction = "higher" | "lower";

/**
 * Where the values of a metric can lie: `share` from 0 to 1, or from 0 to 100 in percent; `most-one` at
 * most 1, also below 0; `ratio` from 0 up, as a fraction or in percent; `positive` from 0 up; `any` where
 * nothing is known.
 */
export type MetricRange = "share" | "most-one" | "ratio" | "positive" | "any";

export interface KnownMetric {
  readonly direction: Direction;
  readonly range: MetricRange;
}

/**
 * The names by which scikit-learn, XGBoost, LightGBM, CatBoost, torchmetrics, Keras, Hugging Face evaluate
 * and AutoGluon call their metrics, in lower case with single underscores, and the names that people use
 * for them. A name stands here only if it means the same in all of them: CatBoost's ERR, a reciprocal
 * rank, is an error elsewhere and is left to the user.
 */
const TABLE: readonly (KnownMetric & { readonly names: string })[] = [
  {
    direction: "higher",
    range: "share",
    names: `
      accuracy acc balanced_accuracy bal_acc accuracy_score balanced_accuracy_score
      categorical_accuracy binary_accuracy sparse_categorical_accuracy top_k_accuracy
      top_k_accuracy_score top_k_categorical_accuracy sparse_top_k_categorical_accuracy
      pair_accuracy interval_regression_accuracy subset_accuracy token_accuracy pixel_accuracy pac
      auc roc_auc auroc auc_roc roc_auc_score rocauc roc auc_mu query_auc pr_auc auc_pr auprc aucpr aupr
      prauc auc_prc pr_auc_score roc_auc_ovr roc_auc_ovo
      average_precision average_precision_score avg_precision ap aps map map50 map75 map50_95 map_50
      map_75 map_50_95 mean_average_precision
      precision precision_score prec recall recall_score sensitivity specificity tpr tnr npv ppv
      true_positive_rate true_negative_rate positive_predictive_value negative_predictive_value
      r_precision precision_at_recall recall_at_precision specificity_at_sensitivity
      sensitivity_at_specificity recall_at_fixed_precision precision_at_fixed_recall
      hit_rate hit_ratio hitrate
      f1 f1_score f1score total_f1 fbeta fbeta_score f_beta f_beta_score f2 f05 f_score f_measure
      fmeasure fscore jaccard jaccard_score jaccard_index iou miou mean_iou mean_io_u io_u
      binary_io_u one_hot_io_u binary_iou one_hot_iou dice dice_score dice_coef dice_coefficient
      panoptic_quality g_mean gmean geometric_mean_score
      ndcg ndcg_score normalized_dcg normalized_discounted_cumulative_gain filtered_ndcg mrr
      mean_reciprocal_rank reciprocal_rank pfound
      exact_match em success_rate win_rate pass_rate coverage_score
      meteor rouge rouge_l rouge_lsum rougel rougelsum rouge_1 rouge_2 rouge1 rouge2
      google_bleu gleu chrf wip mauve
      homogeneity homogeneity_score completeness completeness_score v_measure v_measure_score
      normalized_mutual_info normalized_mutual_info_score nmi fowlkes_mallows fowlkes_mallows_score
      rand_score rand_index ssim ms_ssim multiscale_ssim stoi d2_absolute_score
    `,
  },
  {
    direction: "higher",
    range: "most-one",
    names: `
      r2 r2_score r_2 r_squared rsquared r2score adjusted_r2 adj_r2 explained_variance
      explained_variance_score d2_pinball_score d2_tweedie_score d2_log_loss_score
      d2_absolute_error_score nse kge
      mcc matthews matthews_corrcoef matthews_corr_coef matthews_correlation
      matthews_correlation_coefficient cohen_kappa cohen_kappa_score kappa quadratic_kappa
      quadratic_weighted_kappa qwk weighted_kappa wkappa gini normalized_gini norm_gini
      pearson pearsonr pearson_corrcoef pearson_corr spearman spearmanr spearman_corrcoef
      spearman_corr kendall kendall_tau kendalltau concordance_corrcoef
      concordance_correlation_coefficient c_index cindex concordance_index
      silhouette silhouette_score adjusted_rand_score adjusted_rand_index ari
      adjusted_mutual_info adjusted_mutual_info_score ami youden informedness markedness
      giou diou ciou
    `,
  },
  {
    direction: "higher",
    range: "any",
    names: `
      psnr snr si_snr sdr si_sdr sa_sdr pesq vif uqi qnr inception_score
      bleu sacrebleu bleurt bertscore bert_score sari nist_mt comet pass_at_k
      log_likelihood loglik elbo pass_1 pass_5 pass_10 pass_100 hits_1 hits_3 hits_5 hits_10 hits_at_1
      hits_at_3 hits_at_5 hits_at_10 mutual_info mutual_info_score calinski_harabasz
      calinski_harabasz_score dunn_index dcg dcg_score
      cosine_similarity score_val score_test training_score mean_test_score best_cv_score
    `,
  },
  {
    direction: "lower",
    range: "share",
    names: `
      error_rate err_rate misclassification_rate misclassification_error classification_error
      merror multi_error binary_error balanced_error_rate zero_one_loss
      hamming_loss hamming_distance brier brier_score brier_score_loss brier_loss
      ece mce ace calibration_error expected_calibration_error max_calibration_error
      fpr fnr fdr false_positive_rate false_negative_rate false_discovery_rate fall_out eer
      equal_error_rate
    `,
  },
  {
    direction: "lower",
    range: "ratio",
    names: `
      mape smape wape wmape mdape mean_abs_perc_error mean_absolute_percentage_error
      symmetric_mean_absolute_percentage_error weighted_absolute_percentage_error
      weighted_mean_absolute_percentage_error median_absolute_percentage_error
      wer cer ter mer wil word_error_rate character_error_rate char_error_rate token_error_rate
      match_error_rate phoneme_error_rate
    `,
  },
  {
    direction: "lower",
    range: "positive",
    names: `
      rmse mse mae msle rmsle rmsse mase mdae medae nrmse nmae rrmse rae rse
      rrse sse mphe mphe_loss sql wql wcd maxae
      mean_abs_error abs_error_max median_absolute_error mean_squared_error
      root_mean_squared_error mean_absolute_error mean_absolute_scaled_error
      mean_squared_log_error mean_squared_logarithmic_error root_mean_squared_log_error
      root_mean_squared_scaled_error relative_squared_error relative_absolute_error
      multi_rmse query_rmse rmse_with_uncertainty max_error absolute_error squared_error
      root_mean_square_error mean_square_error
      logloss log_loss mlogloss multi_logloss binary_logloss cross_entropy crossentropy
      binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
      binary_cross_entropy categorical_cross_entropy cross_entropy_loss cross_entropy_lambda bce ce
      hinge hinge_loss squared_hinge categorical_hinge huber_loss log_cosh logcosh log_cosh_error
      fair_loss perplexity ppl edit_distance eed charcut_mt
      crps pinball_loss quantile_loss mean_pinball_loss mean_quantile_loss weighted_quantile_loss
      mean_poisson_deviance mean_gamma_deviance mean_tweedie_deviance d2_deviance tweedie_deviance
      gamma_deviance poisson_deviance
      fid kid mifid lpips ergas kl_divergence kullback_leibler kullback_leibler_divergence
      davies_bouldin davies_bouldin_score minkowski_distance wasserstein_distance
      bpb bits_per_byte bits_per_character bpc box_loss cls_loss dfl_loss obj_loss
    `,
  },
  {
    direction: "lower",
    range: "any",
    names: `
      loss cost error err neg_log_likelihood negative_log_likelihood nll nloglik poisson_nloglik
      gamma_nloglik cox_nloglik aft_nloglik tweedie_nloglik nll_loss deviance aic bic hqic
      multi_class_one_vs_all pair_logit
    `,
  },
];

const KNOWN: ReadonlyMap<string, KnownMetric> = new Map(
  TABLE.flatMap(({ names, direction, range }) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, { direction, range }] as const),
  ),
);

/** LightGBM's and XGBoost's names that elsewhere are settings: metrics only after a split, `valid_0-l2`. */
const AFTER_SPLIT: ReadonlySet<string> = new Set(
  ["l1", "l2", "quantile", "huber", "fair", "poisson", "gamma", "tweedie", "expectile"].concat(
    "multiclass",
  ),
);

/** Errors with a sign, nearer to 0 the better: neither direction is right. */
const SIGNED: ReadonlySet<string> = new Set([
  ...[
    "mean_error",
    "mean_percentage_error",
    "mean_bias_error",
    "signed_error",
    "mean_signed_error",
  ],
]);

/** Whether it is an error that may be off to either side. */
export function isSigned(name: string): boolean {
  return SIGNED.has(name);
}

/** The field's knowledge of a name in lower case; undefined for an unknown name. */
export function knownMetric(name: string): KnownMetric | undefined {
  return KNOWN.get(name);
}

/** Whether it is a metric where a split stands before it, and a setting elsewhere. */
export function isMetricAfterSplit(name: string): boolean {
  return AFTER_SPLIT.has(name);
}

/** The most words that a name of the table has. */
export const MOST_WORDS: number = Math.max(
  ...[...KNOWN.keys(), ...SIGNED].map((name) => name.split("_").length),
);
