import type { PointColumns } from "../collections/point-columns.ts";
import type { MetricSourceConfig, ServerSourceConfig } from "../config/schema.ts";
import type { Instant, Zone } from "../time/instant.ts";
import type { Root } from "../trust/named-path.ts";
import type { TrackingAccess } from "./mlflow/server/tracking-access.ts";
import type { PrometheusAccess } from "./prometheus/server/prometheus-access.ts";
import type { Alert, SourceProblem, TimeSource, ValidationRun } from "./schema.ts";

/** A metric of one model at one time. */
export interface MetricPoint {
  readonly at: Instant;
  /** By what the time is known; the first that there is, in the order of TIME_SOURCES. */
  readonly timeSource: TimeSource;
  /** NaN and infinities are kept: a metric that is not a number is a failure, and is reported as one. */
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
  /** The same points by columns, where a file may hold very many. */
  readonly columns?: PointColumns<MetricPoint>;
  /** The version in production, where the source says so (MLflow's alias `champion`). */
  readonly champion: string | null;
}

/** A report that could not be read, and what it may have said. */
export interface UnreadReport {
  readonly path: string;
  readonly tool: string;
  /** The suites of the reports beside it that could be read; empty if no such report exists. */
  readonly suites: readonly string[];
  /** The subjects of those reports; all subjects if no such report exists. */
  readonly subjects: readonly ValidationRun["subject"][];
  readonly at: Instant;
  readonly timeSource: TimeSource;
}

/** Runs, or evaluations in a file, that compare models, or settings of one: no model over time. */
export interface Experiment {
  /** As the plan says it: `mlflow: churn`. */
  readonly source: string;
  readonly path: string;
  readonly unit: "run" | "evaluation";
  readonly runs: number;
  readonly kinds: { readonly by: "algorithm" | "name"; readonly count: number };
  readonly from: Instant;
  readonly to: Instant;
  readonly metrics: readonly string[];
}

/** A store with several experiments of a tracking tool, of which none is known to be the model's. */
export interface UnchosenStore {
  readonly path: string;
  /** The largest first. */
  readonly experiments: readonly { readonly name: string; readonly runs: number | null }[];
}

/** A file with metrics at none of the usual places, and the tool that reads it. */
export interface ResultElsewhere {
  readonly path: string;
  readonly tool: "metrics" | "table";
}

/** The evidence of one source, and the files that had to be skipped. */
export interface Evidence {
  readonly series: readonly MetricSeries[];
  /** Oldest first. */
  readonly runs: readonly ValidationRun[];
  readonly alerts: readonly Alert[];
  /** How many files of alerts were found, of any age, sound or broken; by default those of `alerts`. */
  readonly alertFiles?: number;
  /** One line a file: which, where in it, what was found, what to do. */
  readonly problems: readonly SourceProblem[];
  /** Remarks that are not a fault of any file, such as which of several models was chosen. */
  readonly notes?: readonly SourceProblem[];
  readonly experiments?: readonly Experiment[];
  readonly unchosen?: readonly UnchosenStore[];
  /**
   * When the newest file that could not be read was written; null where every one was read. Reports that
   * can say nothing of the model do not count.
   */
  readonly newestUnread: Instant | null;
  readonly unread?: readonly UnreadReport[];
  /** The newest result of a source, where no number could be read from it. */
  readonly failed?: readonly FailedEvaluation[];
  /** If nothing reports on the model: a file with metrics at none of the usual places. */
  readonly elsewhere?: ResultElsewhere;
}

/** A result that is newer than every number of its source, and holds none. */
export interface FailedEvaluation extends SourceProblem {
  readonly source: string;
  readonly at: Instant;
  readonly timeSource: TimeSource;
}

/** Whose results a file holds. */
export type Owner = MetricSourceConfig["tool"] | "generator";

/** Where to look, and as of when. Every path in the result is relative to the root. */
export interface EvidenceQuery extends Root {
  /** Evidence dated later was not known then: it is excluded, and named. */
  readonly now: Instant;
  /** Zone-less times are read in it. */
  readonly zone: Zone;
  /** The configuration of this source; its `path` is set. */
  readonly config: MetricSourceConfig;
  /**
   * Whether the place was not configured, but tools usually write there: files that are not their results
   * are then skipped without a message. By default false.
   */
  readonly isUsualPlace?: boolean;
  /**
   * Which tool has read a file already, by the file's identity, for each is read by one tool only. What
   * is read here is added, sound or broken; what is passed over stays free for the next.
   */
  readonly claims?: Map<string, Owner>;
  /** By which tracking servers are asked; by default none is. */
  readonly access?: TrackingAccess | undefined;
  /** By which Prometheus servers are asked; by default none is. */
  readonly prometheus?: PrometheusAccess | undefined;
}

/** The same of a server. */
export type ServerQuery = Omit<EvidenceQuery, "config"> & { readonly config: ServerSourceConfig };

/**
 * Reads what one tool writes. Adding a tool is adding a file to `sources/` and an entry to `tools.ts`,
 * which says where the tool writes unless it is told otherwise.
 */
export interface EvidenceSource {
  /**
   * Reads what `query.config.path` names. A file that cannot be read is a problem and leaves the
   * rest standing.
   *
   * @throws UserError where the configuration is wrong, such as a column that no file has
   */
  read(query: EvidenceQuery): Promise<Evidence>;
  /**
   * Reads what the server at `query.config.url` says; a tool without servers has none. A server that cannot be
   * read is a problem, and whatever it may say is unknown.
   *
   * @throws UserError where the configuration is wrong
   */
  readServer?(query: ServerQuery): Promise<Evidence>;
}
