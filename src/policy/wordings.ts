import type { FindingOf, Wordings } from "../finding.ts";
import { count, figure } from "../text/quantity.ts";
import type { HOLDS, PolicyDecision, Trigger } from "./schema.ts";

type Present<K extends "metric" | "aging" | "best" | "costs"> = NonNullable<PolicyDecision[K]>;

interface BestFacts {
  metric: string;
  best: Present<"best">;
  aging: Present<"aging">;
  /** The planned cadence, and whether `auto` chose it. */
  cadence: string;
  chosen: boolean;
  /** Whether the planned cadence costs at most a tenth more. */
  within_band: boolean;
}

/** Every kind of finding about the cost of cadences, with the facts that it rests on. */
export interface PolicyFacts {
  "cadence-costs-missing": { asks_for: string[]; cadence: string };
  "cadence-metric-missing": { asks_for: string[]; cadence: string };
  "cadence-not-identified": { metric: string; cadence: string };
  "cadence-unsupported": { metric: string; aging: Present<"aging">; cadence: string };
  "cadence-never": { metric: string; aging: Present<"aging">; cadence: string };
  "cadence-best": BestFacts;
  "retrain-now": { metric: string; trigger: Trigger };
  "retrain-held-back": { metric: string; trigger: Trigger };
}

export type PolicyFinding<C extends keyof PolicyFacts = keyof PolicyFacts> = FindingOf<
  PolicyFacts,
  C
>;

export const POLICY_WORDINGS: Wordings<PolicyFacts> = {
  "cadence-costs-missing": {
    topic: "cost",
    unknown: "the best cadence",
    severity: "warning",
    message: (f) =>
      `The best cadence is unknown without ${f.asks_for.join(" and ")}; the ${f.cadence} calendar is kept`,
    recommend: (f) => [
      `Say ${f.asks_for.join(" and ")} in the configuration, for a cadence by cost`,
    ],
  },
  "cadence-metric-missing": {
    topic: "cost",
    unknown: "the best cadence",
    severity: "warning",
    message: (f) =>
      `The best cadence is unknown: ${f.asks_for.join(" and ")} has a loss cost, but means no metric, or several; the ${f.cadence} calendar is kept`,
    recommend: (f) => [
      `Give loss_cost_per_day under the whole name of one metric, instead of ${f.asks_for.join(" and ")}`,
    ],
  },
  "cadence-not-identified": {
    topic: "cost",
    unknown: "the best cadence",
    severity: "warning",
    message: (f) =>
      `How models age is unknown: ${f.metric} has not two model versions at several ages each; the ${f.cadence} calendar is kept`,
  },
  "cadence-unsupported": {
    topic: "cost",
    severity: "notice",
    message: (f) =>
      `The data does not support a cadence: ${f.metric} loses ${figure(f.aging.slope_per_day)} more each day with a standard error of ${figure(f.aging.slope_error)}; the ${f.cadence} calendar is kept`,
  },
  "cadence-never": {
    topic: "cost",
    severity: "notice",
    message: (f) =>
      `By ${f.metric} never retraining is cheapest: all that aging does costs less than a retraining; the ${f.cadence} calendar is kept`,
  },
  "cadence-best": {
    topic: "cost",
    severity: (f) => (f.within_band ? "notice" : "warning"),
    message: (f) =>
      `By ${f.metric} retraining every ${count(whole(f.best.period_days), "day")} is cheapest${range(f.best)}; ` +
      (f.chosen ? `planned is ${f.cadence}` : `${f.cadence} is planned`) +
      (f.within_band ? "" : ", which costs over a tenth more"),
    recommend: (f) =>
      f.within_band || f.chosen
        ? []
        : [`Retrain every ${count(whole(f.best.period_days), "day")} rather than ${f.cadence}`],
  },
  "retrain-now": {
    topic: "cost",
    urges: true,
    severity: "warning",
    message: (f) => `Retrain now: ${triggerReason(f)}`,
    recommend: (f) => [`Retrain now, before the next cycle: ${triggerReason(f)}`],
    risk: "The model in production costs more each day than it needs to",
    impact: 3,
  },
  "retrain-held-back": {
    topic: "cost",
    severity: "notice",
    message: (f) =>
      `Retraining is due, but waits for ${f.trigger.held_back_by.map((hold) => HOLD_WORDS[hold]).join(" and ")}: ${triggerReason(f)}`,
  },
};

const HOLD_WORDS: Record<(typeof HOLDS)[number], string> = {
  cool_down: "the cool-down",
  too_few_samples: "enough samples",
  label_delay: "labels",
  unevaluated_training: "the first loss of the model that was trained since the last one",
};

/** Why the model in production is to be retrained. */
export function triggerReason({ metric, trigger }: PolicyFacts["retrain-now"]): string {
  const age = `model ${trigger.model_version} is ${count(whole(trigger.age_days), "day")} old`;
  return trigger.due === "overdue"
    ? `${age}, twice the best period`
    : `${age}, and what ${metric} lost above a fresh one has cost ${figure(trigger.excess_cost)} ≥ ${figure(trigger.threshold_cost)}, two retrainings`;
}

function range({ band_days: band, interval_days: interval }: Present<"best">): string {
  const within =
    band === null ? "" : ` (${whole(band.from)} to ${end(band.to)} cost at most a tenth more`;
  const sure =
    interval === null ? "" : `; 80 % interval ${end(interval.from)} to ${end(interval.to)}`;
  return within === "" ? "" : `${within}${sure})`;
}

function end(days: number | null): string {
  return days === null ? "never" : `${whole(days)}`;
}

/** Days are said whole, but for those that would be none. */
function whole(days: number | null): number {
  return days === null ? 0 : days < 1 ? Number(days.toPrecision(1)) : Math.round(days);
}
