import { TooLargeError } from "./read-text.ts";

/**
 * Why a request got no answer, as a clause about its server. Never fetch()'s own message, which may hold the
 * address.
 *
 * @param timeoutMs how long the answer was waited for
 * @returns null for an error of another kind
 */
export function describeFault(error: unknown, timeoutMs: number): string | null {
  if (error instanceof TooLargeError) return error.message;
  const { name, cause } = error as Error;
  if (name === "TimeoutError") return `does not answer in ${timeoutMs / 1000} s`;
  // Of a connection that is refused, and of one that breaks off.
  if (!(error instanceof TypeError) || !/^(?:fetch failed|terminated)$/.test(error.message))
    return null;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === undefined ? "cannot be reached" : `cannot be reached (${code})`;
}
