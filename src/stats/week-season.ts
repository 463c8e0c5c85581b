import { mean, median } from "./mean.ts";

/** Fewer weeks than this show no season. */
const WEEKS = 3;

/**
 * The addend of each day of the week in daily values: the median over the weeks of the value's distance
 * above the mean of the seven days about it, so that neither trend, step nor one odd week is taken for
 * it. The classical decomposition by moving averages: Kendall & Stuart, The Advanced Theory of
 * Statistics, vol. 3, 46.
 *
 * @param days day numbers in the order of time; day 0 is of weekday 0
 * @returns by day number modulo 7, about 0; null without three weeks of mostly daily values
 * @example weekSeason([0, 1, …, 27], [2, 1, 1, 1, 1, 1, 0, 2, 1, …]) // [1, 0, 0, 0, 0, 0, -1]
 */
export function weekSeason(
  days: readonly number[],
  values: readonly number[],
): readonly number[] | null {
  if (!isDaily(days)) return null;
  const last = days.length - 1;
  const above: number[][] = Array.from({ length: 7 }, () => []);
  let [from, to] = [0, 0];
  for (let i = 0; i <= last; i++) {
    const day = days[i] as number;
    while ((days[from] as number) < day - 3) from++;
    while (to <= last && (days[to] as number) <= day + 3) to++;
    // A week that is cut off at an end leans to one side.
    const isWhole = day - 3 >= (days[0] as number) && day + 3 <= (days[last] as number);
    if (isWhole && to - from >= 5) {
      above[weekdayIndex(day)]?.push((values[i] as number) - mean(values.slice(from, to)));
    }
  }
  const known = above.map((of) => (of.length >= WEEKS - 1 ? median(of) : null));
  const centre = mean(known.filter((effect) => effect !== null));
  return known.map((effect) => (effect === null ? 0 : effect - centre));
}

/** The values without what their weekday adds. */
export function withoutSeason(
  days: readonly number[],
  values: readonly number[],
  season: readonly number[],
): number[] {
  return values.map((value, i) => value - ofWeekday(season, days[i] as number));
}

/** The addend of a day's weekday. */
export function ofWeekday(season: readonly number[], day: number): number {
  return season[weekdayIndex(day)] ?? 0;
}

function isDaily(days: readonly number[]): boolean {
  const gaps = days.slice(1).map((day, i) => day - (days[i] as number));
  const span = (days.at(-1) ?? 0) - (days[0] ?? 0) + 1;
  return span >= 7 * WEEKS && days.length >= 5 * WEEKS && median(gaps) === 1;
}

function weekdayIndex(day: number): number {
  return ((day % 7) + 7) % 7;
}
