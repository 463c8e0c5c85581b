import { type Dirent, readdirSync, statSync } from "node:fs";

/** A folder of so many entries is one of files, not of parts of a project. */
export const MOST_ENTRIES = 10_000;

/** Sorted by name; empty where a folder cannot be read, null where it has too many entries to be searched. */
export function listEntries(location: string): Dirent[] | null {
  try {
    const entries = readdirSync(location, { withFileTypes: true });
    if (entries.length > MOST_ENTRIES) return null;
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch {
    return [];
  }
}

/** A link to a directory is one: data often lies on another disk. */
export function isDirectory(location: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(location, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** So is a link to a file; one to nothing may be data that is not here. */
export function isFile(location: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return statSync(location, { throwIfNoEntry: false })?.isFile() !== false;
}
