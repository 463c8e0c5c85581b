import type { DayRange } from "../../engine/engine.ts";
import type { DayNumber } from "../../time/instant.ts";
import type { InputDrift } from "./input-schema.ts";

/** The days that are compared, and by what the reference is known. */
export interface DriftWindows {
  readonly reference: DayRange;
  readonly current: DayRange;
  readonly by: NonNullable<InputDrift["reference_by"]>;
}

export interface WindowFacts {
  /** `drift.data.reference`, or the days of a data set of that role. */
  readonly stated: (Pick<DriftWindows, "by"> & { readonly days: DayRange }) | null;
  /** The day of the last full training of the history. */
  readonly trainedOn: DayNumber | null;
  /** Days of the data window that ends today. */
  readonly windowDays: number;
  /** It is not over, and does not count. */
  readonly today: DayNumber;
}

/** More of the past says little of the model's data, and takes time. */
const MOST_REFERENCE_DAYS = 26 * 7;

/**
 * Which days are compared: those before the last full training, which saw them, with those since; or
 * stated ones with the days since the training, or the data window.
 *
 * @returns null where neither a reference is stated nor a full training is known, or no whole day follows
 * @example trained on 2025-08-10, today 2025-08-31 → 2025-02-09 to 2025-08-09, and 2025-08-10 to 2025-08-30
 */
export function chooseWindows({
  stated,
  trainedOn,
  windowDays,
  today,
}: WindowFacts): DriftWindows | null {
  const last = today - 1;
  const reference = stated?.days ?? (trainedOn === null ? null : beforeTraining(trainedOn));
  if (reference === null) return null;
  const since = trainedOn ?? today - windowDays + 1;
  // A reference of another data set may be of the same days.
  const first = stated?.by === "data_set" ? since : Math.max(since, reference.last + 1);
  if (first > last) return null;
  return { reference, current: { first, last }, by: stated?.by ?? "training" };
}

function beforeTraining(trainedOn: DayNumber): DayRange {
  return { first: trainedOn - MOST_REFERENCE_DAYS, last: trainedOn - 1 };
}
