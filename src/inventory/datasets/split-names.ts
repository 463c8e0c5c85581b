import { pathFolders, tellingWords } from "./path-words.ts";
import type { Role } from "./role.ts";

/** Words for the parts of data that is split, with what they are to the training. */
export const SPLITS = new Map<string, Role>([
  ["train", "training"],
  ["training", "training"],
  ...["valid", "validation", "val", "dev", "test", "testing", "holdout", "eval", "evaluation"].map(
    (word): [string, Role] => [word, "holdout"],
  ),
]);

/** Words that stand beside a split's name: `X_train`, `train_features`. */
export const BESIDE_SPLITS = new Set(
  "x y features labels label target targets values df images".split(" "),
);

/**
 * The split that a folder is named after: alone, with words that tell nothing else (`train_images`), or with
 * any where a folder beside it is named after another split (`train_kaggle` and `test`).
 *
 * @param besides names of folders in the same folder; it may be among them
 */
export function folderSplit(folder: string, besides: readonly string[]): Role | null {
  const words = tellingWords(folder);
  const whole = SPLITS.get(words.join(""));
  if (whole !== undefined) return whole;
  const role = endSplit(words);
  if (role === null) return null;
  if (words.every((word) => SPLITS.has(word) || BESIDE_SPLITS.has(word))) return role;
  const others = besides.map((beside) => endSplit(tellingWords(beside)));
  return others.some((other) => other !== null && other !== role) ? role : null;
}

function endSplit(words: readonly string[]): Role | null {
  return SPLITS.get(words[0] ?? "") ?? SPLITS.get(words.at(-1) ?? "") ?? null;
}

/** The names of the folders in each folder of these paths. */
export function foldersBelow(paths: readonly string[]): Map<string, string[]> {
  const below = new Map<string, Set<string>>();
  for (const path of paths) {
    const folders = pathFolders(path);
    for (const [depth, folder] of folders.entries()) {
      const parent = folders.slice(0, depth).join("/");
      below.set(parent, (below.get(parent) ?? new Set()).add(folder));
    }
  }
  return new Map([...below].map(([parent, names]) => [parent, [...names]]));
}

/** The role of the innermost folder of a path that is called after a split; null where none is. */
export function splitOfFolders(path: string): Role | null {
  const roles = pathFolders(path).map((folder) => SPLITS.get(tellingWords(folder).join("")));
  return roles.findLast((role) => role !== undefined) ?? null;
}
