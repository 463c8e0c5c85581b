import { findMatches } from "../../trust/named-files.ts";
import type { Root } from "../../trust/named-path.ts";

/**
 * The files and folders that patterns of results name, sorted.
 *
 * @param hidden told of each directory that cannot be read
 * @throws OutsideError where a pattern leads out of the project
 */
export async function resultPaths(
  patterns: readonly string[],
  root: Root,
  hidden: (path: string, error: unknown) => void,
): Promise<string[]> {
  const hint = "correct the patterns under `validation` in the configuration";
  return findMatches(patterns, root, { hint, hidden });
}
