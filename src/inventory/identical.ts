import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { DataFile, FileCount } from "./reader.ts";

/**
 * Finds files that hold the same bytes. Only files of the same size and with the same count are
 * compared, by SHA-256: a copied file costs its reading, an ordinary tree nothing.
 *
 * @param files in the order in which the first of several is the one that counts
 * @returns each further file, with the path of the one that it repeats
 */
export function identicalFiles(
  files: readonly DataFile[],
  counts: ReadonlyMap<DataFile, FileCount>,
): Map<DataFile, string> {
  const alike = new Map<string, DataFile[]>();
  for (const file of files) {
    const count = counts.get(file);
    if (count === undefined || count.samples === 0) continue;
    const { earliest, latest } = count.eventTime ?? {};
    const key = `${file.sizeBytes} ${file.extension} ${count.samples} ${earliest} ${latest}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [file]);
    else group.push(file);
  }
  const repeats = new Map<DataFile, string>();
  for (const group of alike.values()) {
    if (group.length === 1) continue;
    const firsts = new Map<string, string>();
    for (const file of group) {
      const hash = hashOf(file);
      if (hash === null) continue;
      const first = firsts.get(hash);
      if (first === undefined) firsts.set(hash, file.path);
      else repeats.set(file, first);
    }
  }
  return repeats;
}

/** Null where the file can no longer be read: then nothing is claimed of it. */
function hashOf({ location }: DataFile): string | null {
  try {
    const descriptor = openSync(location, "r");
    try {
      const hash = createHash("sha256");
      const buffer = Buffer.allocUnsafe(1 << 20);
      for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
        hash.update(buffer.subarray(0, read));
      }
      return hash.digest("hex");
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}
