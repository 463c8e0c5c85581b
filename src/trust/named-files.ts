import { errorMessage, UserError } from "../errors.ts";
import { fixedPart, globPaths } from "./glob-paths.ts";
import { OutsideError, type Root, whyOutside } from "./named-path.ts";

export interface MatchOptions {
  /** How to correct a pattern that cannot be used: an imperative clause. */
  readonly hint: string;
  /** Told of each folder that cannot be read. */
  readonly hidden?: (folder: string, error: unknown) => void;
}

/**
 * The matches of patterns that a file names, files and folders, relative to the root; sorted. Each may be opened
 * as data. No folder outside of the project is listed.
 *
 * @throws OutsideError where a pattern matches, or looks for, anything that may not be opened
 * @throws UserError where a pattern cannot be used
 */
export function findMatches(
  patterns: readonly string[],
  root: Root,
  { hint, hidden }: MatchOptions,
): string[] {
  refuseOutside(patterns, patterns.map(fixedPart), root);
  try {
    const found = globPaths(patterns, { cwd: root.cwd, ...(hidden && { hidden }) });
    refuseOutside(patterns, found, root);
    return found;
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    throw new UserError(`${patterns.join(", ")}: ${errorMessage(error)}`, { hint, cause: error });
  }
}

function refuseOutside(patterns: readonly string[], paths: readonly string[], root: Root): void {
  for (const path of paths) {
    const why = whyOutside(path, root, "data");
    if (why !== null) throw new OutsideError(`${patterns.join(", ")}: names ${path}`, why);
  }
}
