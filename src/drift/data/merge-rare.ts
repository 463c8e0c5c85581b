import type { DayCounts } from "../../engine/profile.ts";
import { sum } from "../../stats/mean.ts";
import type { ColumnPair } from "./pair-columns.ts";

type WindowCounts = Record<keyof ColumnPair, DayCounts>;

/** So many standard deviations below its expected count a value is still among the counted ones. */
const SAFETY = 4;

/**
 * The counts of a category for the test. Which values have a bin was decided by the reference alone, so that
 * its counts of rare ones are too high by choice, and new ones are always of the current window: no other
 * split of the days has that. So all values join the last bin that chance could have left without one: those
 * whose number in both windows, n, does not let the reference expect `n · share` ≥ fewest + 4 √(n · share).
 *
 * @param totals of each value in both windows, the last of all others
 */
export function mergeRare(
  counts: WindowCounts,
  totals: Record<keyof ColumnPair, Float64Array>,
): WindowCounts {
  const { reference, current } = totals;
  const share = sum(reference) / (sum(reference) + sum(current) || 1);
  const last = reference.length - 1;
  // Where others are counted together, a value needs as many as the rarest that has a bin.
  const fewest =
    (reference[last] ?? 0) > 0
      ? reference.subarray(0, last).reduce((a, b) => Math.min(a, b), Infinity)
      : 1;
  const isFrequent = (n: number) => n * share - SAFETY * Math.sqrt(n * share) >= fewest;
  const kept = [...reference.keys()].filter(
    (bin) => bin < last && isFrequent((reference[bin] ?? 0) + (current[bin] ?? 0)),
  );
  if (kept.length === last) return counts;
  const merge = (day: Float64Array) => {
    const merged = new Float64Array(kept.length + 1);
    for (let i = 0; i < kept.length; i++) merged[i] = day[kept[i] as number] as number;
    merged[kept.length] = sum(day) - sum(merged);
    return merged;
  };
  return { reference: counts.reference.map(merge), current: counts.current.map(merge) };
}
