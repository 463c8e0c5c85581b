import { type DayNumber, formatDay, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import { type CountedSource, findFileTime } from "./counted-source.ts";
import type { FileTime } from "./file-time.ts";
import type { DataFile, FileCount } from "./reader.ts";
import type { Scan } from "./scan/schema.ts";

/** The sources without their old samples, and how many samples remain. */
export interface Recent {
  readonly sources: readonly CountedSource[];
  readonly since: NonNullable<Scan["since"]>;
}

/**
 * Leaves out what is known to have happened before a day of the zone's calendar: those samples, and the
 * files that hold no others. Samples that may be later stay: those whose day is unknown, files
 * that could not be counted, and files without samples. A modification time makes no day known.
 *
 * @param beside the same of what else there is, to be added up with it
 */
export function sinceDay(
  sources: readonly CountedSource[],
  day: DayNumber,
  zone: Zone,
  beside: SinceSums = NOTHING,
): Recent {
  const since = { day: formatDay(day), ...beside, left_out: { ...beside.left_out } };
  const recent = sources.map((source): CountedSource => {
    const counts = new Map<DataFile, FileCount>();
    const undatable = new Set<DataFile>();
    const old = new Set<string>();
    for (const file of source.files) {
      const count = source.counts.get(file);
      if (count === undefined) continue;
      const { rest, known } = splitAtDay(count, findFileTime(source, file, zone), day, zone);
      since.samples += known;
      since.unknown += rest.samples - known;
      since.left_out.samples += count.samples - rest.samples;
      if (rest.samples === 0 && count.samples > 0) old.add(file.path);
      else counts.set(file, rest);
      if (count.eventTime !== null && rest.eventTime === null) undatable.add(file);
    }
    since.left_out.files += old.size;
    const leftOut = new Map(source.leftOut);
    if (old.size > 0) leftOut.set(`wholly before ${since.day}`, old.size);
    // Labels were read of all rows.
    const { labels, ...unlabelled } = source;
    return {
      ...unlabelled,
      files: source.files.filter(({ path }) => !old.has(path)),
      counts,
      undatable,
      notes: source.notes.filter(({ path }) => !old.has(path)),
      leftOut,
    };
  });
  return { sources: recent, since };
}

/** The samples that a day keeps, and those that it excludes. */
export type SinceSums = Omit<NonNullable<Scan["since"]>, "day">;

const NOTHING: SinceSums = { samples: 0, unknown: 0, left_out: { samples: 0, files: 0 } };

interface Part {
  /** Without the samples that happened before the day. */
  readonly rest: FileCount;
  /** How many of these are known to have happened on the day or later. */
  readonly known: number;
}

function splitAtDay(count: FileCount, time: FileTime | null, day: DayNumber, zone: Zone): Part {
  const { samples, eventTime } = count;
  if (time === null) return { rest: count, known: 0 };
  if (eventTime === null) {
    // By folder or name, as a whole; of a month that holds the day it is unknown which samples.
    if (zone.dayOf(time.latest) < day) return { rest: { ...count, samples: 0 }, known: 0 };
    return { rest: count, known: zone.dayOf(time.earliest) >= day ? samples : 0 };
  }
  const days = new Map([...eventTime.days].filter(([at]) => at >= day));
  const known = sum(days.values());
  const before = sum(eventTime.days.values()) - known;
  if (before === 0) return { rest: count, known };
  const rest = { ...count, samples: samples - before, eventTime: null };
  if (known === 0) return { rest, known };
  // The readers tell the days of samples, not their instants: the first that is left is known to its day.
  const earliest = zone.fromLocal(Math.min(...days.keys()) * MICROS_PER_DAY);
  return { rest: { ...rest, eventTime: { ...eventTime, earliest, days } }, known };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
