import type { SourceConfig } from "../config/schema.ts";
import { onInterrupt } from "../interrupt.ts";
import { takeInventory } from "../inventory/inventory.ts";
import type { Inventory } from "../inventory/schema.ts";
import type { Project } from "./project.ts";

/** Takes the inventory of a project, and shows how far it is. */
export async function readData(
  { cwd, zone, cacheDirectory, terminal }: Project,
  sources: SourceConfig[] | undefined,
): Promise<Inventory> {
  if (terminal === null) return takeInventory(sources, cwd, zone, { cacheDirectory });
  const { progressBar } = await import("../render/progress.ts");
  const bar = progressBar(terminal, () => performance.now());
  const release = onInterrupt(bar.clear);
  try {
    return await takeInventory(sources, cwd, zone, { cacheDirectory, onProgress: bar.update });
  } finally {
    release();
    bar.clear();
  }
}
