import type { DataSet, Inventory } from "../inventory/schema.ts";
import { type DayNumber, formatDay, parseDay } from "../time/instant.ts";
import type { Window } from "./fit-cycle.ts";
import { labelledRows, perhapsLabelledRows, type Rows } from "./labelled-rows.ts";
import { isDoubted, type Reading } from "./training-set.ts";

/** Samples of a window: those that certainly count, and those that may; null where there is no bound. */
export interface Interval {
  readonly least: number;
  readonly most: number | null;
}

export function sumOfMost(intervals: readonly Interval[]): number | null {
  return intervals.reduce<number | null>(
    (sum, { most }) => (sum === null || most === null ? null : sum + most),
    0,
  );
}

/** The rows of a data set that certainly lie in a window, and those that may; null: of any day. */
export function rowsIn(set: DataSet, window: Window | null): Interval {
  if (!set.here || set.samples === null) return { least: 0, most: null };
  const { least } = datedIn(set, labelledRows(set), window);
  const { most } = datedIn(set, perhapsLabelledRows(set), window);
  return {
    least: Math.max(0, least - set.doubtful),
    most: set.uncounted_files > 0 ? null : most,
  };
}

/** @param rows those of the set that are asked for */
export function datedIn(
  set: DataSet,
  rows: Rows,
  window: Window | null,
): { least: number; most: number } {
  const samples = rows.samples ?? 0;
  // Where nothing dates the rows, the window does not apply.
  if (window === null || !hasDays(set)) return { least: samples, most: samples };
  const { from, to } = window;
  let [least, most] = [0, rows.undated];
  for (const { day, samples: some } of rows.days) {
    const at = parseDay(day);
    if (at < from || at > to) continue;
    least += some;
    most += some;
  }
  for (const span of rows.spans) {
    const [first, last] = [parseDay(span.from), parseDay(span.to)];
    if (first >= from && last <= to) least += span.samples;
    if (first <= to && last >= from) most += span.samples;
  }
  // Of rows whose labels were counted, but not by day, no more than all.
  return { least, most: Math.min(most, samples) };
}

/** Whether a column, folder or name says when samples happened, or should. */
export function hasDays({ days, spans, unread_time }: DataSet): boolean {
  return days.length > 0 || spans.length > 0 || unread_time !== null;
}

/** The samples a day that are known to be the training set's, summed up; null where several readings remain. */
export function trainingDays(readings: readonly Reading[]): Inventory["days"] | null {
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0) return null;
  const { always, perhaps } = reading;
  if (perhaps.length > (always.length > 0 ? 0 : 1) || perhaps.some(isDoubted)) return null;
  const days = new Map<DayNumber, number>();
  for (const set of [...always, ...perhaps]) {
    for (const { day, samples } of labelledRows(set).days) {
      if (samples === 0) continue;
      const at = parseDay(day);
      days.set(at, (days.get(at) ?? 0) + samples);
    }
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([at, samples]) => ({ day: formatDay(at), samples }));
}

/** Whether files of the training set that may hold samples of a day could not be counted, or are not here. */
export function mayHaveMore(readings: readonly Reading[], day: DayNumber): boolean {
  const sets = readings.flatMap(({ always, perhaps }) => [...always, ...perhaps]);
  return sets.some(
    ({ uncounted_days: spans }) =>
      spans === null || spans.some(({ from, to }) => parseDay(from) <= day && day <= parseDay(to)),
  );
}

/** Samples of the training set that count wherever a window lies, for nothing dates them. */
export function timelessSamples(readings: readonly Reading[]): number {
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0) return 0;
  const { always, perhaps } = reading;
  const isOnly = always.length === 0 && perhaps.length === 1 && !perhaps.some(isDoubted);
  const sets = isOnly ? perhaps : always;
  return sets.reduce((sum, set) => sum + (hasDays(set) ? 0 : (labelledRows(set).samples ?? 0)), 0);
}
