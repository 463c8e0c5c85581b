import { findPathDate } from "../time/path-date.ts";
import { splitOfFolders } from "./datasets/split-names.ts";
import { Digests } from "./digest.ts";
import type { DataFile, FileCount } from "./reader.ts";

/**
 * Finds files that hold the same bytes. Only files of the same size, with the same count and below the
 * same of Hive's folders (`label=1`) are compared, by SHA-256: a file that has no double costs nothing.
 * Of files without a time of their own the folders of a day (`2025/08/01`) must be the same, too.
 * Of files that are a sample each, such as images, only those are compared that have the same name in a
 * folder of the same name and in the same split: a training sees two equal images in one folder twice.
 * A digest that was needed is noted in the file's count, and kept with it: a file that has not changed
 * is not read for it again.
 *
 * @param files in the order in which the first of several is the one that counts
 * @param isSample whether a file as a whole is one sample
 * @returns each further file, with the path of the one that it repeats
 */
export function identicalFiles(
  files: readonly DataFile[],
  counts: ReadonlyMap<DataFile, FileCount>,
  isSample: (file: DataFile) => boolean,
): Map<DataFile, string> {
  const digests = new Digests();
  const counted = files.map((file) => counts.get(file));
  const fileAt = (index: number) => files[index] as DataFile;
  const countAt = (index: number) => counted[index] as FileCount;
  const sizeAt = (index: number) => (counted[index]?.samples ? fileAt(index).sizeBytes : undefined);
  const lookAt = (index: number) => {
    const { samples, eventTime } = countAt(index);
    const { path, extension } = fileAt(index);
    if (isSample(fileAt(index)))
      return `${splitOfFolders(path)} ${path.split("/").slice(-2).join("/")}`;
    const look = `${extension} ${samples} ${eventTime?.earliest} ${eventTime?.latest}`;
    const folders = path.includes("=") ? partitionPath(path) : eventTime ? "" : dayPath(path);
    return `${look} ${folders}`;
  };
  const digestAt = (index: number) => {
    const count = countAt(index);
    count.digest ??= digests.of(fileAt(index).location);
    return count.digest;
  };

  const repeats = new Map<DataFile, string>();
  for (const sameSize of doubles(files.keys(), sizeAt)) {
    // The same in either order; a digest that is known is compared faster than a look is made.
    const areKnown = sameSize.every((index) => countAt(index).digest !== undefined);
    const [oneAt, otherAt] = areKnown ? [digestAt, lookAt] : [lookAt, digestAt];
    for (const alike of doubles(sameSize, oneAt)) {
      for (const [first, ...others] of doubles(alike, otherAt)) {
        for (const other of others) repeats.set(fileAt(other), fileAt(first as number).path);
      }
    }
  }
  return repeats;
}

/** `dt=2025-08-01/label=1/`: values of the rows, which are others though the bytes be the same. */
function partitionPath(path: string): string {
  const folders = path.split("/").slice(0, -1);
  return folders.filter((folder) => folder.lastIndexOf("=") > 0).join("/");
}

/** Of folders that date their samples: those of another day are others though the bytes be the same. */
function dayPath(path: string): string {
  const date = findPathDate(path);
  return date?.kind === "partition folder" ? `${date.first}-${date.last}` : "";
}

/** The groups of indices with the same key, of two or more, each in the given order. */
function doubles(
  indices: Iterable<number>,
  keyAt: (index: number) => string | number | undefined,
): number[][] {
  const groups: number[][] = [];
  // A group is begun by its second member: most files are the only ones of theirs.
  const known = new Map<string | number, number | number[]>();
  for (const index of indices) {
    const key = keyAt(index);
    if (key === undefined) continue;
    const former = known.get(key);
    if (former === undefined) known.set(key, index);
    else if (typeof former === "object") former.push(index);
    else {
      const group = [former, index];
      known.set(key, group);
      groups.push(group);
    }
  }
  return groups;
}
