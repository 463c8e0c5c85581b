import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { takeInventory } from "../inventory/inventory.ts";
import { renderInventory } from "../render/inventory.ts";
import { type CommonOptions, openProject } from "./project.ts";

interface ScanOptions extends CommonOptions {
  format: "text" | "json";
}

/** `retrain-plan scan`: counts the data, or what the named paths hold. */
export async function scan(
  host: Host,
  paths: string[],
  { format, ...options }: ScanOptions,
): Promise<ExitStatus> {
  const { config, cwd, zone } = await openProject(options, host);
  const named = paths.map((path) => ({ path, sample: "row" as const }));
  const inventory = await takeInventory(named.length > 0 ? named : config.sources, cwd, zone);
  const text =
    format === "json" ? `${JSON.stringify(inventory, null, 2)}\n` : renderInventory(inventory);
  if (!options.quiet) host.stdout.write(text);
  return 0;
}
