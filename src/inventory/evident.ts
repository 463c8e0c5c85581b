import type { Zone } from "../time/instant.ts";
import type { CountedSource } from "./counted-source.ts";
import type { RoleEvidence } from "./datasets/roles.ts";
import { type SourceEntry, sourceEntries } from "./datasets/source-entries.ts";
import { buildTables } from "./datasets/table.ts";
import { COUNTED_ALREADY } from "./duplicate-paths.ts";
import { countSources } from "./inventory.ts";
import type { Pointer } from "./pointers/pointer.ts";
import type { DataSet, SourceInventory } from "./schema.ts";
import type { SearchRules } from "./search.ts";
import { summarise } from "./summarise.ts";

/** A source that a configuration need not name, and what lies in it. */
export interface EvidentSource {
  readonly path: string;
  /** The parts of it that a configuration may name: the whole, or parts of different roles. */
  readonly entries: readonly EvidentEntry[];
  readonly inventory: SourceInventory;
  /** Why the first file that could not be counted was not. */
  readonly problem: string | undefined;
  /** Whether all that it holds lies in a source before it, such as a directory that it links to. */
  readonly isRepeat: boolean;
}

/** A part of a source. */
export interface EvidentEntry extends SourceEntry {
  /** Where one is evident in every file. */
  readonly timeColumn: string | undefined;
}

/** Data in the usual places, and the part of it that is not on this machine. */
export interface EvidentData {
  readonly sources: readonly EvidentSource[];
  readonly notHere: readonly Pointer[];
}

/**
 * The sources in the usual places, with what a configuration may say of them and change nothing.
 *
 * @param search which files are not data
 * @param evidence what says which data sets are training data, beside their names
 */
export async function evidentData(
  cwd: string,
  zone: Zone,
  search: SearchRules,
  evidence: RoleEvidence,
): Promise<EvidentData> {
  const { sources: counted, place } = await countSources(undefined, cwd, zone, {
    search,
    evidence,
  });
  const tables = await buildTables(counted, zone);
  const { sources, not_here: notHere, datasets } = place(summarise(counted, zone, tables));
  const evident = counted.map((source, i) => ({
    path: source.config.path,
    entries: sourceEntries(
      source.config.path,
      datasets.filter((set) => isIn(set, source)),
    ).map((entry) => ({ ...entry, timeColumn: findTimeColumn(source, entry) })),
    inventory: sources[i] as SourceInventory,
    problem: source.problems[0]?.problem,
    isRepeat: source.files.length === 0 && source.leftOut.has(COUNTED_ALREADY),
  }));
  return { sources: evident, notHere };
}

/** Whether a data set lies in a source; of one that is not here, only its path tells. */
function isIn({ here, name, source }: DataSet, { config }: CountedSource): boolean {
  return here ? source === config.path : `${name}/`.startsWith(`${config.path}/`);
}

/** A file without this column, even an empty one, would get a remark if the column were configured. */
function findTimeColumn(
  { counts }: CountedSource,
  { path, include }: SourceEntry,
): string | undefined {
  if (include !== undefined) return undefined;
  const own = ({ path: at }: { path: string }) => at === path || at.startsWith(`${path}/`);
  const all = [...counts].flatMap(([file, one]) => (own(file) ? [one] : []));
  const column = all.find(({ eventTime }) => eventTime !== null)?.eventTime?.column;
  // A configuration has no name with space around it.
  if (column === undefined || column !== column.trim()) return undefined;
  return all.every((count) => count.eventTime?.column === column) ? column : undefined;
}
