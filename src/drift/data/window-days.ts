import type { DayCounts } from "../../engine/profile.ts";
import { sum } from "../../stats/mean.ts";
import { addTo } from "../../stats/vectors.ts";
import type { DayNumber } from "../../time/instant.ts";
import type { Block } from "./blocks.ts";

/** The days of one column in one window. */
export interface WindowDays {
  readonly days: readonly DayNumber[];
  /** Rows of each day that are in a bin. */
  readonly rows: readonly number[];
  readonly counts: DayCounts;
}

/** The histograms of a column by block, and their sum. */
export interface BlockSums {
  readonly blocks: readonly Float64Array[];
  readonly total: Float64Array;
}

/** The days of a column from the first block to the last. */
export function selectDays(
  days: readonly DayNumber[],
  counts: DayCounts,
  blocks: readonly Block[],
): WindowDays {
  const [first, end] = [blocks[0]?.first ?? 0, blocks.at(-1)?.end ?? 0];
  const own = counts.slice(first, end);
  return { days: days.slice(first, end), rows: own.map(sum), counts: own };
}

/** Adds the histograms of each block's days. */
export function sumBlocks(counts: DayCounts, blocks: readonly Block[], bins: number): BlockSums {
  const total = new Float64Array(bins);
  const sums = blocks.map(({ first, end }) => {
    const own = new Float64Array(bins);
    for (let d = first; d < end; d++) addTo(own, counts[d] as Float64Array);
    addTo(total, own);
    return own;
  });
  return { blocks: sums, total };
}
