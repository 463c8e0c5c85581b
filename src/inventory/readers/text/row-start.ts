import { readSync } from "node:fs";
import { CR, LF } from "../../../text/ascii.ts";
import { FileProblem } from "../../reader.ts";
import type { Dialect } from "./dialect.ts";

/**
 * Guesses where the first row at or after a byte of delimited text begins, by what follows. Quotes
 * tell apart only with all that lies before them, so that this may err; whoever reads what lies before
 * finds out.
 *
 * @throws FileProblem where no row seems to begin in the next {@link WINDOW_LIMIT_BYTES}
 */
export function guessRowStart(descriptor: number, from: number, dialect: Dialect): number {
  for (let bytes = WINDOW_BYTES; bytes <= WINDOW_LIMIT_BYTES; bytes *= 8) {
    // A newline just before `from` counts.
    const window = Buffer.allocUnsafeSlow(bytes);
    const got = readSync(descriptor, window, 0, bytes, from - 1);
    const start = rowStart(window.subarray(0, got), dialect);
    if (start > 0) return from - 1 + start;
  }
  throw new FileProblem(`no row seems to begin after byte ${from}`);
}

const WINDOW_BYTES = 1 << 15;
const WINDOW_LIMIT_BYTES = 1 << 21;

/** The offset behind the first newline that ends a row; -1 where none does. */
function rowStart(window: Buffer, dialect: Dialect): number {
  const outside = trial(window, dialect, false);
  const inside = trial(window, dialect, true);
  if (outside.start < 0) return inside.start;
  if (inside.start < 0 || outside.faults === 0) return outside.start;
  // A stray quote, as in 5", closes the quotes that were never opened: one fault less is no evidence.
  const isInside = inside.faults === 0 || outside.faults - inside.faults > 1;
  return isInside ? inside.start : outside.start;
}

/**
 * Reads a text as if it began inside quotes, or outside.
 *
 * @returns where a row begins then, and what speaks against it: rows with another number of fields
 * than usual, which count double, and quotes where none should be
 */
function trial(
  window: Buffer,
  { delimiter, names, quote }: Dialect,
  isInside: boolean,
): { start: number; faults: number } {
  const separator = delimiter.charCodeAt(0);
  const mark = quote === "" ? -1 : quote.charCodeAt(0);
  const isEnd = (byte: number | undefined) => byte === separator || byte === LF || byte === CR;
  let isQuoted = isInside;
  let start = -1;
  let faults = 0;
  let fields = 1;
  for (let at = 0; at < window.length; at++) {
    const byte = window[at];
    if (byte === mark) {
      if (!isQuoted) {
        if (isEnd(window[at - 1])) isQuoted = true;
        else faults++;
      } else if (window[at + 1] === mark) {
        at++;
      } else {
        isQuoted = false;
        if (!isEnd(window[at + 1])) faults++;
      }
    } else if (byte === separator && !isQuoted) {
      fields++;
    } else if (byte === LF && !isQuoted) {
      if (start < 0) start = at + 1;
      else if (fields !== names.length) faults += 2;
      fields = 1;
    }
  }
  return { start, faults };
}
