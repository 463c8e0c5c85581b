import { byUrgency } from "../../drift/by-urgency.ts";
import type { DriftAssessment, MetricAssessment } from "../../drift/schema.ts";
import type { Cycle, Sufficiency, Supply } from "../../schedule/schema.ts";
import { count, countRange, figure, sampleRange, thousands } from "../../text/quantity.ts";
import { dateWords, daysAgo, lastDays, shortDate } from "../../time/date-words.ts";
import type { Plan } from "../schema.ts";
import { modelState, otherDaysWords } from "./headline.ts";
import type { Decision } from "./schema.ts";

type Availability = Plan["current_state"]["data_availability"];

/**
 * When a retraining is possible, and when the calendar has one.
 *
 * @example "earliest 12 Dec (when the data suffices); calendar 6 Jan (incremental); free until 18 Dec"
 */
export function whenText(
  dates: Pick<Decision, "earliest" | "calendar" | "until" | "held_back_by">,
  next: Cycle | undefined,
  today: string,
): string {
  const { earliest, calendar, until, held_back_by: held } = dates;
  const day = (date: string) => shortDate(date, today);
  return [
    earliest === null
      ? "earliest day unknown"
      : earliest === today
        ? "possible today"
        : `earliest ${day(earliest)}${describeReason(held)}`,
    calendar === null
      ? "no date on the calendar"
      : `calendar ${day(calendar)} (${next?.type === "incremental" ? "incremental" : "full"})`,
    ...(until === null ? [] : [`free until ${day(until)}`]),
  ].join("; ");
}

function describeReason([first]: Decision["held_back_by"]): string {
  if (first === undefined) return "";
  return first.by === "data" ? " (when the data suffices)" : ` (after ${first.text})`;
}

/**
 * The metric that matters most, or else the validation runs, and how old that evidence is.
 *
 * @example "auc 0.778 → 0.757 (limit 0.755), getting worse, evaluated 20 days ago"
 */
export function whyText(drift: DriftAssessment): string {
  const { evaluation_age: age, metrics } = drift;
  const [metric, ...others] = byUrgency(metrics);
  // Other metrics may be younger.
  const own = metric?.age ?? age;
  const evaluated =
    own === null ? [] : [`${own.stale ? "last " : ""}evaluated ${daysAgo(own.days)}`];
  const [failed] = drift.failed_evaluations;
  if (failed !== undefined && drift.validation_trend === "unknown")
    return `the newest evaluation failed: ${failed.path}: ${failed.problem}`;
  const [experiment] = drift.experiments;
  const [unchosen] = drift.unchosen;
  if (metric === undefined && age === null && experiment !== undefined) {
    const { runs, source, unit } = experiment;
    return `${count(runs, unit)} of ${source}: an experiment, not monitoring`;
  }
  if (metric === undefined && age === null && unchosen !== undefined) {
    return `${count(unchosen.experiments.length, "experiment")} in ${unchosen.path}, and none is known to be this model's`;
  }
  if (metric === undefined) {
    if (age === null) return describeAbsence(drift);
    return age.stale ? modelState(drift) : [modelState(drift), ...evaluated].join(", ");
  }
  const more = others.filter(({ verdict }) => verdict === metric.verdict).length;
  // Of several models, or of one on several data: which it is, only its file says.
  const isOneOfSeveral = others.some(({ name }) => name === metric.name);
  return [
    `${metric.name} ${describeValues(metric)}${isOneOfSeveral ? ` of ${metric.source}` : ""}`,
    `${metric.points_judged === 1 ? "one evaluation" : VERDICTS[metric.verdict]}${more > 0 ? ` (and ${thousands(more)} more)` : ""}`,
    ...evaluated,
  ].join(", ");
}

/** Without an evaluation: what could not be read may hold one. */
function describeAbsence({
  problems: [first, ...others],
  result_elsewhere: elsewhere,
}: DriftAssessment): string {
  if (first === undefined) {
    return elsewhere === undefined
      ? "no evaluation of the model was found"
      : `no evaluation was read; metrics lie in ${elsewhere.path}`;
  }
  const more = others.length === 0 ? "" : ` (and ${thousands(others.length)} more)`;
  return `no evaluation was read: ${first.path}: ${first.problem}${more}`;
}

const VERDICTS: Record<MetricAssessment["verdict"], string> = {
  degrading: "getting worse",
  unstable: "unstable",
  unknown: "trend unknown",
  improving: "improving",
  stable: "no significant change",
};

function describeValues({ baseline, latest, limit, points_judged }: MetricAssessment): string {
  const now = latest?.value == null ? "no number" : figure(latest.value);
  const bound = limit === null ? "" : ` (limit ${figure(limit.value)})`;
  return baseline === null || points_judged === 1
    ? `${now}${bound}`
    : `${figure(baseline.value)} → ${now}${bound}`;
}

/**
 * The samples beside the minimum, how they come in, and of which data sets they are.
 *
 * @example ["24,631 of 25,000 (98 %) in the last 30 days, +300 a day, newest 2 days old", "in data/train"]
 */
export function dataTexts(
  sufficiency: Sufficiency,
  supply: Supply | null,
  availability: Pick<Availability, "training_set" | "inventory">,
): string[] {
  const { least, most, minimum, window } = sufficiency;
  const usual = Math.round(supply?.usual_daily_samples ?? 0);
  const rows = countRange(least, most);
  if (isWithoutData(sufficiency, availability.inventory)) {
    return [
      `none found${minimum === null ? ", no minimum stated" : `; ${thousands(minimum)} samples needed`}`,
    ];
  }
  const isUnknown = most === null && least === 0;
  const share = minimum === null || most !== least ? "" : ` (${percent(least, minimum)})`;
  const { samples: all } = availability.training_set;
  const others = otherDaysWords(most, all, supply?.samples_in_future ?? 0);
  const where = window === null ? "" : ` ${lastDays(window)}${others}`;
  const samples = [
    minimum === null
      ? `${sampleRange(least, most)}${where}, no minimum stated`
      : isUnknown
        ? `${rows} of samples${where}; ${thousands(minimum)} needed`
        : `${rows} of ${thousands(minimum)}${share}${where}`,
    ...(usual === 0 || supply?.stopped ? [] : [`+${thousands(usual)} a day`]),
    ...newestPart(supply),
  ].join(", ");
  const sets = dataSetText(availability);
  return sets === null ? [samples] : [samples, sets];
}

/** Whether no data was found, here or elsewhere, so that there may be any number of samples. */
export function isWithoutData(
  { most }: Sufficiency,
  { datasets }: Availability["inventory"],
): boolean {
  return datasets.length === 0 && most === null;
}

function newestPart(supply: Supply | null): string[] {
  const { newest_day: day = null, newest_age_days: age = null, stopped } = supply ?? {};
  if (day === null || age === null) return [];
  if (stopped) return [`no new data since ${dateWords(day)}`];
  return [age === 0 ? "newest of today" : `newest ${daysAgo(age).replace(" ago", " old")}`];
}

/** Whole per cents, rounded down, so that 100 % means enough. */
export function percent(part: number, whole: number): string {
  return `${thousands(Math.floor((100 * part) / whole))} %`;
}

/** Which data sets the samples are of; null where there is nothing to tell apart. */
function dataSetText({
  training_set: set,
  inventory,
}: Pick<Availability, "training_set" | "inventory">): string | null {
  const [reading, ...others] = set.readings;
  if (reading === undefined) return null;
  const own = [...reading.always, ...reading.perhaps];
  const isAway = (name: string) =>
    inventory.datasets.some((each) => each.name === name && !each.here);
  if (others.length === 0 && own.some(isAway)) {
    return `not on this machine: ${listed(own.filter(isAway))}`;
  }
  if (inventory.datasets.length < 2) return null;
  if (set.is_decided) return `in ${listed(own)}`;
  const names = [reading, ...others].flatMap(({ always, perhaps }) => [...always, ...perhaps]);
  return `training data not known: ${listed([...new Set(names)])}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${thousands(names.length - 3)} more` : shown;
}
