import type { Zone } from "../instant.ts";
import type { CountedSource } from "./counted-source.ts";
import { countSources } from "./inventory.ts";
import type { Pointer } from "./pointers/pointer.ts";
import { COUNTED_ALREADY } from "./repeats.ts";
import type { SourceInventory } from "./schema.ts";
import type { SearchRules } from "./search.ts";
import { summarise } from "./summarise.ts";

/** A source that a configuration need not name, and what lies in it. */
export interface EvidentSource {
  readonly path: string;
  /** Where one is evident in every file. */
  readonly timeColumn: string | undefined;
  readonly inventory: SourceInventory;
  /** Why the first file that could not be counted was not. */
  readonly problem: string | undefined;
  /** Whether all that it holds lies in a source before it, such as a directory that it links to. */
  readonly isRepeat: boolean;
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
 */
export async function evidentData(
  cwd: string,
  zone: Zone,
  search: SearchRules,
): Promise<EvidentData> {
  const { sources: counted, place } = await countSources(undefined, cwd, zone, { search });
  const { sources, not_here: notHere } = place(summarise(counted, zone));
  const evident = counted.map((source, i) => ({
    path: source.config.path,
    timeColumn: timeColumnOf(source),
    inventory: sources[i] as SourceInventory,
    problem: source.problems[0]?.problem,
    isRepeat: source.files.length === 0 && source.leftOut.has(COUNTED_ALREADY),
  }));
  return { sources: evident, notHere };
}

/** A file that has no such column, even an empty one, would earn a remark once it is asked for. */
function timeColumnOf({ counts }: CountedSource): string | undefined {
  const all = [...counts.values()];
  const column = all.find(({ eventTime }) => eventTime !== null)?.eventTime?.column;
  // A configuration has no name with space around it.
  if (column === undefined || column !== column.trim()) return undefined;
  return all.every((count) => count.eventTime?.column === column) ? column : undefined;
}
