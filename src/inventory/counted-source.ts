import { formatDay, formatInstant, type Instant, type Zone } from "../time/instant.ts";
import type { CommitTimes } from "./commit-times.ts";
import type { EventTimes } from "./event-times.ts";
import { chooseFileTime, type FileTime } from "./file-time.ts";
import type { LabelOutcome } from "./labels/file-labels.ts";
import type { DataFile, FileCount } from "./reader.ts";
import type { Inventory, SourceInventory } from "./schema.ts";
import type { SourceFile, SourceFiles } from "./source.ts";

/** A source whose files were read. */
export interface CountedSource extends SourceFiles {
  readonly counts: ReadonlyMap<DataFile, FileCount>;
  readonly notes: { path: string; note: string }[];
  /** Directories, links and the like that could not be followed: each hides a file, or more. */
  readonly unlisted: number;
  /** Files that are pointers of Git LFS or git-annex, in the place of data. */
  readonly standIns: ReadonlySet<DataFile>;
  /** When tracked files were committed; null outside of a repository. */
  readonly committed: CommitTimes | null;
  /** Folders of Delta and Iceberg of which the rows were counted that they hold, not all in their files. */
  readonly countedLakes?: ReadonlySet<string>;
  /** Of files whose source names the label column, what that says; absent where it names none. */
  readonly labels?: ReadonlyMap<DataFile, LabelOutcome>;
  /** Files of whose samples only those without a time are left: neither name nor folder dates them. */
  readonly undatable?: ReadonlySet<DataFile>;
}

/** When the samples of a file happened; null where it was not counted, or holds none. */
export function findFileTime(source: CountedSource, file: SourceFile, zone: Zone): FileTime | null {
  const count = source.counts.get(file);
  if (count === undefined || source.undatable?.has(file)) return null;
  return chooseFileTime(pathBelow(source, file), count, zone);
}

/** A file's path below its source; the name of a source that is a file. */
export function pathBelow({ config }: SourceFiles, { path }: DataFile): string {
  if (path === config.path) return path.slice(path.lastIndexOf("/") + 1);
  return path.slice(config.path.replace(/(?<!\/)\/*$/, "/").length);
}

/** The first and the last event, and by what they are known. */
export function describeEventTime(
  { range }: EventTimes,
  zone: Zone,
): SourceInventory["event_time"] {
  return range && { ...printed(range, zone), source: sourceNames(range.sources) };
}

/** `column created_at, event_time; file name`. */
function sourceNames(sources: ReadonlySet<string>): string {
  const names = [...sources].sort();
  const columns = names
    .filter((name) => name.startsWith("column "))
    .map((name) => name.slice(7, 107));
  const others = names.filter((name) => !name.startsWith("column "));
  return [...(columns.length > 0 ? [`column ${columns.join(", ")}`] : []), ...others].join("; ");
}

/** Samples a day, in order. */
export function listDays({ days }: EventTimes): Inventory["days"] {
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, samples]) => ({ day: formatDay(day), samples }));
}

/** A range of instants as the plan prints it. */
export function printed({ earliest, latest }: Range, zone: Zone) {
  return { earliest: formatInstant(earliest, zone), latest: formatInstant(latest, zone) };
}

/** The first and the last of several instants. */
export interface Range {
  readonly earliest: Instant;
  readonly latest: Instant;
}
