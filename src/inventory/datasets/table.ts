import { posix } from "node:path";
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
import { LabelSum } from "../labels/label-sum.ts";
import type { Table } from "../schema.ts";
import type { SourceFile } from "../source.ts";
import { columnNames, type FileGroup, groupFiles, withoutExtension } from "./group.ts";
import { namedByRows } from "./named-by-rows.ts";
import { pathFolders, pathStem } from "./path-words.ts";
import type { Comparable } from "./read-sketch.ts";
import type { Role } from "./role.ts";
import { findPairKey, rolesByName } from "./role-by-name.ts";
import { areDumps, type Candidate, mayBeDumps, sharedRows } from "./shared-rows.ts";

/**
 * The tables of the sources, summed up: what roles and the training set are decided by. Files of which
 * each holds the rows of the one before are one table, the newest, and its older dumps.
 */
export async function buildTables(sources: readonly CountedSource[], zone: Zone): Promise<Table[]> {
  const groups: Dumped[] = [];
  for (const group of sources.flatMap(groupFiles))
    groups.push(...(await withoutDumps(group, zone)));
  const folders = wholeFolders(groups);
  const isFound = matchMediaNames(sources);
  const tables: Table[] = [];
  for (const group of groups) {
    const rows = group.medium === null ? selectComparables(group) : [];
    const named_by_rows = await namedByRows(rows, isFound, zone);
    tables.push({ ...sumUp(group, folders, zone), named_by_rows });
  }
  const joined = withPairs(withFormatCopies(tables));
  const shares = await sharedRows(candidates(joined, tables, groups), isOpenIn(joined), zone);
  return joined.map((table) => ({ ...table, shares: shares.get(table.name) ?? [] }));
}

/** Whether a file that is a sample by itself has a name, in whichever folder. */
function matchMediaNames(sources: readonly CountedSource[]): (name: string) => boolean {
  const names = new Set(
    sources.flatMap(({ media }) => [...media.keys()].map(({ path }) => posix.basename(path))),
  );
  return (name) => names.has(name);
}

/** A group, or the older dumps of one. */
interface Dumped extends FileGroup {
  /** The newest dump, of older ones. */
  readonly newest?: FileGroup;
}

async function withoutDumps(group: FileGroup, zone: Zone): Promise<Dumped[]> {
  if (group.medium !== null || group.files.length < 2) return [group];
  const comparable = selectComparables(group);
  if (comparable.length < group.files.length || !mayBeDumps(comparable)) return [group];
  // `data_v2` comes before `data_v10`.
  const { compare } = new Intl.Collator("en", { numeric: true });
  const files = [...group.files].sort((a, b) => compare(a.path, b.path));
  const inOrder = selectComparables({ ...group, files: files as unknown as FileGroup["files"] });
  if (!(await areDumps(inOrder, zone))) return [group];
  const last = files.pop() as SourceFile;
  const newest = { ...group, files: [last] as const };
  return [newest, { ...group, files: files as unknown as FileGroup["files"], newest }];
}

function selectComparables({ source, files }: FileGroup): Comparable[] {
  return files.flatMap((file) => {
    const count = source.counts.get(file);
    return count === undefined ? [] : [{ file, config: source.config, count }];
  });
}

/** The tables whose rows can be compared: those that are one group of files still. */
function candidates(
  joined: readonly Table[],
  tables: readonly Table[],
  groups: readonly FileGroup[],
): Candidate[] {
  return joined.flatMap((table) => {
    const group = groups[tables.findIndex(({ path }) => path === table.path)];
    const isWhole = table.copy_of === null && group?.files.length === table.files;
    return group === undefined || !isWhole || table.medium !== null
      ? []
      : [{ ...table, files: selectComparables(group) }];
  });
}

/** Whether only rows can tell what two tables are to each other, or which of two versions is newer. */
function isOpenIn(tables: readonly Table[]): (a: string, b: string) => boolean {
  const roles = rolesByName(tables.map(({ path }) => path));
  const namesInRole = (role: Role | undefined) =>
    new Set(
      tables
        .filter((table, i) => table.source_role === null && roles[i]?.role === role)
        .map(({ name }) => name),
    );
  const [open, training] = [namesInRole(undefined), namesInRole("training")];
  return (a, b) => open.has(a) || open.has(b) || (training.has(a) && training.has(b));
}

/** Folders all of whose files belong to one group: its name is then the folder's. */
function wholeFolders(groups: readonly FileGroup[]): ReadonlyMap<string, FileGroup | null> {
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
  if (group.folder !== null) return group.folder.replace(/\/$/, "");
  if (rest.length === 0) return first.path;
  const folders = pathFolders(first.path);
  const shared = folders.findIndex(
    (folder, i) => !rest.every(({ path }) => path.split("/")[i] === folder),
  );
  const common = (shared < 0 ? folders : folders.slice(0, shared)).join("/");
  if (common !== "" && owners.get(common) === group) return common;
  return rest.reduce((name, { path }) => commonMask(name, path), first.path);
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

function sumUp(
  group: Dumped,
  owners: ReadonlyMap<string, FileGroup | null>,
  zone: Zone,
): Omit<Table, "named_by_rows"> {
  const { source, files, medium, folder } = group;
  const times = new EventTimes();
  const spans = new Map<string, Table["spans"][number]>();
  const classes = new Map<string, number>();
  let [bytes, samples, counted, doubtful, inSpans] = [0, 0, 0, 0, 0];
  let unread: Table["unread_time"] = null;
  const addSpan = (from: string, to: string, some: number) => {
    const key = `${from} ${to}`;
    spans.set(key, { from, to, samples: (spans.get(key)?.samples ?? 0) + some });
    inSpans += some;
  };
  const { label } = source.config;
  const labels =
    label === undefined || source.labels === undefined || medium !== null
      ? null
      : new LabelSum(label);
  const isDated = medium === null || areMostlyDated(source, files, zone);
  const areYears = new Set(files.map(({ path }) => findPathYear(path) ?? Number.NaN)).size > 1;
  for (const file of files) {
    bytes += file.sizeBytes;
    const count = source.counts.get(file);
    if (count === undefined) continue;
    counted++;
    samples += count.samples;
    doubtful += count.doubtful ?? 0;
    if (medium !== null && folder !== null) {
      const name = pathFolders(file.path.slice(folder.length))[0];
      if (name !== undefined) classes.set(name, (classes.get(name) ?? 0) + 1);
    }
    const time = isDated ? findFileTime(source, file, zone) : null;
    const year = areYears && isDated ? findPathYear(file.path) : null;
    let span: { from: string; to: string } | null = null;
    if (time !== null) {
      times.add(time);
      const day = (at: number) => formatDay(zone.dayOf(at));
      if (time.days.size === 0) span = { from: day(time.earliest), to: day(time.latest) };
    } else if (count.unreadTime !== undefined) unread ??= count.unreadTime;
    else if (source.config.time_column !== undefined) {
      // The configuration names a column that the file does not have: its days are unknown.
      unread ??= { column: source.config.time_column, value: null };
    } else if (year !== null) span = { from: `${year}-01-01`, to: `${year}-12-31` };
    if (span !== null) addSpan(span.from, span.to, count.samples);
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
    doubtful,
    undated: samples - times.dated - inSpans,
    columns: columns && [...columns],
    event_time,
    unread_time: unread,
    days: listDays(times),
    uncounted_days: uncountedDays(source, files),
    spans: [...spans.values()].sort((a, b) => (a.from < b.from ? -1 : 1)),
    ...classFacts(labels === null ? (classes.size < 2 ? null : classes) : labels.classes),
    labels: labels?.labels() ?? null,
    copy_of: group.newest === undefined ? null : nameGroup(group.newest, owners),
    shares: [],
  };
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

type ClassFacts = Pick<Table, "classes" | "class_count" | "smallest_class">;

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

/** Tables of one stem, one count and the same columns in two formats hold the same rows: one counts. */
function withFormatCopies(tables: readonly Table[]): Table[] {
  const first = new Map<string, Table>();
  return tables.map((table) => {
    if (table.medium !== null || table.files > 1 || !table.samples || !table.columns) return table;
    const key = `${withoutExtension(table.path)}\0${table.samples}\0${table.columns.join("\0")}`;
    const former = first.get(key);
    if (former === undefined) first.set(key, table);
    return former === undefined ? table : { ...table, copy_of: former.name };
  });
}

/** `X_train` and `y_train` of as many rows are one table: its columns are those of both. */
function withPairs(tables: readonly Table[]): Table[] {
  const others = new Map<string, Table>();
  for (const table of tables) {
    const pair = findPair(table);
    if (pair?.half === "y") others.set(pair.key, table);
  }
  const joined = new Set<Table>();
  const all = tables.map((table) => {
    const pair = findPair(table);
    const y = pair?.half === "x" ? others.get(pair.key) : undefined;
    if (y === undefined || y.samples !== table.samples) return table;
    joined.add(y);
    return {
      ...table,
      name: `${table.name} and ${y.name.slice(y.name.lastIndexOf("/") + 1)}`,
      files: table.files + y.files,
      uncounted_files: table.uncounted_files + y.uncounted_files,
      bytes: table.bytes + y.bytes,
      columns: table.columns && [...table.columns, ...(y.columns ?? [])].sort(),
      ...pairLabels(table, y),
    };
  });
  return all.filter((_, i) => !joined.has(tables[i] as Table));
}

/** Either half may hold the labels; of rows dated by the other half, their days are known only where all have one. */
function pairLabels(x: Table, y: Table): ClassFacts & Pick<Table, "labels"> {
  const { labels } = y;
  const [{ classes, class_count, smallest_class }, own] =
    labels === null || (x.labels?.labelled ?? 0) > 0 ? [x, x.labels] : [y, labels];
  if (own === null || own === x.labels) {
    return { classes, class_count, smallest_class, labels: own };
  }
  const none = { labelled: 0, unlabelled: 0 };
  const all = ({ samples }: { samples: number }) => ({ labelled: samples, unlabelled: 0 });
  const isWhole = own.unlabelled === 0 && own.unread === 0;
  const undated = x.days.length + x.spans.length > 0 ? none : own.undated;
  const dates = isWhole
    ? {
        days: x.days.map((at) => ({ day: at.day, ...all(at) })),
        spans: x.spans.map((at) => ({ from: at.from, to: at.to, ...all(at) })),
        undated: all({ samples: x.undated }),
      }
    : { days: [], spans: [], undated };
  return { classes, class_count, smallest_class, labels: { ...own, ...dates } };
}

function findPair({ medium, path, files }: Table): ReturnType<typeof findPairKey> {
  return medium === null && files === 1 && pathStem(path) !== "" ? findPairKey(path) : null;
}
