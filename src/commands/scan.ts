import { listFileSources } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { takeScan } from "../inventory/scan.ts";
import { renderExplained } from "../render/explain-file.ts";
import { renderScan } from "../render/inventory.ts";
import { screenFor } from "../render/screen.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";
import { explained } from "./explain-file.ts";
import { reportUnreadServers } from "./open-tracking.ts";
import { type CommonOptions, openProject, parseFlagInstant } from "./project.ts";
import { withProgress } from "./read-data.ts";
import { countTables } from "./read-tables.ts";

interface ScanOptions extends CommonOptions {
  format: "text" | "json";
  files?: boolean;
  explain?: string;
  since?: string;
  by: "day" | "week";
}

/** `retrain-plan scan`: counts the data, or what the named paths hold. */
export async function scan(
  host: Host,
  paths: string[],
  { format, files, explain, since, by, ...options }: ScanOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const { zone, cwd, config } = project;
  if (explain !== undefined) {
    if (paths.length > 0 || since !== undefined) {
      throw new UserError("--explain reads one file, without paths or --since", {
        hint: "leave these out",
      });
    }
    const found = await explained(project, explain);
    if (!options.quiet) {
      host.stdout.write(
        format === "json"
          ? jsonText(found)
          : renderExplained(found, explain, screenFor(host, options.color)),
      );
    }
    return 0;
  }
  const named = paths.map((path) => ({ path, sample: "row" as const }));
  const sources = named.length > 0 ? named : listFileSources(config.sources);
  const tables = named.length > 0 ? [] : await countTables(project);
  const day =
    since === undefined ? undefined : zone.dayOf(parseFlagInstant("--since", since, zone));
  const found = await withProgress(project, ({ placeOf, ...watched }) =>
    takeScan(sources, cwd, zone, {
      since: day,
      weeks: by === "week",
      files,
      ...watched,
      tables,
      placeOf: named.length > 0 ? undefined : placeOf,
    }),
  );
  reportUnreadServers(host, project.access);
  if (options.quiet) return 0;
  const text =
    format === "json" ? jsonText(found) : renderScan(found, screenFor(host, options.color));
  host.stdout.write(text);
  return 0;
}
