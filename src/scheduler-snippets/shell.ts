import { UserError } from "../errors.ts";

/** A word as a POSIX shell reads it. */
export function shellWord(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** @throws UserError where one of them has a line break or another control character */
export function refuseControls(what: string, ...words: readonly string[]): void {
  if (words.some((word) => /\p{Cc}/u.test(word))) {
    throw new UserError(
      `${what} cannot name a path with a line break or another control character`,
      {
        hint: "rename it",
      },
    );
  }
}
