import type { Profile } from "../../engine/profile.ts";
import { leastP } from "../../stats/splits.ts";
import type { DayNumber } from "../../time/instant.ts";

/**
 * The days of a block. A week has each weekday once, so that a weekly pattern adds the same to all; of
 * days without autocorrelation shorter blocks would find more, but 30 days do not tell which those are.
 */
export const BLOCK_DAYS = 7;

/** Of the reference at most the latest half year counts: what is older, resembles today less. */
export const REFERENCE_BLOCKS = 26;

/** Consecutive days of one window. */
export interface Block {
  readonly from: DayNumber;
  readonly to: DayNumber;
  /** Positions of its days in the profile. */
  readonly first: number;
  readonly end: number;
}

/**
 * The weeks of a window, counted back from its last day; first days that do not fill a week
 * are excluded, so that no weekday counts twice. A week without rows is dropped. Blocks never span both
 * windows.
 *
 * @param most at most so many, the latest
 * @example of 17 days from day 100 → days 103 to 109 and 110 to 116
 */
export function weekBlocks({ days, rows }: Profile, most = Number.POSITIVE_INFINITY): Block[] {
  const blocks: Block[] = [];
  // A weekly delivery is of the whole week before it.
  const start = (days[0] ?? 0) - usualGap(days) + 1;
  const last = days.at(-1) ?? 0;
  let end = days.length;
  for (
    let to = last;
    end > 0 && to - BLOCK_DAYS + 1 >= start && blocks.length < most;
    to -= BLOCK_DAYS
  ) {
    let first = end;
    let samples = 0;
    while (first > 0 && (days[first - 1] as number) > to - BLOCK_DAYS) {
      first--;
      samples += rows[first] as number;
    }
    if (samples > 0) blocks.push({ from: to - BLOCK_DAYS + 1, to, first, end });
    end = first;
  }
  return blocks.reverse();
}

/**
 * The least days of each window with which a p-value below the rate is possible: more of the current
 * window, because no more of the past will arrive; only a reference without any week has to grow.
 *
 * @example daysNeeded({ reference: 4, current: 1 }, 0.05, 2000) // { reference: 28, current: 21 }
 */
export function daysNeeded(
  have: { readonly reference: number; readonly current: number },
  rate: number,
  limit: number,
): { reference: number; current: number } {
  const reference = Math.max(1, have.reference);
  let current = Math.max(1, have.current);
  const canReach = () => leastP(reference + current, current, limit) < rate;
  while (!canReach() && current < 1 / rate + 1) current++;
  return { reference: reference * BLOCK_DAYS, current: current * BLOCK_DAYS };
}

/** Days between neighbours: 1 where most days have rows, 7 of weekly deliveries. */
export function usualGap(days: readonly DayNumber[]): number {
  const gaps = days.slice(1).map((day, i) => day - (days[i] as number));
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
}
