import { listFileSources, type SourceConfig } from "../config/schema.ts";
import { takeFingerprinted } from "../inventory/fingerprint.ts";
import { type InventoryOptions, takeInventory } from "../inventory/inventory.ts";
import type { DataFingerprint, Inventory } from "../inventory/schema.ts";
import { onInterrupt } from "../runtime/interrupt.ts";
import { createLakeCounter } from "./lake-counter.ts";
import type { Project } from "./project.ts";
import { readRoleEvidence } from "./read-roles.ts";
import { countTables } from "./read-tables.ts";
import { collectSearchRules } from "./search-rules.ts";

/** Takes the inventory of a project, and shows how far it is. */
export async function readData(project: Project): Promise<Inventory> {
  const { cwd, zone, config } = project;
  const tables = await countTables(project);
  return withProgress(project, (options) =>
    takeInventory(listFileSources(config.sources), cwd, zone, { ...options, tables }),
  );
}

/** The same with the fingerprint of the data. */
export async function readFingerprinted(
  project: Project,
): Promise<{ inventory: Inventory; fingerprint: DataFingerprint }> {
  const { cwd, zone, config } = project;
  const { data_identity: identity } = config.review;
  const sources = listFileSources(config.sources);
  const tables = await countTables(project);
  return withProgress(project, (options) =>
    takeFingerprinted(sources, identity, cwd, zone, { ...options, tables }),
  );
}

/**
 * Has something count the data of a project, with its cache and what says which data sets are training
 * data, and shows how far it is.
 */
export async function withProgress<T>(
  project: Project,
  take: (options: InventoryOptions) => Promise<T>,
): Promise<T> {
  const { cacheDirectory, terminal, placeOf, allowOutside, named, config } = project;
  const files = listFileSources(config.sources) ?? [];
  const numberInFile = (source: number) =>
    (config.sources ?? []).indexOf(files[source] as SourceConfig);
  const place =
    placeOf &&
    ((source: number, key: "path" | "time_column" | "label") =>
      placeOf(["sources", numberInFile(source), key]));
  const options = {
    cacheDirectory,
    placeOf: place,
    allowOutside,
    named,
    search: collectSearchRules(config),
    countLake: createLakeCounter(project),
    evidence: await readRoleEvidence(project, config),
  };
  if (terminal === null) return take(options);
  const { progressBar } = await import("../render/progress.ts");
  const bar = progressBar(terminal, () => performance.now());
  const release = onInterrupt(bar.clear);
  try {
    return await take({ ...options, onProgress: bar.update });
  } finally {
    release();
    bar.clear();
  }
}
