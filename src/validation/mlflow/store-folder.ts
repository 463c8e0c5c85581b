import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { openResult, readResult } from "../files/result-file.ts";

/** The files below a folder by their paths: a metric's name may have slashes. */
export function filesBelow(
  folder: string,
  prefix: string,
  interned: Map<string, string>,
): string[] {
  const names: string[] = [];
  for (const entry of listEntries(folder)) {
    const name = prefix + entry.name;
    if (entry.isDirectory())
      names.push(...filesBelow(join(folder, entry.name), `${name}/`, interned));
    else if (entry.isFile()) {
      if (!interned.has(name)) interned.set(name, name);
      names.push(interned.get(name) ?? name);
    }
  }
  return names;
}

const chunk = Buffer.alloc(1 << 16);

/** The text of a file that is nearly always of a few lines. */
export function readSmall(file: string): string {
  const fd = openSync(file, "r");
  let length: number;
  try {
    length = readSync(fd, chunk, 0, chunk.length, 0);
  } finally {
    closeSync(fd);
  }
  return length < chunk.length
    ? chunk.toString("utf8", 0, length)
    : readResult(openResult(file, { cwd: dirname(file) }));
}

/** undefined where it is not there. */
export function read(file: string): string | undefined {
  if (!isFile(file)) return undefined;
  return readSmall(file);
}

function listEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

export function listFolders(folder: string): string[] {
  return namesIn(folder, (entry) => entry.isDirectory());
}

export function listFiles(folder: string): string[] {
  return namesIn(folder, (entry) => entry.isFile());
}

function namesIn(folder: string, isWanted: (entry: Dirent) => boolean): string[] {
  if (!isFolder(folder)) return [];
  return listEntries(folder)
    .filter(isWanted)
    .map(({ name }) => name)
    .sort();
}

export function isFile(location: string): boolean {
  return statSync(location, { throwIfNoEntry: false })?.isFile() === true;
}

export function isFolder(location: string): boolean {
  return statSync(location, { throwIfNoEntry: false })?.isDirectory() === true;
}
