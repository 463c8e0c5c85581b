import type { MetricRule } from "../config/schema.ts";
import { type Direction, findMetric } from "../metric-names/names.ts";
import type { MetricAssessment } from "./schema.ts";

type Known = Pick<MetricAssessment, "direction" | "direction_by" | "direction_doubt">;

/**
 * Which way a metric is better: as configured, else as its limit implies, else as the field knows its name,
 * held against its values. An error that is never above zero was negated, as scikit-learn's `neg_…` and
 * AutoGluon do: then higher is better. Where a name allows no values below zero and some are, or a loss is
 * below zero, which may be a negated loss or that of a density, it is unknown.
 *
 * @param values finite
 */
export function directionFor(
  metric: string,
  rule: MetricRule | undefined,
  values: ArrayLike<number>,
): Known {
  const known = (direction: Direction, by: Known["direction_by"]): Known => ({
    direction,
    direction_by: by,
    direction_doubt: null,
  });
  if (rule?.direction !== undefined) return known(rule.direction, "configuration");
  if (rule?.floor !== undefined) return known("higher", "limit");
  if (rule?.ceiling !== undefined) return known("lower", "limit");
  const named = findMetric(metric);
  const { direction, range } = named ?? {};
  if (direction === undefined) {
    return { direction: null, direction_by: null, direction_doubt: null };
  }
  const { least, most } = valueRange(values);
  const mayBeBelow = direction === "higher" && range !== "share";
  if (least >= 0 || mayBeBelow) return known(direction, "name");
  const isNegated = direction === "lower" && range !== "any" && most <= 0;
  if (isNegated) return known("higher", "range");
  return { direction: null, direction_by: null, direction_doubt: "negative" };
}

function valueRange(values: ArrayLike<number>): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] as number);
    most = Math.max(most, values[i] as number);
  }
  return { least, most };
}

/** A change of unit makes of a fraction a hundred times as much; of what it was, at least so many times. */
const LEAST_RATIO = { higher: 3, lower: 10 } as const;
const MOST_RATIO = 1000;

/**
 * Where a metric's values begin to be percentages, or cease to be: from one value to the next, from at most
 * 1 to beyond it or back, by more than any model changes.
 *
 * @param values in the order of time
 * @returns the place of the last such value; null if there is no such value
 * @example unitChange("accuracy", [0.92, 0.91, 85]) // 2
 */
export function unitChange(metric: string, values: ArrayLike<number>): number | null {
  const named = findMetric(metric);
  if (named === null || !["share", "most-one", "ratio"].includes(named.range)) return null;
  for (let i = values.length - 1; i > 0; i--) {
    const [before, value] = [values[i - 1] as number, values[i] as number];
    const less = Math.min(before, value);
    const more = Math.max(before, value);
    if (less <= 0 || less > 1 || more <= 1) continue;
    if (more / less >= LEAST_RATIO[named.direction] && more / less <= MOST_RATIO) return i;
  }
  return null;
}
