import type { Instant } from "../instant.ts";
import type { Alert, SourceProblem, TimeSource, ValidationRun } from "./schema.ts";

/** A metric of one model at one time. */
export interface MetricPoint {
  readonly at: Instant;
  /** By what the time is known; the first that there is, in the order of TIME_SOURCES. */
  readonly timeSource: TimeSource;
  /** NaN and infinities are kept: a metric that is none is a failure, and is reported as one. */
  readonly value: number;
  /** Of the model that was evaluated. */
  readonly modelVersion: string | null;
  /** How many samples it was evaluated on. */
  readonly samples: number | null;
  /** Standard deviation of the value, where the tool states it. */
  readonly deviation: number | null;
  /** The file it stands in, relative to the project. */
  readonly path: string;
}

/** A metric over time, from one source. */
export interface MetricSeries {
  /** As the tool names it: `val_auc`, `validation/accuracy`. */
  readonly metric: string;
  /** Where it comes from, as the plan says it: `mlflow: churn`, `metrics/*.json`. */
  readonly source: string;
  /** Oldest first; points of one instant in the order of the tool. */
  readonly points: readonly MetricPoint[];
  /** The version in production, where the source says so (MLflow's alias `champion`). */
  readonly champion: string | null;
}

/** What one source gives, and what it had to leave out. */
export interface Evidence {
  readonly series: readonly MetricSeries[];
  /** Oldest first. */
  readonly runs: readonly ValidationRun[];
  readonly alerts: readonly Alert[];
  /** One line a file: which, where in it, what was found, what to do. */
  readonly problems: readonly SourceProblem[];
  /** When the newest file that could not be read was written; null where every one was read. */
  readonly newestUnread: Instant | null;
}
