import { type DayNumber, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import { findPathDate } from "../time/path-date.ts";
import type { FileCount } from "./reader.ts";

/** When the samples of a file happened, by the best that is known of them. */
export interface FileTime {
  /** `column event_time`, `partition folder` or `file name`. */
  readonly source: string;
  readonly earliest: Instant;
  readonly latest: Instant;
  /** Samples a day, where the days are known. */
  readonly days: ReadonlyMap<DayNumber, number>;
}

/**
 * The event time of a file: from a column, else from a partition folder, else from a date in its name.
 * When a file was written, or committed, says nothing of when its samples happened.
 *
 * @param path relative to its source
 * @returns null where nothing dates its samples
 */
export function chooseFileTime(path: string, count: FileCount, zone: Zone): FileTime | null {
  if (count.eventTime !== null) {
    const { column, earliest, latest, days } = count.eventTime;
    return { source: describeSource(column), earliest, latest, days };
  }
  if (count.samples === 0) return null;
  const date = findPathDate(path);
  if (date === null) return null;
  // Of a day only its beginning is certain: its end may be still to come.
  const startOfDay = (day: DayNumber) => zone.fromLocal(day * MICROS_PER_DAY);
  return {
    source: date.kind,
    earliest: startOfDay(date.first),
    latest: startOfDay(date.last),
    days: date.first === date.last ? new Map([[date.first, count.samples]]) : NO_DAYS,
  };
}

const NO_DAYS: FileTime["days"] = new Map();

// A hundred thousand files have few of them: their names are made once.
const sources = new Map<string, string>();

function describeSource(column: string): string {
  let source = sources.get(column);
  if (source === undefined) {
    source = `column ${column}`;
    sources.set(column, source);
  }
  return source;
}
