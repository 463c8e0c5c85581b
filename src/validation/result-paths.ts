import { readdirSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { messageOf, UserError } from "../errors.ts";

/**
 * What patterns name, whether file or not, sorted; most projects lack some places, and fast-glob takes
 * time to load.
 *
 * @param hidden told of each directory that cannot be read
 */
export async function resultPaths(
  patterns: readonly string[],
  cwd: string,
  hidden: (path: string, error: unknown) => void,
): Promise<string[]> {
  const possible = patterns.filter((pattern) => !isAbsent(resolve(cwd, fixedPart(pattern))));
  if (possible.length === 0) return [];
  const { default: glob } = await import("fast-glob");
  // fast-glob either throws at the first such directory or is silent about it.
  const listing = ((directory: string, options: { withFileTypes: true }) => {
    try {
      return readdirSync(directory, options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") hidden(relative(cwd, directory), error);
      throw error;
    }
  }) as unknown as typeof readdirSync;
  try {
    const options = { cwd, onlyFiles: false, suppressErrors: true, fs: { readdirSync: listing } };
    return glob.sync(possible, options).sort();
  } catch (error) {
    throw new UserError(`${possible.join(", ")}: ${messageOf(error)}`, {
      hint: "correct the patterns under `validation` in the configuration",
      cause: error,
    });
  }
}

function isAbsent(location: string): boolean {
  try {
    statSync(location);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR";
  }
}

/** The folders before the first that is a pattern. */
export function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => /[*?[\]{}()!+@|\\]/.test(part));
  return first === -1 ? pattern : `${parts.slice(0, first).join("/")}/`.replace(/^\/$/, ".");
}
