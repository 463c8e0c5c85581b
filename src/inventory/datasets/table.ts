import { posix } from "node:path";
import type { Zone } from "../../time/instant.ts";
import type { CountedSource } from "../counted-source.ts";
import type { Table } from "../schema.ts";
import type { SourceFile } from "../source.ts";
import { type FileGroup, groupFiles, withoutExtension } from "./group.ts";
import { namedByRows } from "./named-by-rows.ts";
import { withPairs } from "./pairs.ts";
import type { Comparable } from "./read-sketch.ts";
import type { Role } from "./role.ts";
import { rolesByName } from "./role-by-name.ts";
import { areDumps, type Candidate, mayBeDumps, sharedRows } from "./shared-rows.ts";
import { type Dumped, sumUp, wholeFolders } from "./sum-up.ts";

/**
 * The tables of the sources, summed up: what roles and the training set are decided by. Files of which
 * each holds the rows of the one before are one table, the newest, and its older dumps.
 */
export async function buildTables(sources: readonly CountedSource[], zone: Zone): Promise<Table[]> {
  const groups = await listGroups(sources, zone);
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

/** A data set by the name that the plan gives it, with its files. */
export interface TableFiles {
  readonly name: string;
  readonly source: CountedSource;
  readonly files: readonly SourceFile[];
  readonly lake?: FileGroup["lake"];
}

/** The files of the tables that {@link buildTables} sums up; of `X_train` and `y_train` each is one of its own. */
export async function listTableFiles(
  sources: readonly CountedSource[],
  zone: Zone,
): Promise<TableFiles[]> {
  const groups = await listGroups(sources, zone);
  const folders = wholeFolders(groups);
  return groups.map((group) => ({ ...group, name: sumUp(group, folders, zone).name }));
}

async function listGroups(sources: readonly CountedSource[], zone: Zone): Promise<Dumped[]> {
  const groups: Dumped[] = [];
  for (const group of sources.flatMap(groupFiles))
    groups.push(...(await withoutDumps(group, zone)));
  return groups;
}

/** Whether a file that is a sample by itself has a name, in whichever folder. */
function matchMediaNames(sources: readonly CountedSource[]): (name: string) => boolean {
  const names = new Set(
    sources.flatMap(({ media }) => [...media.keys()].map(({ path }) => posix.basename(path))),
  );
  return (name) => names.has(name);
}

async function withoutDumps(group: FileGroup, zone: Zone): Promise<Dumped[]> {
  if (group.medium !== null || group.files.length < 2 || group.lake !== undefined) return [group];
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
    return group === undefined || !isWhole || table.medium !== null || table.lake !== undefined
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
