/**
 * The words of a folder's or a file's name, in lower case: split where letters change their case, at
 * everything that is not a letter or a digit, and without numbers.
 *
 * @example splitIntoWords("01_raw") // ["raw"]
 * @example splitIntoWords("X_train-v2") // ["x", "train", "v2"]
 * @example splitIntoWords("KDDTest+") // ["kdd", "test"]
 */
export function splitIntoWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z]{2,})/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !/^\d+$/.test(word));
}

/** Words that say nothing about what a table is for. */
const GENERIC = new Set(
  "data dataset datasets set sets df table tables file files csv parquet json final all full new my the of clean cleaned cleansed ready v".split(
    " ",
  ),
);

/** Versions, and quarters, halves, months and weeks of a year: `v2`, `2025q2`, `h1`. */
const VERSION_OR_PERIOD = /^(v?\d+|(\d{2}|\d{4})?[qhmw]\d{1,2})$/;

/** The words of a name that say something: `train_data` is `train`, and `holdout_2025q2` is `holdout`. */
export function tellingWords(name: string): string[] {
  return splitIntoWords(name).filter((word) => !GENERIC.has(word) && !VERSION_OR_PERIOD.test(word));
}

/** A file's name without its extensions. */
export function pathStem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.replace(/(?<=.)\.(gz|zst|bz2|xz)$/i, "").replace(/(?<=.)\.[A-Za-z]\w*$/, "");
}

/** The folders of a path, outermost first. */
export function pathFolders(path: string): string[] {
  return path.split("/").slice(0, -1);
}
