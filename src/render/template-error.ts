import { errorMessage, UserError } from "../errors.ts";

/** An error that knows on which line of a template it happened. */
export interface Located {
  lineNumber?: number;
}

/** An error in a template, for its author: file, line, what to do. */
export function templateError(name: string, error: unknown): UserError {
  const { line, message } = parserError(error) ?? {
    line: (error as Located).lineNumber ?? "?",
    message: describeError(error),
  };
  return new UserError(`${name}:${line}: ${message}`, {
    hint: "`retrain-plan schema plan` names what a template may use",
    cause: error,
  });
}

function describeError(error: unknown): string {
  if (error instanceof RangeError) {
    return "a partial that calls itself without end, or a text without end";
  }
  // Handlebars' own internal errors do not help the reader.
  if (error instanceof TypeError)
    return "a block, a partial or a helper is not written as it should be";
  // Handlebars ends its messages with line and column, and names no object.
  return errorMessage(error)
    .replace(/ - \d+:\d+$/, "")
    .replace(/^(".*") not defined in (\[object Object\]|undefined)$/s, "there is no $1");
}

/** A parser's message is "Parse error on line 3:", an excerpt, a pointer, and the tokens expected. */
function parserError(error: unknown): { line: string; message: string } | null {
  const text = error instanceof Error ? error.message : "";
  const [, line, excerpt = ""] = /^\w+ error on line (\d+)(?!\d).*\n(.*)/.exec(text) ?? [];
  if (line === undefined) return null;
  const message = text.includes("got 'EOF'")
    ? "a block or a tag is not closed"
    : `not understood near "${excerpt.replace(/^\.{3}/, "").slice(-30)}"`;
  return { line, message };
}
