import { isDeepStrictEqual } from "node:util";
import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import type { Zone } from "../instant.ts";
import { takeInventory } from "./inventory.ts";
import type { Inventory } from "./schema.ts";
import { sourcesOf } from "./source.ts";

/** A source that a configuration need not name, and what lies in it. */
export interface EvidentSource {
  readonly path: string;
  /** Where one is evident in every file. */
  readonly timeColumn: string | undefined;
  readonly inventory: Inventory["sources"][number];
}

/** The default sources that exist, with what a configuration may say of them and change nothing. */
export async function evidentSources(cwd: string, zone: Zone): Promise<EvidentSource[]> {
  const found: EvidentSource[] = [];
  for (const config of defaultSources(cwd)) {
    const inventory = await takeInventory([config], cwd, zone);
    const [source] = inventory.sources as [Inventory["sources"][number]];
    const column = /^column ([^,]+)$/.exec(source.event_time?.source ?? "")?.[1]?.trim();
    // A file that has no such column would earn a remark once the column is asked for.
    const isSame =
      column !== undefined &&
      isDeepStrictEqual(
        inventory,
        await takeInventory([{ ...config, time_column: column }], cwd, zone),
      );
    found.push({
      path: config.path,
      timeColumn: isSame ? column : undefined,
      inventory: source,
    });
  }
  return found;
}

function defaultSources(cwd: string): SourceConfig[] {
  try {
    return sourcesOf(undefined, cwd);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
