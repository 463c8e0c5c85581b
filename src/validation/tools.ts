import type { MetricSourceConfig } from "../config/schema.ts";
import { DRIFT_REPORT_PLACES } from "./drift-report/places.ts";
import { DVC_PLACES } from "./dvc/places.ts";
import type { EvidenceSource } from "./evidence.ts";
import { EVIDENTLY_PLACES } from "./evidently/places.ts";
import { GREAT_EXPECTATIONS_PLACES } from "./great-expectations/places.ts";
import { HUGGINGFACE_PLACES } from "./huggingface/places.ts";
import { METRICS_PLACES } from "./metrics/places.ts";
import { MLFLOW_PLACES } from "./mlflow/places.ts";
import { PROMETHEUS_PLACES } from "./prometheus/places.ts";
import { SAGEMAKER_PLACES } from "./sagemaker/places.ts";
import { TABLE_PLACES } from "./table/places.ts";

/** A tool whose results are read. */
export interface Tool {
  readonly tool: MetricSourceConfig["tool"];
  /** Where it usually writes: paths and globs, relative to the project. Those that exist are read in one go. */
  readonly places: readonly string[];
  /** Loads what reads it: only where there is something to read, for start-up must be quick. */
  load(): Promise<EvidenceSource>;
}

/**
 * Every tool once, in the order in which they are asked, for a file is read by one tool only: those that
 * know their files by a place of their own, then those that know them by their shape, then trees of
 * numbers and tables, which are anybody's. Adding a tool is adding an entry here and a folder beside this file.
 */
export const READERS: readonly Tool[] = [
  {
    tool: "mlflow",
    places: MLFLOW_PLACES,
    load: async () => (await import("./mlflow/source.ts")).mlflowSource,
  },
  {
    tool: "dvc",
    places: DVC_PLACES,
    load: async () => (await import("./dvc/source.ts")).dvcSource,
  },
  {
    tool: "huggingface",
    places: HUGGINGFACE_PLACES,
    load: async () => (await import("./huggingface/source.ts")).huggingfaceSource,
  },
  {
    tool: "evidently",
    places: EVIDENTLY_PLACES,
    load: async () => (await import("./evidently/source.ts")).evidentlySource,
  },
  {
    tool: "great_expectations",
    places: GREAT_EXPECTATIONS_PLACES,
    load: async () => (await import("./great-expectations/source.ts")).greatExpectationsSource,
  },
  {
    tool: "sagemaker",
    places: SAGEMAKER_PLACES,
    load: async () => (await import("./sagemaker/source.ts")).sagemakerSource,
  },
  {
    tool: "drift_report",
    places: DRIFT_REPORT_PLACES,
    load: async () => (await import("./drift-report/source.ts")).driftReportSource,
  },
  {
    tool: "prometheus",
    places: PROMETHEUS_PLACES,
    load: async () => (await import("./prometheus/source.ts")).prometheusSource,
  },
  {
    tool: "metrics",
    places: METRICS_PLACES,
    load: async () => (await import("./metrics/source.ts")).metricsSource,
  },
  {
    tool: "table",
    places: TABLE_PLACES,
    load: async () => (await import("./table/source.ts")).tableSource,
  },
];
