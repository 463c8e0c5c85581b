import { resolve, sep } from "node:path";
import { listFileSources, type SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import type { Scan } from "../inventory/scan/schema.ts";
import { takeScan } from "../inventory/scan.ts";
import type { Project } from "./project.ts";
import { withProgress } from "./read-data.ts";

/**
 * The scan of one file, as its source says to read it.
 *
 * @param path relative to the project
 * @throws UserError where the path is not one data file
 */
export async function explained(project: Project, path: string): Promise<Scan> {
  const { zone, cwd, config } = project;
  const { include, exclude, name, ...source } = findSource(
    listFileSources(config.sources) ?? [],
    path,
    cwd,
  );
  const found = await withProgress(project, ({ placeOf, ...watched }) =>
    takeScan([{ ...source, path }], cwd, zone, { files: true, ...watched }),
  );
  const files = found.file_list ?? [];
  if (files.length !== 1 || files[0]?.path !== path) {
    throw new UserError(`${path}: no data file`, { hint: "name one file, as `scan --files` does" });
  }
  return found;
}

/** The innermost source that holds the file, or a source without settings where no source holds it. */
function findSource(sources: readonly SourceConfig[], path: string, cwd: string): SourceConfig {
  const location = resolve(cwd, path);
  const around = sources
    .map((source) => ({ source, folder: resolve(cwd, source.path) }))
    .filter(({ folder }) => location === folder || location.startsWith(`${folder}${sep}`))
    .sort((a, b) => b.folder.length - a.folder.length);
  return around[0]?.source ?? { path, sample: "row" };
}
