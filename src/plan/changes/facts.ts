import type { Action } from "../decision/action-labels.ts";
import type { ComparedPlan } from "./earlier.ts";

type Cycle = ComparedPlan["schedule"][number];
type Metric = ComparedPlan["current_state"]["drift_assessment"]["metrics"][number];
/** A value in the earlier plan, and in this one. */
export interface FromTo<T> {
  from: T;
  to: T;
}
/** The conclusions that a plan draws, beside its decision. */
export type Conclusion =
  | "sufficiency"
  | "recommendation"
  | "validation trend"
  | "performance degradation"
  | "data distribution shift"
  | "retrain now";

/** Every kind of change, with the facts that it rests on. */
export interface ChangeFacts {
  model: FromTo<string>;
  "model-version": FromTo<string | null>;
  configuration: FromTo<string | null>;
  tool: FromTo<string>;
  "time-zone": FromTo<string>;
  decision: FromTo<Action> & { headline: string };
  conclusion: FromTo<string> & { of: Conclusion };
  samples: FromTo<number> & { need: number | null };
  "minimum-replay-size": FromTo<number | null>;
  "samples-counted": FromTo<number>;
  files: FromTo<number>;
  "problem-new": { path: string; problem: string };
  "problem-gone": { path: string; problem: string };
  "problem-other": FromTo<string> & { path: string };
  "finding-new": { code: string; finding: string };
  "finding-gone": { code: string; finding: string };
  metric: FromTo<number | null> & {
    metric: string;
    on: string;
    direction: Metric["direction"];
    verdict_from: Metric["verdict"];
    verdict_to: Metric["verdict"];
  };
  "metric-limit": FromTo<number | null> & { metric: string };
  "metric-new": { metric: string; value: number | null; verdict: Metric["verdict"] };
  "metric-gone": { metric: string; verdict: Metric["verdict"] };
  cadence: FromTo<string> & { next_from: string | null; next_to: string | null };
  "dates-moved": { why: string; moves: (FromTo<string> & { period: string })[] };
  "dates-dropped": { why: string; dates: string[] };
  "dates-added": { why: string; dates: string[] };
  "types-changed": {
    full_every: FromTo<number>;
    /** From which the present plan counts; null: from its own first cycle. */
    last_full: string | null;
    cycles: { date: string; type: Cycle["type"] }[];
  };
  readiness: FromTo<Cycle["readiness"]["status"]> & {
    cycles: { date: string; expected: number | null; need: number }[];
  };
  "item-done": { item: string; evidence: string };
  "item-undone": { item: string; evidence: string };
  "item-new": { item: string; done: boolean };
  "item-gone": { item: string };
}

export type ChangeCode = keyof ChangeFacts;
