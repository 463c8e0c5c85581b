/**
 * Something the user can mend: a wrong flag, a configuration error, a missing directory.
 * The process prints it as one line and exits with status 2, "could not judge".
 *
 * @example
 * throw new UserError("data: no such directory", { hint: "name the data directories under `sources`" });
 */
export class UserError extends Error {
  /** What to do about it, as an imperative clause without a final full stop. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint;
  }
}

/** What an unknown thrown value has to say, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
