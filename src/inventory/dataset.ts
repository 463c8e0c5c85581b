import type { Column } from "./reader.ts";

/** A file of a data set: its path and its columns. */
export interface DatasetFile {
  readonly path: string;
  readonly columns: readonly Column[];
}

/**
 * The data set to which a file belongs: files whose paths differ in numbers and partition values alone
 * are the splits, shards and days of one.
 *
 * @example datasetOf("data/dt=2025-08-01/part-00000-of-00128.csv") // data, dt=*, part-#-of-#.csv
 */
export function datasetOf(path: string): string {
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
  return part.replace(/^([^=]+)=.*$/, "$1=*").replace(/\d+/g, "#");
}

/**
 * The files whose columns are not those of most files of their data set, with the difference. The order
 * of columns is no difference.
 */
export function differingFiles(files: readonly DatasetFile[]): { path: string; note: string }[] {
  const datasets = new Map<string, DatasetFile[]>();
  for (const file of files) {
    const key = datasetOf(file.path);
    const members = datasets.get(key);
    if (members === undefined) datasets.set(key, [file]);
    else members.push(file);
  }
  return [...datasets.values()].flatMap((members) => {
    const usual = usualColumns(members);
    return members.flatMap(({ path, columns }) => {
      const difference = differenceOf(usual, columns);
      return difference === ""
        ? []
        : [{ path, note: `columns differ from its data set's: ${difference}` }];
    });
  });
}

/** The columns that most files have; of two as frequent, those of the first file. */
function usualColumns(files: readonly DatasetFile[]): readonly Column[] {
  const tallies = new Map<string, { columns: readonly Column[]; files: number }>();
  for (const { columns } of files) {
    const key = keyOf(columns);
    const tally = tallies.get(key) ?? { columns, files: 0 };
    tally.files++;
    tallies.set(key, tally);
  }
  return [...tallies.values()].reduce((a, b) => (b.files > a.files ? b : a)).columns;
}

/** The same for columns of the same names and types, in any order. Files of one writer share theirs. */
function keyOf(columns: readonly Column[]): string {
  let key = keys.get(columns);
  if (key === undefined) {
    key = JSON.stringify(columns.map(({ name, type }) => [name, type]).sort());
    keys.set(columns, key);
  }
  return key;
}

const keys = new WeakMap<readonly Column[], string>();

function differenceOf(usual: readonly Column[], columns: readonly Column[]): string {
  if (columns === usual) return "";
  const before = new Map(usual.map(({ name, type }) => [name, type]));
  const after = new Map(columns.map(({ name, type }) => [name, type]));
  const added = columns.filter(({ name }) => !before.has(name)).map(({ name }) => name);
  const gone = usual.filter(({ name }) => !after.has(name)).map(({ name }) => name);
  const changed = columns
    .filter(({ name, type }) => before.has(name) && before.get(name) !== type)
    .map(({ name, type }) => `${name} from ${before.get(name)} to ${type}`);
  return [
    added.length > 0 && `added ${named(added)}`,
    gone.length > 0 && `gone ${named(gone)}`,
    changed.length > 0 && `type changed ${named(changed)}`,
  ]
    .filter(Boolean)
    .join("; ");
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
