import { sum } from "../stats/mean.ts";
import type { DayNumber } from "../time/instant.ts";
import type { DayRange } from "./engine.ts";
import type { Bins, ColumnProfile, Profile } from "./profile.ts";

/** The rows of one file by day, on given bins: plain data, to be kept. Those of files add up. */
export interface FileHistogram {
  readonly days: readonly DayNumber[];
  readonly rows: readonly number[];
  /** By name; a column that the file has not is not there. */
  readonly columns: Readonly<Record<string, ColumnHistogram>>;
}

/** One entry for each day of the file. */
export interface ColumnHistogram {
  /** Place and count of each bin that is not empty, one after the other. */
  readonly bins: readonly (readonly number[])[];
  /** Values that stand for no missing one, where the file holds texts; else 0. */
  readonly filled: readonly number[];
}

/** The profile of a window: the days of files' histograms that lie in it. */
export function assemble(
  files: readonly FileHistogram[],
  window: DayRange,
  names: readonly string[],
  bins: Bins,
): Profile {
  const rowsByDay = new Map<DayNumber, number>();
  for (const { days, rows } of files) {
    for (const [at, day] of days.entries()) {
      if (day < window.first || day > window.last) continue;
      rowsByDay.set(day, (rowsByDay.get(day) ?? 0) + (rows[at] as number));
    }
  }
  const days = [...rowsByDay.keys()].sort((a, b) => a - b);
  const rows = days.map((day) => rowsByDay.get(day) as number);
  const places = new Map(days.map((day, place) => [day, place]));
  const columns = names.map((name) => assembleColumn(name, files, places, rows, bins));
  return { days, rows, columns };
}

function assembleColumn(
  name: string,
  files: readonly FileHistogram[],
  places: ReadonlyMap<DayNumber, number>,
  rows: readonly number[],
  bins: Bins,
): ColumnProfile {
  const bin = bins.get(name) ?? { kind: "skipped", why: "type" };
  if (bin.kind === "skipped") return { name, ...bin };
  const width = 1 + (bin.kind === "number" ? bin.edges : bin.values).length;
  const counts = rows.map(() => new Float64Array(width));
  let [filled, isCounted] = [0, false];
  for (const file of files) {
    const column = file.columns[name];
    if (column === undefined) continue;
    for (const [at, day] of file.days.entries()) {
      const place = places.get(day);
      if (place === undefined) continue;
      isCounted = true;
      filled += column.filled[at] ?? 0;
      addBins(counts[place] as Float64Array, column.bins[at] as readonly number[]);
    }
  }
  const sums = counts.map(sum);
  const total = sum(sums);
  // Texts, nested values or times stand where numbers were.
  const hasChanged = !isCounted && rows.length > 0;
  if (hasChanged || (bin.kind === "number" && 2 * total <= filled && filled > 0)) {
    return { name, kind: "skipped", why: "type" };
  }
  const nulls = rows.map((some, place) => some - (sums[place] as number));
  return { name, ...bin, counts, nulls };
}

/** @param pairs places of bins, each with its count */
function addBins(counts: Float64Array, pairs: readonly number[]): void {
  for (let i = 0; i < pairs.length; i += 2) {
    const bin = pairs[i] as number;
    counts[bin] = (counts[bin] as number) + (pairs[i + 1] as number);
  }
}
