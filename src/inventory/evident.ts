import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import type { Zone } from "../instant.ts";
import { countSources } from "./inventory.ts";
import { COUNTED_ALREADY } from "./repeats.ts";
import type { SourceInventory } from "./schema.ts";
import { sourcesOf } from "./source.ts";
import { type CountedSource, summarise } from "./summarise.ts";

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

/** The default sources that exist, with what a configuration may say of them and change nothing. */
export async function evidentSources(cwd: string, zone: Zone): Promise<EvidentSource[]> {
  const configs = defaultSources(cwd);
  if (configs.length === 0) return [];
  const counted = await countSources(configs, cwd, zone, {});
  const { sources } = summarise(counted, zone);
  return counted.map((source, i) => ({
    path: source.config.path,
    timeColumn: timeColumnOf(source),
    inventory: sources[i] as SourceInventory,
    problem: source.problems[0]?.problem,
    isRepeat: source.files.length === 0 && source.leftOut.has(COUNTED_ALREADY),
  }));
}

/** A file that has no such column, even an empty one, would earn a remark once it is asked for. */
function timeColumnOf({ counts }: CountedSource): string | undefined {
  const all = [...counts.values()];
  const column = all.find(({ eventTime }) => eventTime !== null)?.eventTime?.column;
  // A configuration has no name with space around it.
  if (column === undefined || column !== column.trim()) return undefined;
  return all.every((count) => count.eventTime?.column === column) ? column : undefined;
}

function defaultSources(cwd: string): SourceConfig[] {
  try {
    return sourcesOf(undefined, cwd);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
