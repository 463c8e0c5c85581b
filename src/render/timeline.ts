import type { Scan } from "../inventory/scan/schema.ts";
import { formatDay, parseDay } from "../time/instant.ts";
import { startOfWeek, weekName } from "../time/week.ts";

/** Days or weeks, one or several folded into one line. */
export interface Period {
  readonly first: string;
  readonly last: string;
  /** How many days or weeks. */
  readonly length: number;
  /** Of these without samples. */
  readonly empty: number;
  readonly samples: number;
}

/** Lines beyond these are folded into one. */
export const MOST_PERIODS = 30;

/** Longer runs of empty days or weeks are folded. */
const MOST_EMPTY = 3;

/**
 * Samples a day, or a week, from the first one that has any (with --since from that day) to the last.
 * Empty ones are among them; a long run of empty ones is one period, and all before the newest
 * {@link MOST_PERIODS} periods is one. Lengths and samples add up to the whole.
 */
export function buildTimeline(scan: Pick<Scan, "days" | "weeks" | "since">): Period[] {
  const step = scan.weeks === undefined ? 1 : 7;
  const nameOf = step === 1 ? formatDay : weekName;
  const known =
    scan.weeks?.map(({ from, samples }) => ({ at: parseDay(from), samples })) ??
    scan.days.map(({ day, samples }) => ({ at: parseDay(day), samples }));
  const periods: Period[] = [];
  const push = (from: number, to: number, samples: number) => {
    const length = (to - from) / step + 1;
    const empty = samples === 0 ? length : 0;
    periods.push({ first: nameOf(from), last: nameOf(to), length, empty, samples });
  };
  const pushEmpty = (from: number, to: number) => {
    if ((to - from) / step >= MOST_EMPTY) push(from, to, 0);
    else for (let at = from; at <= to; at += step) push(at, at, 0);
  };
  let next = known[0]?.at;
  if (next !== undefined && scan.since !== undefined) {
    const since = parseDay(scan.since.day);
    next = step === 1 ? since : startOfWeek(since);
  }
  for (const { at, samples } of known) {
    pushEmpty(next as number, at - step);
    push(at, at, samples);
    next = at + step;
  }
  return folded(periods);
}

function folded(periods: readonly Period[]): Period[] {
  if (periods.length <= MOST_PERIODS) return [...periods];
  const newest = periods.slice(1 - MOST_PERIODS);
  const earlier = periods.slice(0, 1 - MOST_PERIODS).reduce((sum, period) => ({
    first: sum.first,
    last: period.last,
    length: sum.length + period.length,
    empty: sum.empty + period.empty,
    samples: sum.samples + period.samples,
  }));
  return [earlier, ...newest];
}
