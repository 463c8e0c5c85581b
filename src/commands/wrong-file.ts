import { errorMessage, UserError } from "../errors.ts";

/** The error of a file that the configuration names, with the next step. */
export function wrongFile(path: string, error: unknown, hint: string): UserError {
  if (error instanceof UserError) return error;
  return new UserError(`${path}: ${errorMessage(error)}`, { hint, cause: error });
}
