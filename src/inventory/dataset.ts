import { groupBy } from "../collections/group-by.ts";
import type { DayNumber } from "../time/instant.ts";
import type { Column } from "./reader.ts";
import type { DataSetSchema } from "./scan/schema.ts";

/** A file of a data set, which tells its path when it is asked, and its columns. */
export interface DatasetFile {
  readonly file: { readonly path: string };
  readonly columns: readonly Column[];
}

/**
 * The data set to which a file belongs: files whose paths differ in numbers and partition values alone
 * are the splits, shards and days of one.
 *
 * @example datasetName("data/dt=2025-08-01/part-00000-of-00128.csv") // data, dt=*, part-#-of-#.csv
 */
export function datasetName(path: string): string {
  const end = path.lastIndexOf("/");
  return `${maskedFolder(path.slice(0, end + 1))}${masked(path.slice(end + 1))}`;
}

/** The folder of a file is nearly always that of the file before. */
function maskedFolder(folder: string): string {
  if (last.folder !== folder) last = { folder, mask: folder.split("/").map(masked).join("/") };
  return last.mask;
}

let last = { folder: "", mask: "" };

function masked(part: string): string {
  return part
    .replace(/^([^=]+)=.*$/, "$1=*")
    .replace(UUID, "#")
    .replace(/\d+/g, "#");
}

/** Spark gives one to each of its files. */
const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi;

/**
 * The columns of data sets, and the files whose columns are others than those of most files of their
 * data set. Data sets with the same columns are one entry. The order of columns is no difference.
 */
export function findSchemas(files: readonly DatasetFile[]): DataSetSchema[] {
  const schemas = new Map<string, DataSetSchema>();
  for (const [name, members] of groupBy(files, nameOfDataset)) {
    const columns = usualColumns(members);
    const key = columnsKey(columns);
    const schema = schemas.get(key) ?? {
      data_sets: [],
      files: 0,
      columns: columns.map(({ name, type }) => ({ name, type })),
      differing: [],
    };
    schema.data_sets.push(name);
    schema.files += members.length;
    for (const { file, columns: own } of members) {
      const difference = compareColumns(columns, own);
      if (difference !== null) schema.differing.push({ path: file.path, ...difference });
    }
    schemas.set(key, schema);
  }
  return [...schemas.values()];
}

/** A day, or a range in which one lies: of samples in a month's folder only the month is known. */
export interface Days {
  readonly earliest: DayNumber;
  readonly latest: DayNumber;
}

/** Other columns than those with which a data set began. */
export interface ColumnChange {
  /** The first day of the samples in these files, or between which days it is; null where none is known. */
  readonly since: Days | null;
  readonly files: number;
  /** The first of these files. */
  readonly path: string;
}

/**
 * When data sets came to have other columns than those they began with: one entry for each set of
 * columns, the order of columns being no difference. Where no day is known, they began with those that
 * most files have.
 *
 * @param daysOf the first day of a file's samples
 */
export function columnChanges<File extends DatasetFile>(
  files: readonly File[],
  daysOf: (file: File) => Days | null,
): ColumnChange[] {
  return [...groupBy(files, nameOfDataset).values()].flatMap((members) => {
    const bySet = groupBy(members, ({ columns }) => columnsKey(columns));
    if (bySet.size === 1) return [];
    const usual = columnsKey(usualColumns(members));
    const changes = [...bySet].map(([key, [first, ...rest]]) => ({
      since: findFirst([first as File, ...rest].map(daysOf)),
      files: 1 + rest.length,
      path: (first as File).file.path,
      isUsual: key === usual,
    }));
    changes.sort(
      (a, b) =>
        (a.since?.latest ?? NEVER) - (b.since?.latest ?? NEVER) ||
        Number(b.isUsual) - Number(a.isUsual),
    );
    return changes.slice(1).map(({ isUsual, ...change }) => change);
  });
}

const NEVER: DayNumber = Number.MAX_SAFE_INTEGER;

function findFirst(days: readonly (Days | null)[]): Days | null {
  const known = days.filter((day) => day !== null);
  if (known.length === 0) return null;
  const least = (end: keyof Days) => known.reduce((min, day) => Math.min(min, day[end]), NEVER);
  return { earliest: least("earliest"), latest: least("latest") };
}

/** The files whose columns are not those of most files of their data set, with the difference. */
export function differingFiles(files: readonly DatasetFile[]): { path: string; note: string }[] {
  return findSchemas(files).flatMap(({ differing }) =>
    differing.map(({ path, ...difference }) => ({
      path,
      note: `columns differ from its data set's: ${inWords(difference)}`,
    })),
  );
}

function nameOfDataset({ file }: DatasetFile): string {
  return datasetName(file.path);
}

/** The columns that most files have; of two as frequent, those of the first file. */
function usualColumns(files: readonly DatasetFile[]): readonly Column[] {
  const tallies = new Map<string, { columns: readonly Column[]; files: number }>();
  for (const { columns } of files) {
    const key = columnsKey(columns);
    const tally = tallies.get(key) ?? { columns, files: 0 };
    tally.files++;
    tallies.set(key, tally);
  }
  return [...tallies.values()].reduce((a, b) => (b.files > a.files ? b : a)).columns;
}

/** The same for columns of the same names and types, in any order. Files of one writer share theirs. */
function columnsKey(columns: readonly Column[]): string {
  let key = keys.get(columns);
  if (key === undefined) {
    key = JSON.stringify(columns.map(({ name, type }) => [name, type]).sort());
    keys.set(columns, key);
  }
  return key;
}

const keys = new WeakMap<readonly Column[], string>();

type Difference = Omit<DataSetSchema["differing"][number], "path">;

function compareColumns(usual: readonly Column[], columns: readonly Column[]): Difference | null {
  if (columns === usual) return null;
  const before = new Map(usual.map(({ name, type }) => [name, type]));
  const after = new Map(columns.map(({ name, type }) => [name, type]));
  const added = columns.filter(({ name }) => !before.has(name));
  const gone = usual.filter(({ name }) => !after.has(name));
  const changed = [...after].flatMap(([name, to]) => {
    const from = before.get(name);
    return from === undefined || from === to ? [] : [{ name, from, to }];
  });
  return added.length + gone.length + changed.length === 0 ? null : { added, gone, changed };
}

function inWords({ added, gone, changed }: Difference): string {
  return [
    added.length > 0 && `added ${named(added.map(({ name }) => name))}`,
    gone.length > 0 && `gone ${named(gone.map(({ name }) => name))}`,
    changed.length > 0 &&
      `type changed ${named(changed.map(({ name, from, to }) => `${name} from ${from} to ${to}`))}`,
  ]
    .filter(Boolean)
    .join("; ");
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
