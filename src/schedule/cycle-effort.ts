import { DEFAULT_HOURS, DEFAULT_STORAGE_GB } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import { type Prediction, predictSum, type RobustLine } from "../stats/robust-line.ts";
import type { LearnedLines } from "./fit-effort.ts";
import { gpuCount } from "./gpus.ts";
import type { CycleType, Effort } from "./schema.ts";

/** Of every interval of hours and costs. */
export const CONFIDENCE = 0.8;
export const TYPES = ["full_retrain", "incremental"] as const;

/** How many samples a cycle is expected to have; half the width of their interval of 80 %. */
export interface Expected {
  readonly samples: number;
  readonly halfWidth: number;
}

export interface PlannedEffort {
  readonly type: CycleType;
  readonly expected: Expected | null;
  readonly effort: Effort;
}

export interface Context {
  readonly config: Config["requirements"];
  readonly schedule: Config["schedule"];
  readonly byType: Record<CycleType, LearnedLines>;
}

/** How long a retraining takes, and on what that rests. */
export function planTime(type: CycleType, given: Expected | null, context: Context) {
  const configured = statedHours(type, context);
  const { hours: line, samples: usual } = context.byType[type];
  const expected = orUsual(given);
  if (configured === undefined && line !== null) {
    const at = expected?.samples ?? usual ?? line.range[0];
    const prediction = predicted(line, [expected], usual);
    return {
      basis: "history" as const,
      // A hundredth of an hour is the least: what takes no time would overlap with nothing.
      hours: Math.max(0.01, rounded(prediction.expected)),
      prediction,
      expected,
      extrapolated: at < line.range[0] || at > line.range[1],
    };
  }
  const basis = configured === undefined ? ("default" as const) : ("configured" as const);
  const hours = configured ?? DEFAULT_HOURS[type];
  return { basis, hours, prediction: NOTHING, expected, extrapolated: false };
}

/** An empty training set is not a training: a cycle without samples gets the usual values. */
export function orUsual(expected: Expected | null): Expected | null {
  return expected === null || expected.samples <= 0 ? null : expected;
}

/** As configured, else as usual in the history; null where neither tells: no cost rests on a guess. */
export function planGpus(type: CycleType, { config, byType }: Context): number | null {
  return config.gpus === undefined ? byType[type].gpus : gpuCount(config.gpus);
}

export function planStorage(type: CycleType, { config, byType }: Context): number {
  return config.storage_gb ?? byType[type].storageGb ?? DEFAULT_STORAGE_GB;
}

const NOTHING: Prediction = { expected: 0, halfWidth: 0 };

export function statedHours(type: CycleType, { schedule }: Context): number | undefined {
  return type === "full_retrain" ? schedule.full_hours : schedule.incremental_hours;
}

export function toInterval({ expected, halfWidth }: Prediction): [number, number] {
  return [rounded(Math.max(0, expected - halfWidth)), rounded(expected + halfWidth)];
}

/** To hundredths: cents, and 36 seconds. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * A sum over cycles. How far the samples may be from what is expected is added to the error of the line;
 * one forecast tells the samples of all cycles, so that these errors go together.
 */
export function predicted(
  line: RobustLine,
  cycles: readonly (Expected | null)[],
  usual: number | null,
): Prediction {
  const at = cycles.map((expected) => expected?.samples ?? usual ?? line.range[0]);
  const { expected, halfWidth } = predictSum(line, at, CONFIDENCE);
  const samples = cycles.reduce((sum, each) => sum + (each?.halfWidth ?? 0), 0);
  return { expected, halfWidth: Math.hypot(halfWidth, line.slope * samples) };
}
