import type { DriftAssessment } from "../../drift/schema.ts";
import type { Sufficiency } from "../../schedule/schema.ts";
import { count, countRange, sampleRange, thousands } from "../../text/quantity.ts";
import { dateWords, daysAgo, lastDays } from "../../time/date-words.ts";
import { findReason, openTask } from "../findings.ts";
import { type Advice, adviceFor, type Situation } from "./choose-action.ts";
import type { DecisionFacts } from "./facts.ts";

/** A decision's dates, and the results that it rests on. */
export interface WordFacts
  extends Pick<
    DecisionFacts,
    | "model"
    | "sufficiency"
    | "drift"
    | "findings"
    | "prospect"
    | "cycles"
    | "retrainNow"
    | "training_set"
    | "supply"
  > {
  readonly action: Advice["action"];
  readonly on: string | null;
  readonly until: string | null;
  readonly calendar: string | null;
  readonly situation: Situation;
}

/** Why, in one line; the action itself is printed before it. */
export function headlineFor(facts: WordFacts): string {
  const { action, calendar, drift } = facts;
  switch (action) {
    case "retrain_now":
    case "retrain_early":
      return worse(facts);
    case "retrain_as_scheduled": {
      const on = `on ${dateWords(calendar ?? "")}`;
      return facts.situation.degrading === true
        ? `${on}, the earliest possible day: ${worse(facts)}`
        : `${on}: ${modelState(drift)}`;
    }
    case "wait":
      return `for ${waitedFor(facts)}`;
    case "cannot_decide":
      return missing(facts).what;
  }
}

/** The decisions that people have to make about the retraining itself. */
export function askFor(facts: WordFacts): string[] {
  const { action, on, until, calendar, cycles, situation } = facts;
  const [next] = cycles;
  const type = next?.type === "incremental" ? "incremental" : "full";
  switch (action) {
    case "retrain_now":
      return [`Start a ${type} training today`];
    case "retrain_early":
      return [
        calendar === null
          ? `Retrain on ${daysInWords(on, until)}`
          : `Bring the ${dateWords(calendar)} retraining forward to ${daysInWords(on, until)}`,
      ];
    case "retrain_as_scheduled":
      return [`Retrain on ${dateWords(calendar ?? "")} (${type})`];
    case "wait":
      return situation.sufficient === false || on === null
        ? []
        : [`Retrain on ${dateWords(on)} (${type})`];
    case "cannot_decide":
      return missing(facts).ask;
  }
}

/** `12 Dec 2026`, or `12 to 18 Dec 2026`. */
function daysInWords(on: string | null, until: string | null): string {
  if (on === null) return "the first possible day";
  if (until === null) return dateWords(on);
  const [last, first] = [dateWords(until), dateWords(on)];
  const month = last.slice(last.indexOf(" "));
  return first.endsWith(month)
    ? `${first.slice(0, -month.length)} to ${last}`
    : `${first} to ${last}`;
}

function worse({ model, findings, retrainNow, situation }: WordFacts): string {
  const name = [model.name ?? "the model", model.version].filter(Boolean).join(" ");
  const urging = findings.filter(({ urges }) => urges);
  const days = urging.flatMap(({ facts }) => readSince(facts) ?? []).sort();
  const [only] = urging.length === 1 ? urging : [];
  const reason = only && findReason(only);
  if (days[0] !== undefined) return `${name} has been getting worse since ${dateWords(days[0])}`;
  if (reason !== undefined) return `${name}: ${reason}`;
  const isCostly = retrainNow !== undefined && situation.degrading !== null && urging.length === 0;
  return isCostly ? `${name}: ${retrainNow}` : `${name} is getting worse`;
}

/** The day on which a metric stepped, or validations began to fail. */
function readSince(facts: unknown): string | null {
  const { test, since } = facts as { test?: { since: string | null } | null; since?: string };
  return since ?? test?.since ?? null;
}

/** How the model does, in a few words. */
export function modelState(drift: DriftAssessment): string {
  const { validation_trend: trend, evaluation_age: age, metrics, runs } = drift;
  if (age?.stale) return `last evaluated ${daysAgo(age.days)}`;
  switch (trend) {
    case "degrading":
      return "the model is getting worse";
    case "improving":
      return "the model is improving";
    case "unstable":
      return "the newest evaluation is unstable";
    case "stable": {
      const judged = metrics.filter(({ verdict }) => verdict === "stable").length;
      return judged > 0
        ? `no significant change in ${count(judged, "metric")}`
        : `the last ${count(Math.min(3, runs.length), "validation")} passed`;
    }
    case "unknown":
      return "the trend of the model is unknown";
  }
}

/**
 * The samples beside those needed; where the data window holds none, the days of the window.
 *
 * @example "2,406 of 5,000 samples", "0 samples in the last 30 days"
 */
export function samplesWords({ least, most, minimum, window }: Sufficiency): string {
  const where = most === 0 && window !== null ? ` ${lastDays(window)}` : "";
  return sampleRange(least, most, minimum) + where;
}

/**
 * How many samples there are before a data window that has none, and after the plan's day.
 *
 * @param most samples of the window
 * @param all those of any day
 * @param future of these, those that are dated after the plan's day
 * @example " (80,000 older)"
 */
export function otherDaysWords(
  most: number | null,
  all: { readonly least: number; readonly most: number | null },
  future: number,
): string {
  if (most !== 0 || !all.most) return "";
  const [least, older] = [all.least, all.most].map((each) => Math.max(0, each - future));
  const parts = [
    ...(older ? [`${countRange(least ?? 0, older)} older`] : []),
    ...(future > 0 ? [`${thousands(future)} in the future`] : []),
  ];
  return ` (${parts.join(", ")})`;
}

function waitedFor(facts: WordFacts): string {
  const { situation, prospect, sufficiency, on, training_set, supply } = facts;
  if (situation.sufficient === false) {
    const when = on === null ? "unknown when there will be enough" : `enough on ${dateWords(on)}`;
    const future = supply?.samples_in_future ?? 0;
    const others = otherDaysWords(sufficiency.most, training_set.samples, future);
    return `data: ${samplesWords(sufficiency)}${others}, ${when}`;
  }
  const { obstacle } = prospect;
  if (obstacle === null) return on === null ? "data" : `${dateWords(on)}`;
  const until = obstacle.until === null ? "" : ` until ${dateWords(obstacle.until)}`;
  return `the end of ${obstacle.by}${until}`;
}

/** The one thing that would decide it, and what to do about it. */
function missing(facts: WordFacts): { what: string; ask: string[] } {
  const { situation, findings, sufficiency } = facts;
  const unknown = (topic: "data" | "model") =>
    findings.filter((finding) => finding.topic === topic && finding.unknown !== null);
  const decides = (known: Partial<Situation>) =>
    adviceFor({ ...situation, ...known }).action !== "cannot_decide";
  const byModel =
    situation.sufficient !== null ||
    (decides({ degrading: true }) && decides({ degrading: false }));
  const [open] = sufficiency.open;
  if (!byModel && open !== undefined) {
    return { what: open.what, ask: [openTask(open)] };
  }
  const [first] = unknown(byModel ? "model" : "data");
  if (first === undefined) return { what: "part of the evidence is unknown", ask: [] };
  return { what: lowered(first.message), ask: first.recommendations.slice(0, 1) };
}

function lowered(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
