/** How the fields of a delimited text are told apart. Characters, or empty for none. */
export interface Syntax {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly comment: string;
}

/** The first rows of a text. */
export interface FirstRows {
  readonly rows: string[][];
  /** Where each begins. */
  readonly starts: number[];
  /** Quotes behind whose end other text follows, or that are never closed. */
  readonly faults: number;
  readonly isUnclosed: boolean;
}

/** A row with more fields is no row of a table that could be read. */
export const MOST_FIELDS = 100_000;

/**
 * The first rows of a delimited text as strings, by the rules of RowScanner, for a look at a file's
 * beginning. A quote that is not closed ends with the text.
 */
export function firstRows(text: string, syntax: Syntax, limit: number): FirstRows {
  const { delimiter, quote, escape: escaping, comment } = syntax;
  const rows: string[][] = [];
  const starts: number[] = [];
  let faults = 0;
  let isUnclosed = false;
  let row: string[] = [];
  let fields = 0;
  let start = 0;
  let at = 0;
  const nextDelimiter = finder(text, delimiter);
  const [nextLf, nextCr] = [finder(text, "\n"), finder(text, "\r")];
  const endFrom = (place: number) => Math.min(nextDelimiter(place), nextLf(place), nextCr(place));
  const isEscapedBare = escaping !== "" && quote === "";
  while (at < text.length && rows.length < limit && fields < MOST_FIELDS * 2) {
    if (row.length === 0) {
      const isBlank = " \r\n".includes(text[at] as string);
      const blank = isBlank ? (BLANK.exec(text.slice(at, at + 256))?.[0].length ?? 0) : 0;
      if (blank > 0) {
        at += blank;
        continue;
      }
      if (comment !== "" && text[at] === comment) {
        at = lineEnd(text, at);
        continue;
      }
      start = at;
    }
    let field = "";
    if (quote !== "" && text[at] === quote) {
      const quoted = readQuoted(text, at + 1, syntax);
      field = quoted.field;
      at = quoted.end;
      isUnclosed = !quoted.isClosed;
      at++;
      const next = text[at] ?? "\n";
      if (isUnclosed || (next !== delimiter && !" \r\n".includes(next))) faults++;
    }
    const from = at;
    let end = endFrom(at);
    if (isEscapedBare) {
      for (; at < end; at++) if (text[at] === escaping && ++at >= end) end = endFrom(at + 1);
    }
    at = end;
    row.push(field + text.slice(from, at));
    fields++;
    if (text[at] === delimiter) {
      at++;
      if (at < text.length && row.length <= MOST_FIELDS) continue;
      row.push("");
    }
    rows.push(row);
    starts.push(start);
    row = [];
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
  }
  return { rows, starts, faults, isUnclosed };
}

/** A quoted field from behind its first quote, and where its last one stands: at the text's end if it is not closed. */
function readQuoted(
  text: string,
  start: number,
  { quote, escape: escaping }: Syntax,
): { field: string; end: number; isClosed: boolean } {
  const parts: string[] = [];
  let from = start;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at];
    if (escaping !== "" && character === escaping) {
      parts.push(text.slice(from, at));
      from = ++at;
    } else if (character === quote) {
      if (text[at + 1] !== quote) break;
      parts.push(text.slice(from, ++at));
      from = at + 1;
    }
  }
  const field = parts.join("") + text.slice(from, at);
  return { field, end: at, isClosed: at < text.length };
}

/** Where a character comes next; at the text's end where it does not. To be asked for ever later places. */
function finder(text: string, character: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const next = character === "" ? -1 : text.indexOf(character, from);
      found = next === -1 ? text.length : next;
    }
    return found;
  };
}

const BLANK = /^ *(\r\n|\r|\n)/;

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  if (text[at] === "\r" && text[at + 1] === "\n") at++;
  return at + 1;
}
