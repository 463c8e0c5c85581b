import type { FindingOf } from "../finding.ts";
import type { AgeFindingFacts } from "./age-wordings.ts";
import type { InputFindingFacts } from "./data/wordings.ts";
import type { ReportFindingFacts } from "./report-wordings.ts";
import type { DriftAssessment, MetricAssessment } from "./schema.ts";

/** The facts of a finding about a metric. */
export interface MetricFacts {
  metric: string;
  source: string;
  /** Whether the verdict rests on it. */
  decides: boolean;
  /** Whether it was not evaluated for long: then it was so, and to evaluate it comes first. */
  stale: boolean;
}

export type NonNull<
  K extends "latest" | "baseline" | "test" | "limit" | "forecast" | "newest_outlier",
> = NonNullable<MetricAssessment[K]>;

interface LimitFacts extends MetricFacts {
  value: number;
  on: string;
  limit: NonNull<"limit">;
  interval: readonly [number, number] | null;
}

export interface ChangeFacts extends MetricFacts {
  test: NonNull<"test"> | null;
  change: MetricAssessment["change"];
  significance: MetricAssessment["significance"];
  baseline: NonNull<"baseline">;
  latest: NonNull<"latest">;
  season_removed: boolean;
}

/** Every kind of finding about drift, with the facts that it rests on. */
export interface DriftFacts extends AgeFindingFacts, ReportFindingFacts, InputFindingFacts {
  "metric-limit-crossed": LimitFacts;
  "metric-limit-touched": LimitFacts;
  "metric-degrading": ChangeFacts;
  "metric-forecast": MetricFacts & { limit: number; forecast: NonNull<"forecast"> };
  "metric-not-finite": MetricFacts & { on: string };
  "metric-values-not-finite": MetricFacts & { values: number };
  "metric-unstable": ChangeFacts;
  "metric-newest-outlier": MetricFacts & {
    on: string;
    value: number;
    worse: boolean;
    outlier: NonNullable<MetricAssessment["newest_outlier"]>;
  };
  "metric-improving": ChangeFacts;
  "metric-recovered": ChangeFacts;
  "metric-change-small": ChangeFacts;
  "metric-change-uncertain": ChangeFacts;
  "metrics-stable": { metrics: string[] };
  "metrics-too-few": {
    metrics: { metric: string; points: number }[];
    needed: number;
    silent: boolean;
  };
  "metrics-one-time": { metrics: string[] };
  "metric-direction-unknown": { metrics: { metric: string; negative: boolean }[] };
  "metric-unit-changed": MetricFacts & NonNullable<MetricAssessment["unit_change"]>;
  "metric-negated": { metrics: string[] };
  "runs-experiment": {
    source: string;
    runs: number;
    unit: "run" | "evaluation";
    kinds: { by: "algorithm" | "name"; count: number };
    minutes: number;
    silent: boolean;
  };
  "experiments-unchosen": DriftAssessment["unchosen"][number];
  "metrics-missing": {
    metrics: { metric: string; at: string | null }[];
    read: string[];
  };
  "validations-failing": { passed: number; judged: number; since: string };
  "validation-failed": { passed: number; judged: number; failed_at: string };
  "validations-passing": { passed: number; judged: number; last: string };
  "validations-unread": { runs: number };
  "validations-too-few": {
    runs: number;
    failed: number;
    needed: number;
    elsewhere?: { path: string; tool: string };
  };
  "alerts-many": { alerts: number; days: number; limit: number; urgent: boolean };
}

export type DriftFinding = FindingOf<DriftFacts>;
export type AlertsFacts = DriftFacts["alerts-many"];
export type ExperimentFacts = DriftFacts["runs-experiment"];
export type UnchosenFacts = DriftFacts["experiments-unchosen"];
