import type { DayCounts } from "../../engine/profile.ts";
import { blockInflation } from "../../stats/block-inflation.ts";
import { maxT } from "../../stats/max-t.ts";
import type { Splits } from "../../stats/splits.ts";
import type { DayNumber } from "../../time/instant.ts";
import type { Block } from "./blocks.ts";
import { measureMemory } from "./day-memory.ts";
import { splitDistances } from "./split-distances.ts";
import { selectDays, sumBlocks } from "./window-days.ts";

/** One window of all columns. */
export interface JudgedWindow {
  readonly days: readonly DayNumber[];
  readonly blocks: readonly Block[];
}

/** The windows and how their blocks are split: the same for all columns. */
export interface Comparison {
  readonly reference: JudgedWindow;
  readonly current: JudgedWindow;
  readonly splits: Splits;
}

/** The histograms of one column in both windows, in the same bins. */
export interface ColumnCounts {
  readonly reference: DayCounts;
  readonly current: DayCounts;
}

export interface TestedColumn {
  /** As if it were the only column. */
  readonly pAlone: number;
  /** Corrected for all columns of the family. */
  readonly p: number;
  /** Of the effects of neighbouring days. */
  readonly autocorrelation: number;
  /** By how much that lets the squared distance of the windows exceed those of other splits. */
  readonly inflation: number;
}

/**
 * Tests whether columns differ between the windows by more than weeks differ anyway: whether the distance
 * of the windows is larger than those between other splits of the same weeks. Whole weeks are split, not
 * rows, because rows of a day are alike. Weeks are alike too where days have a long memory: by what that
 * adds on average, the distance of the windows is reduced.
 */
export function testFamily(
  columns: readonly ColumnCounts[],
  { reference, current, splits }: Comparison,
): TestedColumn[] {
  const memory = measureMemory(
    columns.map((column) => [
      selectDays(reference.days, column.reference, reference.blocks),
      selectDays(current.days, column.current, current.blocks),
    ]),
  );
  const windows = [reference, current];
  const days = windows.reduce((total, { blocks }) => total + countDays(blocks), 0);
  const [first, last] = [reference.blocks.length, current.blocks.length];
  const inflations = memory.map((own) => blockInflation(own, days / (first + last), first, last));
  const distances = columns.map((column) => {
    const bins = column.reference[0]?.length ?? 0;
    const histograms = [
      ...sumBlocks(column.reference, reference.blocks, bins).blocks,
      ...sumBlocks(column.current, current.blocks, bins).blocks,
    ];
    return splitDistances(histograms, splits);
  });
  const observed = distances.map(
    (own, c) => (own[0] as number) / Math.sqrt(inflations[c] as number),
  );
  return maxT(distances, observed).map(({ alone, corrected }, c) => ({
    pAlone: alone,
    p: corrected,
    autocorrelation: memory[c]?.autocorrelation ?? 0,
    inflation: inflations[c] as number,
  }));
}

function countDays(blocks: readonly Block[]): number {
  return blocks.reduce((total, { first, end }) => total + end - first, 0);
}
