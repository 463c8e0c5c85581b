import { groupBy } from "../group-by.ts";
import type { Zone } from "../instant.ts";
import type { FileVersion } from "./git-history.ts";
import { namedInstant } from "./result-time.ts";

/**
 * Files that one commit brought under names with other dates: it says when they were moved here, and
 * their names when they came about.
 *
 * @param files with the source they belong to
 * @returns their paths
 * @example a first commit of `eval-2025-08-01.json` and `eval-2025-08-08.json` gives both
 */
export function importsOf(
  files: readonly { readonly path: string; readonly source: string }[],
  versions: ReadonlyMap<string, readonly FileVersion[]>,
  zone: Zone,
): Set<string> {
  const named = files.flatMap(({ path, source }) => {
    const first = versions.get(path)?.at(-1);
    const at = namedInstant(path, zone);
    return first === undefined || at === null
      ? []
      : [{ path, at, commit: `${first.commit} ${source}` }];
  });
  const commits = [...groupBy(named, ({ commit }) => commit).values()];
  const imports = commits.filter((group) => new Set(group.map(({ at }) => at)).size > 1);
  return new Set(imports.flat().map(({ path }) => path));
}
