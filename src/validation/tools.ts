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
    tool: "metrics",
    places: [
      ...["metrics.json", "metrics.yaml", "metrics.yml", "metrics.toml"],
      ...["scores.json", "scores.yaml", "scores.yml", "scores.toml"],
      ...["evaluation.json", "evaluation/*.json", "eval/*{metrics,results,scores}*.json"],
      ...["metrics/*.{json,yaml,yml,toml}", "metrics/*/metrics.{json,yaml,yml,toml}"],
      ...["artifacts/metrics.json", "artifacts/*/metrics.json", "reports/metrics.json"],
      ...OUTPUTS.flatMap((folder) => [`${folder}/metrics.json`, `${folder}/*/metrics.json`]),
      "wandb/{offline-,}run-*/files/wandb-summary.json",
    ],
    load: async () => (await import("./sources/metrics.ts")).metricsSource,
  },
];
