import {
  FEWEST_WITH_OUTLIER,
  MOST_COMPARED,
  newestDistance,
  newestP,
} from "../stats/newest-outlier.ts";
import type { MetricAssessment } from "./schema.ts";

/**
 * The level at which a newest value is far outside the others. So strict that at most 1 % of series without a
 * change have one, also where a season of the week stays in them, which was simulated without
 * (`npm run bench -- drift`).
 */
export const OUTLIER_RATE = 0.003;

export type NewestOutlier = Omit<NonNullable<MetricAssessment["newest_outlier"]>, "adjusted_p">;

/**
 * How far the newest value lies from the others, and how likely that is by chance.
 *
 * @param values oldest first, without their season
 * @param raw the same as they were written: their decimals tell in which steps they are
 * @param interval of the newest value, from its samples or as the tool states; null where unknown
 * @returns null where they are too few, or the newest may well be like the others by its own interval
 */
export function findOutlier(
  values: readonly number[],
  raw: readonly number[],
  interval: readonly [number, number] | null,
  autocorrelation: number,
): NewestOutlier | null {
  if (values.length < FEWEST_WITH_OUTLIER) return null;
  const found = newestDistance(values, smallestStep(raw));
  if (found === null || found.size === 0) return null;
  const expected = (values.at(-1) as number) - found.size;
  if (interval !== null && interval[0] <= expected && expected <= interval[1]) return null;
  const { size, distance } = found;
  return {
    expected,
    size,
    values: found.values,
    p: newestP(found, autocorrelation),
    distance: Number.isFinite(distance) ? distance : null,
  };
}

/** The step in which values are written: 0.01 where the longest has two decimals. */
function smallestStep(values: readonly number[]): number {
  const decimals = values.slice(-MOST_COMPARED).map((value) => {
    const [, digits = "", exponent = "0"] = /^-?\d+(?:\.(\d+))?(?:e(.+))?$/.exec(`${value}`) ?? [];
    return digits.length - Number(exponent);
  });
  return 10 ** -decimals.reduce((most, each) => Math.max(most, each), 0);
}
