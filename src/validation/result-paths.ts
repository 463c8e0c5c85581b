import { messageOf, UserError } from "../errors.ts";
import { globPaths } from "../glob/paths.ts";

/**
 * What patterns name, whether file or not, sorted.
 *
 * @param hidden told of each directory that cannot be read
 */
export async function resultPaths(
  patterns: readonly string[],
  cwd: string,
  hidden: (path: string, error: unknown) => void,
): Promise<string[]> {
  try {
    return globPaths(patterns, { cwd, hidden });
  } catch (error) {
    throw new UserError(`${patterns.join(", ")}: ${messageOf(error)}`, {
      hint: "correct the patterns under `validation` in the configuration",
      cause: error,
    });
  }
}
