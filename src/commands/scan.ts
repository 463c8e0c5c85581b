import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { takeScan } from "../inventory/scan.ts";
import { jsonText } from "../json-text.ts";
import { renderScan } from "../render/inventory.ts";
import { screenOf } from "../render/screen.ts";
import { type CommonOptions, instantOf, openProject } from "./project.ts";
import { withProgress } from "./read-data.ts";

interface ScanOptions extends CommonOptions {
  format: "text" | "json";
  files?: boolean;
  since?: string;
  by: "day" | "week";
}

/** `retrain-plan scan`: counts the data, or what the named paths hold. */
export async function scan(
  host: Host,
  paths: string[],
  { format, files, since, by, ...options }: ScanOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const { zone, cwd, config } = project;
  const named = paths.map((path) => ({ path, sample: "row" as const }));
  const sources = named.length > 0 ? named : config.sources;
  const day = since === undefined ? undefined : zone.dayOf(instantOf("--since", since, zone));
  const found = await withProgress(project, ({ placeOf, ...watched }) =>
    takeScan(sources, cwd, zone, {
      ...{ since: day, weeks: by === "week", files, ...watched },
      placeOf: named.length > 0 ? undefined : placeOf,
    }),
  );
  if (options.quiet) return 0;
  const text =
    format === "json" ? jsonText(found) : renderScan(found, screenOf(host, options.color));
  host.stdout.write(text);
  return 0;
}
