import { OUTPUTS, RESULT_FOLDERS } from "../usual-folders.ts";

const TABLES = ["csv", "tsv", "jsonl", "ndjson", "parquet"];
const ANY_TABLE = "{csv,tsv,jsonl,ndjson,parquet,pq}";

export const TABLE_PLACES: readonly string[] = [
  // Names without a glob are looked for without loading one.
  ...["metrics", "metrics_history", "scores", "evaluation", "evaluations"].flatMap((name) =>
    TABLES.map((ending) => `${name}.${ending}`),
  ),
  ...["artifacts", "reports", ...OUTPUTS].flatMap((folder) =>
    TABLES.map((ending) => `${folder}/metrics.${ending}`),
  ),
  ...["artifacts", ...OUTPUTS].map((folder) => `${folder}/*/metrics.${ANY_TABLE}`),
  ...["eval", "evaluation"].map((name) => `${name}/*{metrics,results,scores}*.${ANY_TABLE}`),
  ...RESULT_FOLDERS.map((folder) => `${folder}/*metrics*.${ANY_TABLE}`),
  ...["reports", "report"].map((folder) => `${folder}/*{results,scores,monitoring}*.${ANY_TABLE}`),
  ...[`metrics/*.${ANY_TABLE}`, `nannyml/*.${ANY_TABLE}`, `nannyml/*/*.${ANY_TABLE}`],
  ...["lightning_logs/version_*/metrics.csv", "csv_logs/*/version_*/metrics.csv"],
  ...["logs", ...OUTPUTS].map((folder) => `${folder}/*/version_*/metrics.csv`),
  ...["runs/*/results.csv", "runs/*/*/results.csv"],
  // Keras' CSVLogger has no name of its own; what has no epochs is something else.
  ...["", "logs/", ...OUTPUTS.map((folder) => `${folder}/`)].flatMap((folder) =>
    ["training.log", "training.csv", "training_log.csv", "history.csv"].map(
      (name) => `${folder}${name}`,
    ),
  ),
];
