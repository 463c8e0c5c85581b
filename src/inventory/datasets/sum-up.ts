import { formatDay, type Zone } from "../../time/instant.ts";
import { findPathDate, findPathYear } from "../../time/path-date.ts";
import {
  type CountedSource,
  describeEventTime,
  findFileTime,
  listDays,
  pathBelow,
} from "../counted-source.ts";
import { EventTimes } from "../event-times.ts";
import type { FileTime } from "../file-time.ts";
import { LabelSum } from "../labels/label-sum.ts";
import type { FileCount } from "../reader.ts";
import type { Table } from "../schema.ts";
import type { SourceFile } from "../source.ts";
import { columnNames, type FileGroup } from "./group.ts";
import { pathFolders } from "./path-words.ts";

type Span = Pick<Table["spans"][number], "from" | "to">;

/** A group, or the older dumps of one. */
export interface Dumped extends FileGroup {
  /** The newest dump, of older ones. */
  readonly newest?: FileGroup;
}

/** Folders all of whose files belong to one group: its name is then the folder's. */
export function wholeFolders(groups: readonly FileGroup[]): ReadonlyMap<string, FileGroup | null> {
  const owners = new Map<string, FileGroup | null>();
  for (const group of groups) {
    const seen = new Set<string>();
    for (const { path } of group.files) {
      const own = path.slice(0, path.lastIndexOf("/"));
      if (seen.has(own)) continue;
      seen.add(own);
      const folders = pathFolders(path);
      for (let depth = 1; depth <= folders.length; depth++) {
        const folder = folders.slice(0, depth).join("/");
        const owner = owners.get(folder);
        if (owner === undefined) owners.set(folder, group);
        else if (owner !== group) owners.set(folder, null);
      }
    }
  }
  return owners;
}

function nameGroup(group: FileGroup, owners: ReadonlyMap<string, FileGroup | null>): string {
  const [first, ...rest] = group.files;
  // Of a source that is one file of a table, the name is the file's.
  const isFile = group.files[0].path === group.source.config.path;
  if (group.lake !== undefined && !isFile) return group.lake.folder;
  if (group.folder !== null) return group.folder.replace(/\/$/, "");
  if (rest.length === 0) return nameFile(first, group.source.config.table);
  const folders = pathFolders(first.path);
  const shared = folders.findIndex(
    (folder, i) => !rest.every(({ path }) => path.split("/")[i] === folder),
  );
  const common = (shared < 0 ? folders : folders.slice(0, shared)).join("/");
  if (common !== "" && owners.get(common) === group) return common;
  return rest.reduce((name, { path }) => commonMask(name, path), first.path);
}

/** A file by its path; with the table of it that a source names, as another source may name another. */
function nameFile({ path, member }: SourceFile, table: string | undefined): string {
  return member === undefined || table === undefined ? path : `${path} (${member})`;
}

/** The common parts of two paths, with `*` where they differ. */
function commonMask(a: string, b: string): string {
  let start = 0;
  while (start < a.length && a[start] === b[start] && a[start] !== "*") start++;
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a.at(-1 - end) === b.at(-1 - end) &&
    a.at(-1 - end) !== "*"
  ) {
    end++;
  }
  if (start === a.length && start === b.length) return a;
  return `${a.slice(0, start)}*${end === 0 ? "" : a.slice(-end)}`;
}

/** The files of one table, summed up. */
export function sumUp(
  group: Dumped,
  owners: ReadonlyMap<string, FileGroup | null>,
  zone: Zone,
): Omit<Table, "named_by_rows"> {
  const { source, files, medium, folder, lake } = group;
  const times = new EventTimes();
  const spans = new Spans();
  let [bytes, samples, counted, doubtful] = [0, 0, 0, 0];
  let unread: Table["unread_time"] = null;
  const labels = labelSum(group);
  const isDated = medium === null || areMostlyDated(source, files, zone);
  const areYears = new Set(files.map(({ path }) => findPathYear(path) ?? Number.NaN)).size > 1;
  for (const file of files) {
    bytes += file.sizeBytes;
    const count = source.counts.get(file);
    if (count === undefined) continue;
    counted++;
    samples += count.samples;
    doubtful += count.doubtful ?? 0;
    const time = isDated ? findFileTime(source, file, zone) : null;
    const lost = time === null ? unreadTime(source, count) : null;
    unread ??= lost;
    if (time !== null) times.add(time);
    const year = areYears && isDated && lost === null ? findPathYear(file.path) : null;
    const span = time === null ? yearSpan(year) : timeSpan(time, zone);
    if (span !== null) spans.add(span, count.samples);
    labels?.add(file, source.labels?.get(file), count.samples, time, span);
  }
  const columns = largestColumns(group);
  const event_time = describeEventTime(times, zone);
  return {
    name: nameGroup(group, owners),
    path: folder ?? files[0].path,
    source: source.config.name ?? source.config.path,
    source_role: source.config.role ?? null,
    medium,
    files: files.length,
    bytes,
    samples: counted === 0 ? null : samples,
    uncounted_files: files.length - counted,
    // Which of them it has deleted, its book alone says.
    doubtful: lake?.isCounted === false ? samples : doubtful,
    ...(lake?.isCounted === false && { lake: lake.format }),
    undated: samples - times.dated - spans.samples,
    columns: columns && [...columns],
    event_time,
    unread_time: unread,
    days: listDays(times),
    uncounted_days: uncountedDays(source, files),
    spans: spans.inOrder(),
    ...classFacts(labels === null ? folderClasses(group) : labels.classes),
    labels: labels?.labels() ?? null,
    copy_of: group.newest === undefined ? null : nameGroup(group.newest, owners),
    shares: [],
  };
}

/** Samples between two days, of files whose samples have no days of their own. */
class Spans {
  samples = 0;
  readonly #spans = new Map<string, Table["spans"][number]>();

  add({ from, to }: Span, samples: number): void {
    const key = `${from} ${to}`;
    this.samples += samples;
    this.#spans.set(key, { from, to, samples: (this.#spans.get(key)?.samples ?? 0) + samples });
  }

  inOrder(): Table["spans"] {
    return [...this.#spans.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
  }
}

function labelSum({ source, medium }: Dumped): LabelSum | null {
  const { label } = source.config;
  const isKnown = label !== undefined && source.labels !== undefined && medium === null;
  return isKnown ? new LabelSum(label) : null;
}

/** Images by the folders that name their classes; null if these are not two. */
function folderClasses({ source, files, medium, folder }: Dumped): Map<string, number> | null {
  if (medium === null || folder === null) return null;
  const classes = new Map<string, number>();
  for (const file of files.filter((each) => source.counts.has(each))) {
    const name = pathFolders(file.path.slice(folder.length))[0];
    if (name !== undefined) classes.set(name, (classes.get(name) ?? 0) + 1);
  }
  return classes.size < 2 ? null : classes;
}

/** The time column of a file that could not be read; null if its times were read. */
function unreadTime(source: CountedSource, count: FileCount): Table["unread_time"] {
  const { time_column: column } = source.config;
  // The configuration may name a column that the file does not have: its days are unknown.
  return count.unreadTime ?? (column === undefined ? null : { column, value: null });
}

/** The days of a file whose samples have no days of their own; null if they have. */
function timeSpan({ days, earliest, latest }: FileTime, zone: Zone): Span | null {
  const day = (at: number) => formatDay(zone.dayOf(at));
  return days.size === 0 ? { from: day(earliest), to: day(latest) } : null;
}

function yearSpan(year: number | null): Span | null {
  return year === null ? null : { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** Whether half of some images, audio files or texts have a date: else it is a few cameras' way to name files. */
function areMostlyDated(source: CountedSource, files: readonly SourceFile[], zone: Zone): boolean {
  const dated = files.filter(
    (file) => findFileTime(source, file, zone) !== null || findPathYear(file.path) !== null,
  ).length;
  return dated * 2 >= files.length;
}

/** Null where a file that could not be counted may hold any day. */
function uncountedDays(
  source: CountedSource,
  files: readonly SourceFile[],
): Table["uncounted_days"] {
  const days = new Map<string, { from: string; to: string }>();
  for (const file of files) {
    if (source.counts.has(file)) continue;
    const date = findPathDate(pathBelow(source, file));
    if (date === null) return null;
    const [from, to] = [formatDay(date.first), formatDay(date.last)];
    days.set(`${from} ${to}`, { from, to });
  }
  return [...days.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Most are said; a folder of a thousand classes is not. */
const MOST_CLASSES = 1000;

export type ClassFacts = Pick<Table, "classes" | "class_count" | "smallest_class">;

/** @param classes samples of each; null where they are not known */
function classFacts(classes: ReadonlyMap<string, number> | null): ClassFacts {
  if (classes === null) return { classes: null, class_count: null, smallest_class: null };
  const sorted = [...classes]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([label, samples]) => ({ label, samples }));
  return {
    classes: sorted.slice(0, MOST_CLASSES),
    class_count: sorted.length,
    smallest_class: sorted.at(-1) ?? null,
  };
}

function largestColumns({ source, files }: FileGroup): readonly string[] | null {
  for (const file of files) {
    const names = columnNames(source.counts.get(file));
    if (names !== null) return names;
  }
  return null;
}
