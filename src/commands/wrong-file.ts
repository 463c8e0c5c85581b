import { messageOf, UserError } from "../errors.ts";

/** What is wrong with a file that the configuration names, with what to do. */
export function wrongFile(path: string, error: unknown, hint: string): UserError {
  if (error instanceof UserError) return error;
  return new UserError(`${path}: ${messageOf(error)}`, { hint, cause: error });
}
