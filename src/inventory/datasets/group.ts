import { posix } from "node:path";
import { groupBy } from "../../collections/group-by.ts";
import { listLakes } from "../count-lakes.ts";
import { type CountedSource, pathBelow } from "../counted-source.ts";
import { datasetName } from "../dataset.ts";
import { type LakeFormat, typeName } from "../formats.ts";
import type { FileCount } from "../reader.ts";
import type { SourceFile } from "../source.ts";
import type { Medium } from "./media.ts";
import { pathFolders, pathStem, tellingWords } from "./path-words.ts";
import { rolesByName } from "./role-by-name.ts";
import { folderSplit, foldersBelow } from "./split-names.ts";

/** Files that are one table, or the images, audio files or texts of one split. */
export interface FileGroup {
  readonly source: CountedSource;
  readonly files: readonly [SourceFile, ...SourceFile[]];
  /** The kind of sample that each file is; null if its rows are the samples. */
  readonly medium: Medium | "file" | null;
  /** The folder of a split of media, ending with a slash; else null. */
  readonly folder: string | null;
  /** The format and the folder of a table whose book says which rows of the files still hold. */
  readonly lake?: {
    readonly format: LakeFormat;
    readonly folder: string;
    /** Whether the rows are those that the book says. */
    readonly isCounted: boolean;
  };
}

/**
 * Groups the files of a source: those of one folder and stem whose columns are alike, with their shards,
 * partitions and dated files, are one table; so are ten or more files of the same columns in one folder.
 *
 * @example data/events/2025-08-01.csv and data/events/2025-08-02.csv are one group
 * @example data/customers.csv and data/orders.csv are two
 */
export function groupFiles(source: CountedSource): FileGroup[] {
  const { media } = source;
  const isWhole = source.config.sample === "file";
  const samples = source.files.filter((file) => isWhole || media.has(file));
  const lakes = isWhole ? [] : lakeGroups(source);
  const isLake = new Set(lakes.flatMap(({ files }) => files));
  const rows = source.files.filter((file) => !isWhole && !media.has(file) && !isLake.has(file));
  const tables = [...groupBy(rows, (file) => stemMask(file.path)).values()]
    .flatMap((files) => byColumns(source, files))
    .flatMap(byFormat);
  return [
    ...lakes,
    ...joinSiblings(source, tables).map((files) => ({ source, files, medium: null, folder: null })),
    ...mediaGroups(source, samples),
  ] as FileGroup[];
}

/** The files of each table of a lake, whatever their names and columns. */
function lakeGroups(source: CountedSource): FileGroup[] {
  return listLakes(source).map(({ format, folder, files }) => {
    const lake = { format, folder, isCounted: source.countedLakes?.has(folder) ?? false };
    const own = files as unknown as FileGroup["files"];
    return { source, files: own, medium: null, folder: null, lake };
  });
}

const MONTH =
  /(?<![a-z])(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)(?![a-z])/gi;

/** A path without its extension in which numbers, dates and partition values are one mark. */
function stemMask(path: string): string {
  const mask = datasetName(path);
  const at = mask.lastIndexOf("/") + 1;
  const stem = pathStem(mask.slice(at)).replace(MONTH, "#");
  return `${mask.slice(0, at)}${stem.replace(/#([-_. ]?#)*/g, "#")}`;
}

/** Files of one stem are one table where they share half of their column names. */
function byColumns(source: CountedSource, files: readonly SourceFile[]): SourceFile[][] {
  if (files.length === 1) return [[...files]];
  const clusters: { names: readonly string[]; files: SourceFile[] }[] = [];
  const unknown: SourceFile[] = [];
  for (const file of files) {
    const names = columnNames(source.counts.get(file));
    const same = clusters.find((cluster) => names !== null && areAlike(cluster.names, names));
    if (names === null) unknown.push(file);
    else if (same === undefined) clusters.push({ names, files: [file] });
    else same.files.push(file);
  }
  clusters.sort((a, b) => b.files.length - a.files.length);
  // By their names, files that cannot be read belong to the same table as most.
  const [most = { files: [] }, ...others] = clusters;
  return [[...most.files, ...unknown], ...others.map((cluster) => cluster.files)];
}

function areAlike(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  const names = new Set(a);
  const shared = b.filter((name) => names.has(name)).length;
  return shared * 2 >= a.length + b.length - shared;
}

/** The sorted column names of a file with rows; null where it has none. Equal columns give the same array. */
export function columnNames(count: FileCount | undefined): readonly string[] | null {
  if (count === undefined || count.columns === null || count.samples === 0) return null;
  let names = sorted.get(count.columns);
  if (names === undefined) {
    names = count.columns.map(({ name }) => name).sort();
    sorted.set(count.columns, names);
  }
  return names;
}

const sorted = new WeakMap<object, readonly string[]>();

/** `train.csv` and `train.parquet` are the same rows twice, or two tables: never parts of one. */
function byFormat(files: readonly SourceFile[]): SourceFile[][] {
  const stems = new Set(files.map(({ path }) => withoutExtension(path)));
  return stems.size === files.length
    ? [[...files]]
    : [...groupBy(files, ({ path }) => path.slice(withoutExtension(path).length)).values()];
}

export function withoutExtension(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}${pathStem(path)}`;
}

/** A table cut by names (tickers, cities), a file each, has at least so many. */
const LEAST_SIBLINGS = 10;

/**
 * Files of the same columns in one folder are one table where there are many, and none is called by a role; the
 * name of the folder (`raw`) is about all of them.
 */
function joinSiblings(source: CountedSource, tables: SourceFile[][]): SourceFile[][] {
  if (tables.length < LEAST_SIBLINGS) return tables;
  const joined: SourceFile[][] = [];
  const single = new Map<string, SourceFile[]>();
  for (const files of tables) {
    const [file] = files as [SourceFile];
    const names = files.length === 1 ? columnNames(source.counts.get(file)) : null;
    if (names === null || rolesByName([posix.basename(file.path)])[0] !== null) joined.push(files);
    else {
      const key = `${pathFolders(file.path).join("/")}\0${typeName(file)}\0${names.join("\0")}`;
      single.set(key, [...(single.get(key) ?? []), file]);
    }
  }
  for (const files of single.values()) {
    if (files.length >= LEAST_SIBLINGS) joined.push(files);
    else joined.push(...files.map((file) => [file]));
  }
  return joined;
}

/** Images, audio files, texts or whole files, by the split in their folders' names, or else by the stage. */
function mediaGroups(source: CountedSource, files: readonly SourceFile[]): FileGroup[] {
  const { path } = source.config;
  const root = path.endsWith("/") ? path : `${path}/`;
  const below = foldersBelow(files.map((file) => pathBelow(source, file)));
  const known = new Map<string, string>();
  const findFolder = (file: SourceFile) => {
    const folders = pathFolders(pathBelow(source, file));
    const key = folders.join("/");
    const former = known.get(key);
    if (former !== undefined) return former;
    const split = folders.findIndex((folder, depth) => {
      const besides = below.get(folders.slice(0, depth).join("/")) ?? [];
      return folderSplit(folder, besides) !== null;
    });
    // Of `raw/train` and `raw/test` only one is trained on.
    const at = split < 0 ? folders.findIndex((folder) => isStage(folder)) : split;
    const folder = at < 0 ? root : `${root}${folders.slice(0, at + 1).join("/")}/`;
    known.set(key, folder);
    return folder;
  };
  return [
    ...groupBy(files, (file) => `${source.media.get(file) ?? "file"} ${findFolder(file)}`),
  ].map(([key, own]) => {
    const at = key.indexOf(" ");
    return {
      source,
      files: own as [SourceFile, ...SourceFile[]],
      medium: key.slice(0, at) as FileGroup["medium"],
      folder: key.slice(at + 1),
    };
  });
}

function isStage(folder: string): boolean {
  const [word, ...rest] = tellingWords(folder);
  return word !== undefined && rest.length === 0 && rolesByName([`${word}/`])[0] !== null;
}
