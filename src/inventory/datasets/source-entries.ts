import type { DataSet } from "../schema.ts";

/** A place that a configuration may name, with the role of all data sets that lie in it. */
export interface SourceEntry {
  readonly path: string;
  /** Which files below the path, where a data set is only some of them. */
  readonly include?: readonly string[];
  /** null where no rule decides it, or where nothing lies there. */
  readonly role: Exclude<DataSet["role"], "unknown"> | null;
  /** Those in this place. */
  readonly sets: readonly DataSet[];
}

/** A configuration with more entries than these is not read by anyone. */
const MOST_ENTRIES = 30;

/**
 * The entries of a configuration that say the roles of what lies at a path: one where all data sets have
 * the same role, else one for each folder whose data sets do, and for each other data set.
 *
 * @param path of a folder or file
 * @example raw/a.csv and raw/b.csv (raw), train.csv (training) of data → data/raw, data/train.csv
 */
export function sourceEntries(path: string, sets: readonly DataSet[]): SourceEntry[] {
  const entries = entriesAt(path.replace(/(?<!\/)\/+$/, ""), sets);
  return entries.length > MOST_ENTRIES ? [{ path, role: null, sets: [] }] : entries;
}

function entriesAt(path: string, sets: readonly DataSet[]): SourceEntry[] {
  const roles = new Set(sets.map(({ role }) => role));
  const [role] = roles;
  if (roles.size < 2 && (role !== "unknown" || sets.length === 1)) {
    return [{ path, role: known(role), sets }];
  }
  const children = new Map<string, DataSet[]>();
  const own: SourceEntry[] = [];
  for (const set of sets) {
    const [first = ""] = set.name.slice(path.length + 1).split("/");
    if (/\*| and /.test(first) || !set.name.startsWith(`${path}/`)) own.push(toEntry(path, set));
    else children.set(first, [...(children.get(first) ?? []), set]);
  }
  return [...[...children].flatMap(([name, below]) => entriesAt(`${path}/${name}`, below)), ...own];
}

/** A data set of some of the files in a folder: `data/sales_*.csv`, or `data/X.csv and y.csv`. */
function toEntry(path: string, set: DataSet): SourceEntry {
  const names = set.name.startsWith(`${path}/`) ? set.name.slice(path.length + 1) : "**";
  return { path, include: names.split(" and "), role: known(set.role), sets: [set] };
}

function known(role: DataSet["role"] | undefined): SourceEntry["role"] {
  return role === undefined || role === "unknown" ? null : role;
}
