import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { renderInventory } from "../render/inventory.ts";
import { type CommonOptions, openProject } from "./project.ts";
import { readData } from "./read-data.ts";

interface ScanOptions extends CommonOptions {
  format: "text" | "json";
}

/** `retrain-plan scan`: counts the data, or what the named paths hold. */
export async function scan(
  host: Host,
  paths: string[],
  { format, ...options }: ScanOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const named = paths.map((path) => ({ path, sample: "row" as const }));
  const inventory = await readData(project, named.length > 0 ? named : project.config.sources);
  const text =
    format === "json" ? `${JSON.stringify(inventory, null, 2)}\n` : renderInventory(inventory);
  if (!options.quiet) host.stdout.write(text);
  return 0;
}
