import { count, figure, probability } from "../text/quantity.ts";
import { dateWords } from "../time/date-words.ts";
import type {
  AlertsFacts,
  ChangeFacts,
  ExperimentFacts,
  MetricFacts,
  NonNull,
  UnchosenFacts,
} from "./known-findings.ts";
import type { MetricAssessment } from "./schema.ts";

/** The largest experiment that somebody named. */
export function formatExample(experiments: UnchosenFacts["experiments"]): string {
  const named = experiments.find(({ name }) => name !== "Default") ?? experiments[0];
  return named?.name ?? "";
}

/** How far a newest value is from the others, where they spread at all. */
export function distanceWords({ distance, expected }: NonNull<"newest_outlier">): string {
  if (distance === null || distance > MOST_DEVIATIONS) return `, all near ${figure(expected)}`;
  return `: ${figure(Number(distance.toPrecision(2)))} standard deviations from their median of ${figure(expected)}`;
}

/** More of them mean that the others are equal but for their rounding. */
const MOST_DEVIATIONS = 10_000;

/** ` of 4 models`; empty where there is one alone, or each is its own. */
export function describeKinds({ runs, kinds: { by, count: many }, unit }: ExperimentFacts) {
  const word = by === "algorithm" && unit === "evaluation" ? "model" : by;
  return many > 1 && (many < runs || by === "algorithm") ? ` of ${count(many, word)}` : "";
}

/** About how long: at least two minutes, hours or days. */
export function spanWords(minutes: number): string {
  if (minutes < 120) return count(Math.max(1, Math.round(minutes)), "minute");
  const hours = minutes / 60;
  return hours < 48 ? count(Math.round(hours), "hour") : count(Math.round(hours / 24), "day");
}

export function deciding({ decides }: MetricFacts): "error" | "warning" {
  return decides ? "error" : "warning";
}

export function be({ stale }: MetricFacts): string {
  return stale ? "was" : "is";
}

export function lastWords({ stale }: MetricFacts): string {
  return stale ? " at its last evaluation" : "";
}

export function named({ metric, source }: MetricFacts): string {
  return `${metric} (${source})`;
}

export function limitWords({ value, floor, ceiling, max_drop: drop }: NonNull<"limit">): string {
  if (value === floor) return `below its floor of ${figure(value)}`;
  if (value === ceiling) return `above its ceiling of ${figure(value)}`;
  return `beyond ${figure(value)}, ${figure((drop ?? 0) * 100)} % worse than its baseline`;
}

export function changeWords(f: ChangeFacts): string {
  const { test, change, baseline, latest } = f;
  const p = chanceWords(f.significance);
  if (test === null) {
    return (
      `${figure(latest.value ?? Number.NaN)} of ${count(latest.samples ?? 0, "sample")} against ` +
      `${figure(baseline.value)} of ${count(baseline.samples ?? 0, "sample")}, a change of ` +
      `${figure(change?.absolute ?? 0)}${range(change?.interval ?? null)} (${p})`
    );
  }
  const fell = test.change < 0;
  const from = figure3(baseline.value);
  const season = f.season_removed ? ", the season of the week taken out" : "";
  return test.since === null
    ? `it ${fell ? "fell" : "rose"} steadily from ${from} to ${figure3(baseline.value + test.change)} over ${test.points} evaluations (${p}${season})`
    : `it ${fell ? "dropped" : "rose"} by ${figure3(Math.abs(test.change))} on ${dateWords(test.since)}, from a baseline of ${from} (${p}${season})`;
}

function chanceWords(significance: MetricAssessment["significance"]): string {
  if (significance === null) return "untested";
  const { adjusted_p, metrics } = significance;
  const of = metrics > 1 ? `, corrected for ${metrics} metrics` : "";
  return `p ${probability(adjusted_p)}${of}`;
}

export function range(interval: readonly [number, number] | null): string {
  return interval === null ? "" : ` (${figure(interval[0])} to ${figure(interval[1])})`;
}

/** To three digits, as people read it. */
function figure3(value: number): string {
  return figure(Number(value.toPrecision(3)));
}

/** The first three, and how many more. */
export function some(names: readonly string[]): string {
  const more = names.length - 3;
  return `${names.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

export function alertsWords({ alerts, days, limit }: AlertsFacts): string {
  return `${count(alerts, "alert")} in the last ${count(days, "day")}, more than ${limit}`;
}
