import type { PointColumns, TimedValue } from "../point-columns.ts";

/** Of what is larger not even the scatter is a number: an overflow, and no measurement. */
export const LARGEST = 1e150;

/** What is found in one pass over the points of a metric, which may be very many. */
export interface Survey {
  /** Whether each is later than the one before it. */
  readonly isRising: boolean;
  /** Whether all are numbers, and none an overflow. */
  readonly isNumeric: boolean;
}

export function surveyOf({ at, value }: PointColumns<TimedValue>): Survey {
  let isRising = true;
  let isNumeric = true;
  for (let i = 0; i < at.length; i++) {
    if (i > 0 && !((at[i] as number) > (at[i - 1] as number))) isRising = false;
    if (!(Math.abs(value[i] as number) <= LARGEST)) isNumeric = false;
  }
  return { isRising, isNumeric };
}
