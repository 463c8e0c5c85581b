import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { DataFile, FileCount } from "./reader.ts";

/**
 * Finds files that hold the same bytes. Only files of the same size and with the same count are
 * compared, by SHA-256: a file that has no double costs nothing. A digest that was needed is noted in
 * the file's count, and kept with it: a file that has not changed is not read for it again.
 *
 * @param files in the order in which the first of several is the one that counts
 * @returns each further file, with the path of the one that it repeats
 */
export function identicalFiles(
  files: readonly DataFile[],
  counts: ReadonlyMap<DataFile, FileCount>,
): Map<DataFile, string> {
  const digests = new Digests();
  const lookOf = (file: DataFile) => {
    const { samples, eventTime } = counts.get(file) as FileCount;
    return `${file.extension} ${samples} ${eventTime?.earliest} ${eventTime?.latest}`;
  };
  const digestOf = (file: DataFile) => {
    const count = counts.get(file) as FileCount;
    count.digest ??= digests.of(file);
    return count.digest;
  };
  const isKnown = (file: DataFile) => counts.get(file)?.digest !== undefined;
  const sizeOf = (file: DataFile) => (counts.get(file)?.samples ? file.sizeBytes : undefined);

  const repeats = new Map<DataFile, string>();
  for (const sameSize of doubles(files, sizeOf)) {
    // The same in either order; a digest that is known is compared faster than a look is made.
    const [oneOf, otherOf] = sameSize.every(isKnown) ? [digestOf, lookOf] : [lookOf, digestOf];
    for (const alike of doubles(sameSize, oneOf)) {
      for (const [first, ...others] of doubles(alike, otherOf)) {
        for (const other of others) repeats.set(other, (first as DataFile).path);
      }
    }
  }
  return repeats;
}

/** The groups of files with the same key, of two files or more, each in the files' order. */
function doubles(
  files: readonly DataFile[],
  keyOf: (file: DataFile) => string | number | undefined,
): DataFile[][] {
  const groups: DataFile[][] = [];
  // A group is begun by its second file: most files are the only ones of theirs.
  const firsts = new Map<string | number, DataFile | DataFile[]>();
  for (const file of files) {
    const key = keyOf(file);
    if (key === undefined) continue;
    const former = firsts.get(key);
    if (former === undefined) firsts.set(key, file);
    else if (Array.isArray(former)) former.push(file);
    else {
      const group = [former, file];
      firsts.set(key, group);
      groups.push(group);
    }
  }
  return groups;
}

/** Digests files, one after the other, through one buffer. */
class Digests {
  #buffer: Buffer | undefined;

  /** SHA-256, as {@link FileCount.digest}; undefined where the file can no longer be read. */
  of({ location }: DataFile): string | undefined {
    this.#buffer ??= Buffer.allocUnsafeSlow(1 << 20);
    try {
      const descriptor = openSync(location, "r");
      try {
        return digestOf(descriptor, this.#buffer);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return undefined; // Then nothing is claimed of it.
    }
  }
}

function digestOf(descriptor: number, buffer: Buffer): string {
  let read = readSync(descriptor, buffer);
  // Less than was asked for is all that a regular file has; a digest at once costs half as much.
  if (read < buffer.length) return hash("sha256", buffer.subarray(0, read), "binary");
  const digest = createHash("sha256");
  for (; read > 0; read = readSync(descriptor, buffer)) digest.update(buffer.subarray(0, read));
  return digest.digest("binary");
}
