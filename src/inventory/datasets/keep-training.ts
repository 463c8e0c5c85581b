import type { DataFile } from "../reader.ts";
import { pathFolders } from "./path-words.ts";
import type { Role } from "./role.ts";
import { rolesByName } from "./role-by-name.ts";

/**
 * Of equal files the one counts that is training data by its name; a raw one only where there is no other. Of two the
 * one in fewer folders: deeper ones are mostly copies for one experiment.
 */
const ORDER: readonly (Role | undefined)[] = ["training", undefined, "holdout", "raw"];

/**
 * Chooses which of several equal files counts: `data/processed/train.csv` rather than `data/raw/all.csv`.
 *
 * @param copies each further file, with the path of the first one that it repeats
 * @param files all files, the first ones among them
 * @returns the same, with another file as the one that is repeated where its name says more
 */
export function keepTraining(
  copies: ReadonlyMap<DataFile, string>,
  files: readonly DataFile[],
): Map<DataFile, string> {
  const firsts = new Set(copies.values());
  const groups = new Map<string, DataFile[]>();
  for (const file of files) {
    const first = copies.get(file) ?? file.path;
    if (!firsts.has(first)) continue;
    groups.set(first, [...(groups.get(first) ?? []), file]);
  }
  const kept = new Map<DataFile, string>();
  for (const group of groups.values()) {
    const roles = rolesByName(group.map(({ path }) => path));
    const rank = (index: number) => {
      const at = ORDER.indexOf(roles[index]?.role);
      return at < 0 ? ORDER.length : at;
    };
    // At the root nothing says that it is data.
    const depth = (index: number) => pathFolders(group[index]?.path ?? "").length || Infinity;
    const isBetter = (a: number, b: number) =>
      rank(a) < rank(b) || (rank(a) === rank(b) && depth(a) < depth(b));
    const best = [...group.keys()].reduce((a, b) => (isBetter(b, a) ? b : a));
    const { path } = group[best] as DataFile;
    for (const [index, file] of group.entries()) if (index !== best) kept.set(file, path);
  }
  return kept;
}
