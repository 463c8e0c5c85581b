/**
 * Something the user can fix: a wrong flag, a configuration error, a missing directory.
 * The process prints it as one line and exits with status 2, "could not judge".
 *
 * @example
 * throw new UserError("data: no such directory", { hint: "name the data directories under `sources`" });
 */
export class UserError extends Error {
  /** The next step, as an imperative clause without a final full stop. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint;
  }
}

/**
 * The message of an unknown thrown value, on one line; of a file system's error the reason alone,
 * because the caller names the path.
 *
 * @example errorMessage(error) // "permission denied", for "EACCES: permission denied, open '/data/a.csv'"
 */
export function errorMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const reason = isSystemError(error) && REASON.exec(text)?.[1];
  const lines = (reason || text).split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" ");
}

const REASON = /^[A-Z][A-Z\d]*: (.+?), \w+/s;

/** Whether the operating system refused something, such as opening a file. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
