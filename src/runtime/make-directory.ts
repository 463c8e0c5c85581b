import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a directory, and those above it that are missing. Unlike Node's `recursive`, it ends where the
 * file system denies a directory whose parent exists, as /proc does.
 *
 * @param path absolute
 * @param mode of those that are made, less what the process's mask denies
 * @returns those that were made, the outermost first; none where it was there
 * @throws the file system's error, also where something else has that name
 */
export function makeDirectory(path: string, mode = 0o777): string[] {
  const missing: string[] = [];
  let parent = path;
  while (!isDirectory(parent)) {
    missing.unshift(parent);
    parent = dirname(parent);
  }
  for (const directory of missing) {
    try {
      mkdirSync(directory, { mode });
    } catch (error) {
      // Another run may have made it meanwhile.
      if (!isDirectory(directory)) throw explainFailure(directory, error);
    }
  }
  return missing;
}

/** The system says "no such file or directory" and "file already exists": true, and of no help. */
function explainFailure(directory: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new Error("no directory can be made there", { cause: error });
  if (code === "EEXIST") return new Error(`${directory} is not a directory`, { cause: error });
  return error;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    // Below a file nothing is. Node says so by an error before 22.
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw error;
  }
}
