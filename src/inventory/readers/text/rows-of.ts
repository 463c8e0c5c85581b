/**
 * The first rows of a delimited text as strings, by the rules of RowScanner, for a look at a file's
 * beginning. A quote that is not closed ends with the text.
 */
export function rowsOf(text: string, delimiter: string, limit: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < limit) {
    if (row.length === 0) {
      const blank = BLANK.exec(text.slice(at, at + 256))?.[0].length ?? 0;
      if (blank > 0) {
        at += blank;
        continue;
      }
    }
    const [field, end] = fieldAt(text, at, delimiter);
    row.push(field);
    at = end;
    if (text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      row.push("");
    }
    rows.push(row);
    row = [];
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
  }
  return rows;
}

const BLANK = /^ *(\r\n|\r|\n)/;

/** The field that begins at `start`, and where its delimiter, newline or the text's end is. */
function fieldAt(text: string, start: number, delimiter: string): [string, number] {
  let at = start;
  let field = "";
  if (text[at] === '"') {
    for (at++; at < text.length; at++) {
      if (text[at] !== '"') field += text[at];
      else if (text[at + 1] === '"') field += text[at++];
      else break;
    }
    at++;
  }
  const from = at;
  while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
  return [field + text.slice(from, at), at];
}
