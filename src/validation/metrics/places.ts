import { OUTPUTS, RESULT_FOLDERS } from "../usual-folders.ts";

/** A model's own card or results, beside the model. */
const NAMED_RESULTS =
  "{model_metadata,metadata,*registry*,*metrics*,*scores*,*results*,*evaluation*,*eval_summary*,*history*}.json";
/** Names that say the same wherever a file lies. */
const NAMED_METRICS = "{*metrics*,model_card,training_history}.json";

export const METRICS_PLACES: readonly string[] = [
  ...["metrics.json", "metrics.yaml", "metrics.yml", "metrics.toml"],
  ...["scores.json", "scores.yaml", "scores.yml", "scores.toml"],
  ...["evaluation.json", "{evaluation,evaluations}/*.json", "eval/*{metrics,results,scores}*.json"],
  ...["metrics/*.{json,yaml,yml,toml}", "metrics/*/metrics.{json,yaml,yml,toml}"],
  ...["artifacts/metrics.json", "artifacts/*/metrics.json", "reports/metrics.json"],
  ...OUTPUTS.flatMap((folder) => [`${folder}/metrics.json`, `${folder}/*/metrics.json`]),
  // scikit-learn's, as people save it.
  ...["", "reports/", ...OUTPUTS.map((folder) => `${folder}/`)].map(
    (folder) => `${folder}classification_report.json`,
  ),
  ...["models", "models/*"].map((folder) => `${folder}/${NAMED_RESULTS}`),
  "models/*/*/metrics.json",
  `{model_card,training_history}.json`,
  ...[...RESULT_FOLDERS, "data", "*/data"].map((folder) => `${folder}/${NAMED_METRICS}`),
  ...["reports/eval_summary.json", "reports/**/eval_summary.json"],
  ...["", "reports/", "metrics/", "artifacts/", "evaluation/"].map(
    (folder) => `${folder}*classification_report*.txt`,
  ),
  ...OUTPUTS.flatMap((folder) =>
    ["", "*/"].map((below) => `${folder}/${below}*classification_report*.txt`),
  ),
  "wandb/{offline-,}run-*/files/wandb-summary.json",
];
