import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf, UserError } from "../errors.ts";

/**
 * The text of a file that the configuration names.
 *
 * @param path relative to the project
 * @throws Error where it is not there, or no regular file: a FIFO would be waited for, for ever
 */
export function readNamed(cwd: string, path: string): string {
  const location = resolve(cwd, path);
  if (!statSync(location).isFile()) throw new Error("not a regular file");
  return readFileSync(location, "utf8");
}

/** What is wrong with a file that the configuration names, with what to do. */
export function wrongFile(path: string, error: unknown, hint: string): UserError {
  return new UserError(`${path}: ${messageOf(error)}`, { hint, cause: error });
}
