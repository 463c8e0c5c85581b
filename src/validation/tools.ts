import type { MetricSourceConfig } from "../config/schema.ts";
import type { EvidenceSource } from "./evidence.ts";

/** A tool whose results are read. */
export interface Tool {
  readonly tool: MetricSourceConfig["tool"];
  /** Where it usually writes: paths and globs, relative to the project. Those that exist are read in one go. */
  readonly places: readonly string[];
  /** Loads what reads it: only where there is something to read, for start-up must be quick. */
  load(): Promise<EvidenceSource>;
}

const OUTPUTS = ["checkpoints", "model", "models", "out", "output", "outputs", "results", "runs"];

/** A model's own card or results, beside the model. */
const NAMED_RESULTS =
  "{model_metadata,metadata,*registry*,*metrics*,*scores*,*results*,*evaluation*,*eval_summary*}.json";

/** Where monitors and one's own scripts leave reports. */
const REPORT_FOLDERS = [
  ...["reports", "report", "monitoring", "monitor", "drift", "artifacts", "metrics", "logs"],
  ...["sagemaker", "evaluation", "output", "outputs", "results"],
];

const TABLES = ["csv", "tsv", "jsonl", "ndjson", "parquet"];
const ANY_TABLE = "{csv,tsv,jsonl,ndjson,parquet,pq}";

/**
 * Every tool once, in the order in which they are asked, for a file is read by one tool only: those that
 * know their files by a place of their own, then those that know them by their shape, then trees of
 * numbers and tables, which are anybody's. Adding a tool is adding an entry here and a file to `sources/`.
 */
export const READERS: readonly Tool[] = [
  {
    tool: "mlflow",
    places: ["mlflow.db", "mlruns.db", "mlruns"],
    load: async () => (await import("./sources/mlflow.ts")).mlflowSource,
  },
  {
    tool: "dvc",
    places: ["dvc.yaml", "dvclive"],
    load: async () => (await import("./sources/dvc.ts")).dvcSource,
  },
  {
    tool: "huggingface",
    places: [
      ...["all_results.json", "eval_results.json", "trainer_state.json"],
      ...OUTPUTS.flatMap((folder) =>
        ["", "*/", "*/*/"].map(
          (below) => `${folder}/${below}{all_results,eval_results,trainer_state}.json`,
        ),
      ),
    ],
    load: async () => (await import("./sources/huggingface.ts")).huggingfaceSource,
  },
  {
    tool: "evidently",
    places: [
      ...["workspace", "evidently_workspace", "evidently"].map(
        (folder) => `${folder}/*/snapshots/*.json`,
      ),
      "evidently/**/*.json",
      ...["reports", "monitoring", "drift"].flatMap((folder) =>
        ["", "*/", "*/*/"].map((below) => `${folder}/${below}*.json`),
      ),
      "evaluation/*.json",
      "artifacts/{,*/}*{drift,evidently}*.json",
    ],
    load: async () => (await import("./sources/evidently.ts")).evidentlySource,
  },
  {
    tool: "great_expectations",
    places: ["gx", "great_expectations"].map((folder) => `${folder}/uncommitted/validations`),
    load: async () => (await import("./sources/great-expectations.ts")).greatExpectationsSource,
  },
  {
    tool: "sagemaker",
    places: ["", ...REPORT_FOLDERS.map((folder) => `${folder}/`)].flatMap((folder) =>
      (folder === "" ? [""] : ["", "*/", "*/*/"]).map(
        (below) => `${folder}${below}{constraint,constraints}_violations.json`,
      ),
    ),
    load: async () => (await import("./sources/sagemaker.ts")).sagemakerSource,
  },
  {
    tool: "drift_report",
    places: [
      ...["*drift*.json", "{data,models}/*drift*.json"],
      ...REPORT_FOLDERS.flatMap((folder) => [`${folder}/*drift*.json`, `${folder}/*/*drift*.json`]),
    ],
    load: async () => (await import("./sources/drift-report.ts")).driftReportSource,
  },
  {
    tool: "metrics",
    places: [
      ...["metrics.json", "metrics.yaml", "metrics.yml", "metrics.toml"],
      ...["scores.json", "scores.yaml", "scores.yml", "scores.toml"],
      ...[
        "evaluation.json",
        "{evaluation,evaluations}/*.json",
        "eval/*{metrics,results,scores}*.json",
      ],
      ...["metrics/*.{json,yaml,yml,toml}", "metrics/*/metrics.{json,yaml,yml,toml}"],
      ...["artifacts/metrics.json", "artifacts/*/metrics.json", "reports/metrics.json"],
      ...OUTPUTS.flatMap((folder) => [`${folder}/metrics.json`, `${folder}/*/metrics.json`]),
      // scikit-learn's, as people save it.
      ...["", "reports/", ...OUTPUTS.map((folder) => `${folder}/`)].map(
        (folder) => `${folder}classification_report.json`,
      ),
      ...["models", "models/*"].map((folder) => `${folder}/${NAMED_RESULTS}`),
      ...["models/*/*/metrics.json", "reports/*metrics*.json"],
      ...["reports/eval_summary.json", "reports/**/eval_summary.json"],
      ...["", "reports/", "metrics/", "artifacts/", "evaluation/"].map(
        (folder) => `${folder}*classification_report*.txt`,
      ),
      ...OUTPUTS.flatMap((folder) =>
        ["", "*/"].map((below) => `${folder}/${below}*classification_report*.txt`),
      ),
      "wandb/{offline-,}run-*/files/wandb-summary.json",
    ],
    load: async () => (await import("./sources/metrics.ts")).metricsSource,
  },
  {
    tool: "table",
    places: [
      // Names without a glob are looked for without loading one.
      ...["metrics", "metrics_history", "scores", "evaluation", "evaluations"].flatMap((name) =>
        TABLES.map((ending) => `${name}.${ending}`),
      ),
      ...["artifacts", "reports", ...OUTPUTS].flatMap((folder) =>
        TABLES.map((ending) => `${folder}/metrics.${ending}`),
      ),
      ...["artifacts", ...OUTPUTS].map((folder) => `${folder}/*/metrics.${ANY_TABLE}`),
      ...["eval", "evaluation"].map((name) => `${name}/*{metrics,results,scores}*.${ANY_TABLE}`),
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
    ],
    load: async () => (await import("./sources/table.ts")).tableSource,
  },
];
