import type { SourceConfig } from "../config/schema.ts";
import type { Zone } from "../time/instant.ts";
import type { Root } from "../trust/named-path.ts";
import type { CountedSource } from "./counted-source.ts";
import { type CountedTable, withTables } from "./counted-table.ts";
import { isThere } from "./datasets/named-by-rows.ts";
import { NO_EVIDENCE, type RoleEvidence, withRoles } from "./datasets/roles.ts";
import { rowDifferences } from "./datasets/row-differences.ts";
import { dvcPointers, type FoundSources } from "./find-sources.ts";
import { foldPointers } from "./pointers/fold.ts";
import type { Pointer } from "./pointers/pointer.ts";
import type { Counted, Inventory } from "./schema.ts";
import type { SourceFiles } from "./source.ts";

/** Makes an inventory of what was counted: where data was looked for, what is not here, the data sets' roles. */
export type Place = <C extends Counted>(
  counted: C,
) => Omit<C, "tables"> &
  Pick<Inventory, "datasets" | "looked_in" | "tables_elsewhere" | "not_here">;

interface PlaceOptions extends Root {
  readonly evidence?: RoleEvidence;
  readonly tables?: readonly CountedTable[];
}

/**
 * Looks for what is known of the data beside its files.
 *
 * @param walked DVC's files in the sources
 * @param met what stands in the place of files there
 */
export async function findPlace(
  found: FoundSources,
  walked: readonly string[],
  met: readonly Pointer[],
  configured: SourceConfig[] | undefined,
  zone: Zone,
  root: PlaceOptions,
): Promise<Place> {
  const dvc = await dvcPointers([...found.dvcFiles, ...walked], configured, root);
  const notHere = foldPointers([...dvc.pointers, ...met]);
  return (files) => {
    const { tables, ...counted } = withTables(files, root.tables ?? [], zone);
    const { code, ...evidence } = root.evidence ?? NO_EVIDENCE;
    // Whoever configures a source says that it is data.
    const isCode = configured === undefined && code !== undefined;
    const around = { ...(isCode && { code }), isThere: (path: string) => isThere(path, root) };
    const datasets = withRoles(tables, { ...evidence, ...around }, notHere);
    const differing = rowDifferences(datasets, root.evidence?.inputs ?? []);
    return {
      ...counted,
      datasets,
      notes: [...counted.notes, ...found.notes, ...dvc.notes, ...differing],
      looked_in: [...found.lookedIn, ...(root.tables ?? []).map(({ name }) => name)],
      ...(datasets.length === 0 && (found.tablesElsewhere ?? []).length > 0
        ? { tables_elsewhere: [...(found.tablesElsewhere ?? [])] }
        : {}),
      not_here: notHere,
    };
  };
}

/** What stands in the sources for data that is not here. */
export function notHereIn(
  sources: readonly CountedSource[],
): Pick<SourceFiles, "dvcFiles" | "pointers"> {
  return {
    dvcFiles: sources.flatMap((source) => source.dvcFiles),
    pointers: sources.flatMap((source) => source.pointers),
  };
}
