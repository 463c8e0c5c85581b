import { posix } from "node:path";
import type { Plan } from "../plan/schema.ts";
import {
  formatDay,
  formatInstant,
  type Instant,
  MICROS_PER_DAY,
  type Zone,
} from "../time/instant.ts";

/** The files that the script behind `classic` looks at, by their sizes and modification times. */
export interface GeneratorInput {
  /** In the order in which the script met them. */
  readonly data: readonly { readonly path: string; readonly bytes: number; readonly at: Instant }[];
  /** The statuses of the last three validations; those that cannot be read are skipped. */
  readonly validations: readonly string[];
  /** How many alerts were written in the last seven days. */
  readonly recentAlerts: number;
  /** Whether the configuration says how cycles are placed; else they are the script's. */
  readonly hasSchedule: boolean;
  /** Whether the configuration lists the prerequisites; else they are the script's, which ticked them all. */
  readonly hasChecklist: boolean;
  readonly now: Instant;
  readonly zone: Zone;
}

/** The facts of the `classic` document, by the script's arithmetic and in its wording. */
export interface ClassicFacts {
  readonly min_replay_size: number;
  readonly total_mb: string;
  readonly files: number;
  readonly date_range: string;
  readonly types: string;
  readonly validation_trend: string;
  readonly performance_degradation: "Yes" | "No";
  readonly recommendation: string;
  readonly min_mb: string;
  readonly training_hours: number;
  readonly recommendations: readonly string[];
  readonly schedule: readonly ClassicCycle[];
  readonly checklist: readonly { readonly item: string; readonly done: boolean }[];
  readonly risks: readonly string[];
}

type ClassicCycle = Pick<
  Plan["schedule"][number],
  "cycle" | "scheduled_date" | "type" | "estimated_duration_hours" | "data_window_days"
>;

const MINIMUM = 100_000;
const MEGABYTE = 1024 ** 2;
const ALERT_LIMIT = 5;

/** Of each cadence of the script: days between cycles, of data, and hours of a training. */
const CADENCES: Readonly<Record<string, { days: number; window: number; hours: number }>> = {
  daily: { days: 1, window: 7, hours: 2 },
  weekly: { days: 7, window: 30, hours: 8 },
  monthly: { days: 30, window: 90, hours: 24 },
};

/**
 * The facts of the `classic` document for any input: data is judged by size, a copy counts again, and
 * 1,000 samples are a megabyte. Minimum, schedule, checklist and hours of a training are those of the
 * configuration, where it states them.
 */
export function classicFacts(plan: Plan, input: GeneratorInput): ClassicFacts {
  const { sufficiency } = plan.current_state.data_availability;
  const { training_requirements: requirements } = plan.current_state;
  const configured = sufficiency.minimum_by === "configured" ? sufficiency.minimum : null;
  const minimum = configured ?? MINIMUM;
  const have = input.data.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE;
  const need = minimum / 1000;
  const state = judgeDrift(input);
  const isDegraded = state.degradation === "Yes";
  const cadence = CADENCES[plan.metadata.cadence];
  return {
    min_replay_size: minimum,
    total_mb: oneDecimal(have),
    files: input.data.length,
    date_range: dateRange(input),
    types: formatTypes(input),
    validation_trend: state.trend,
    performance_degradation: state.degradation,
    recommendation: state.recommendation,
    min_mb: oneDecimal(need),
    training_hours:
      cadence !== undefined && requirements.assumed.training_time
        ? cadence.hours
        : requirements.estimated_training_time_hours,
    recommendations: [
      have < need
        ? `⚠️ Insufficient data: ${oneDecimal(have)}MB < ${oneDecimal(need)}MB required`
        : `✅ Sufficient data: ${oneDecimal(have)}MB ≥ ${oneDecimal(need)}MB required`,
      ...(isDegraded ? ["⚠️ Performance degradation detected"] : []),
      ...(state.recommendation === "retrain_immediately"
        ? ["🚨 Immediate retraining recommended"]
        : []),
    ],
    schedule:
      cadence === undefined || input.hasSchedule
        ? plan.schedule
        : planClassicCycles(cadence, input.now),
    checklist: plan.checklist.map(({ item, done }) => ({
      item,
      done: done || !input.hasChecklist,
    })),
    risks: [
      ...(have < need ? ["Insufficient training data may lead to overfitting"] : []),
      ...(isDegraded ? ["Continued performance degradation until the next retraining"] : []),
      ...plan.review.risks.flatMap(({ finding, risk }) => (finding === null ? [risk] : [])),
    ],
  };
}

interface Judged {
  readonly trend: string;
  readonly degradation: "Yes" | "No";
  readonly recommendation: string;
}

const TOO_FEW: Judged = { trend: "stable", degradation: "No", recommendation: "monitor" };
const FAILING: Judged = {
  trend: "degrading",
  degradation: "Yes",
  recommendation: "retrain_immediately",
};
/** By how many of three validations passed. */
const BY_PASSED: readonly Judged[] = [
  FAILING,
  FAILING,
  { trend: "unstable", degradation: "No", recommendation: "investigate_and_retrain" },
  { trend: "stable", degradation: "No", recommendation: "continue_monitoring" },
];

/** By the last three validations; more than five alerts in a week then outweigh even an urgent one. */
function judgeDrift({ validations, recentAlerts }: GeneratorInput): Judged {
  const passed = validations.filter((status) => status === "PASS").length;
  const judged = validations.length < 3 ? TOO_FEW : (BY_PASSED[passed] ?? TOO_FEW);
  return recentAlerts > ALERT_LIMIT
    ? { trend: judged.trend, degradation: "Yes", recommendation: "retrain_soon" }
    : judged;
}

/** Six cycles, the first one cadence from now; the first and every fourth after it are full. */
function planClassicCycles(
  { days, window }: { days: number; window: number },
  now: Instant,
): ClassicCycle[] {
  const today = Math.floor(now / MICROS_PER_DAY);
  return Array.from({ length: 6 }, (_, i) => ({
    cycle: i + 1,
    scheduled_date: formatDay(today + (i + 1) * days),
    ...(i % 4 === 0
      ? { type: "full_retrain" as const, estimated_duration_hours: 24 }
      : { type: "incremental" as const, estimated_duration_hours: 8 }),
    data_window_days: window,
  }));
}

function dateRange({ data, zone }: GeneratorInput): string {
  if (data.length === 0) return "None to None";
  const times = data.map(({ at }) => at);
  const local = (at: Instant) => formatInstant(at, zone).replace(/(Z|[+-]\d\d:\d\d)$/, "");
  const least = times.reduce((a, b) => Math.min(a, b));
  const most = times.reduce((a, b) => Math.max(a, b));
  return `${local(least)} to ${local(most)}`;
}

/** `.csv(9), .parquet(1)`, as they were first met. */
function formatTypes({ data }: GeneratorInput): string {
  const counts = new Map<string, number>();
  for (const { path } of data) {
    const ending = posix.extname(path);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  return Array.from(counts, ([ending, files]) => `${ending}(${files})`).join(", ");
}

/**
 * As Python prints `f"{value:.1f}"`: what lies half-way goes to the even digit.
 *
 * @example oneDecimal(0.25) // "0.2", where JavaScript's toFixed gives "0.3"
 */
export function oneDecimal(value: number): string {
  // Only quarters lie half-way exactly, in binary.
  const isHalf = Number.isInteger(value * 4) && !Number.isInteger(value * 2);
  if (!isHalf) return value.toFixed(1);
  const down = Math.floor(value * 10);
  return ((down % 2 === 0 ? down : down + 1) / 10).toFixed(1);
}
