import { parseInstant, UTC, type Zone } from "../../../instant.ts";
import { FileProblem } from "../../reader.ts";
import { chooseTime, lookOfTexts, TimeParser, wantedColumnOf } from "../../time-column.ts";
import { rowsOf } from "./rows-of.ts";

/** How a delimited file is written, judged by its beginning. */
export interface Dialect {
  /** One ASCII character. */
  readonly delimiter: string;
  /** The first row's names, or "1", "2", … where it names none. */
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  /** Bytes of comment lines before the first row, and how many lines they are. */
  readonly preambleBytes: number;
  readonly preambleLines: number;
  readonly crOnly: boolean;
  /** Index of the event-time column in `names`, or -1. */
  readonly timeIndex: number;
  /** The columns of which any could be the event time, where it is not evident which. */
  readonly unclear: readonly string[];
  readonly notes: readonly string[];
}

export interface DialectOptions {
  readonly zone: Zone;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly timeColumn?: string;
  readonly timeFormat?: string;
}

/**
 * Judges the dialect of a text by its beginning, whose bytes come as Latin-1, one character each; it
 * ends with a complete row or the file's end.
 *
 * - Comments: lines that begin with `#` before the first row; but the last of them is the header
 *   where it has as many fields as the row that follows, and more than one. `sep=;`, which
 *   spreadsheets write, names the delimiter.
 * - Delimiter: of comma, semicolon, tab and bar, the one that splits the most rows into the same
 *   number of fields, two or more.
 * - Header: the first row, unless one of its fields is a number or a time. Names that count 0, 1, 2 …
 *   are a header all the same: pandas writes them.
 */
export function dialectOf(sample: string, extension: string, options: DialectOptions): Dialect {
  const notes: string[] = [];
  const preamble = preambleOf(sample);
  let text = sample.slice(preamble.text.length);
  const named = options.delimiter ? configured(options.delimiter) : preamble.separator;
  const sniffed = named === undefined ? sniff(text, extension) : null;
  const delimiter = named ?? (sniffed as Sniffed).delimiter;
  let rows = sniffed?.rows ?? rowsOf(text, delimiter, PROBED_ROWS);
  let { comments } = preamble;
  const last = preamble.adjacent;
  if (last !== undefined && options.header !== false) {
    const fields = fieldsOf(last, delimiter);
    if (fields > 1 && fields === fieldsOf(text, delimiter)) {
      comments--;
      preamble.text = preamble.text.slice(0, -last.length);
      text = last + text;
      rows = rowsOf(text, delimiter, PROBED_ROWS);
    }
  }
  if (comments > 0) notes.push(commentNote(comments));

  const first = rows[0] ?? [];
  const hasHeader = options.header ?? isHeader(first);
  if (!hasHeader && options.header === undefined && first.length > 0) {
    notes.push("no header: the first row holds a number or a time, and counts as a sample");
  }
  const names = hasHeader
    ? first.map((name, index) => utf8(index === 0 ? name.replace(/^#\s*/, "") : name).trim())
    : first.map((_, index) => String(index + 1));
  const data = hasHeader ? rows.slice(1) : rows;
  return {
    delimiter,
    names,
    hasHeader,
    preambleBytes: preamble.text.length,
    preambleLines: preamble.text === "" ? 0 : preamble.text.split(/\r\n|\r|\n/).length - 1,
    crOnly: !sample.includes("\n") && sample.includes("\r"),
    ...timeColumnIn(names, data, options),
    notes,
  };
}

/** Delimiter and event time are judged by as many rows. */
const PROBED_ROWS = 100;

const CANDIDATES = ["\t", ";", "|", ","];

interface Preamble {
  text: string;
  /** How many comment lines it holds. */
  readonly comments: number;
  /** The comment line that stands directly before the first row. */
  readonly adjacent?: string;
  readonly separator?: string;
}

/** Leading `#` lines and blank lines, or a spreadsheet's `sep=` line. */
function preambleOf(sample: string): Preamble {
  const separated = /^sep=([^\r\n])(\r\n|\r|\n)(?: *(?:\r\n|\r|\n))*/i.exec(sample);
  if (separated) return { text: separated[0], comments: 0, separator: separated[1] as string };
  const text = /^(?: *(?:#[^\r\n]*)?(?:\r\n|\r|\n))*/.exec(sample)?.[0] ?? "";
  const comments = text.match(/#[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? [];
  const last = comments.at(-1);
  return last !== undefined && text.endsWith(last)
    ? { text, comments: comments.length, adjacent: last }
    : { text, comments: comments.length };
}

function configured(delimiter: string): string {
  if (delimiter === "\\t" || delimiter.toLowerCase() === "tab") return "\t";
  if (/^[^"\r\n\0]$/.test(delimiter) && delimiter.charCodeAt(0) < 128) return delimiter;
  throw new FileProblem(`delimiter ${JSON.stringify(delimiter)}: one ASCII character is needed`);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

function commentNote(count: number): string {
  return count === 1
    ? "1 comment line before the header skipped"
    : `${count} comment lines before the header skipped`;
}

function fieldsOf(text: string, delimiter: string): number {
  return rowsOf(text, delimiter, 1)[0]?.length ?? 0;
}

interface Sniffed {
  readonly delimiter: string;
  /** The text's first rows by it; null where it does not split them. */
  readonly rows: string[][] | null;
}

function sniff(text: string, extension: string): Sniffed {
  const usual =
    extension === ".tsv" || extension === ".tab" ? "\t" : extension === ".psv" ? "|" : ",";
  let best = { delimiter: usual, share: 0, fields: 1, rows: null as string[][] | null };
  for (const delimiter of CANDIDATES) {
    if (!text.includes(delimiter)) continue;
    const rows = rowsOf(text, delimiter, PROBED_ROWS);
    const { share, fields } = commonest(rows.map((row) => row.length));
    if (fields < 2) continue;
    const better = share - best.share;
    if (better > 0 || (better === 0 && winsTie(text, delimiter, fields, best, usual))) {
      best = { delimiter, share, fields, rows };
    }
  }
  return best;
}

function winsTie(
  text: string,
  delimiter: string,
  fields: number,
  best: { delimiter: string; fields: number },
  usual: string,
): boolean {
  if (best.delimiter === ";" && delimiter === ",") {
    // "1,5;2,5": the comma is a decimal one.
    const row = rowsOf(text, ";", 2).at(-1) ?? [];
    if (row.some((field) => /^\s*[-+]?\d+,\d+\s*$/.test(field))) return false;
  }
  return fields > best.fields || (fields === best.fields && delimiter === usual);
}

/** The commonest number of fields and the share of rows that have it. */
function commonest(counts: readonly number[]): { fields: number; share: number } {
  const rows = new Map<number, number>();
  for (const count of counts) rows.set(count, (rows.get(count) ?? 0) + 1);
  let fields = 1;
  let most = 0;
  for (const [count, times] of rows) {
    if (times > most || (times === most && count > fields)) {
      fields = count;
      most = times;
    }
  }
  return { fields, share: counts.length === 0 ? 0 : most / counts.length };
}

function isHeader(row: readonly string[]): boolean {
  if (row.length === 0) return false;
  const labels = row[0] === "" ? row.slice(1) : row;
  if (labels.length > 1 && labels.every((label, index) => label === String(index))) return true;
  return !row.some((field) => isNumber(field) || parseInstant(field.trim(), UTC) !== undefined);
}

function isNumber(field: string): boolean {
  return /^\s*[-+]?(\d+([.,]\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(field);
}

/** The configured column; else the one that is evident. */
function timeColumnIn(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { zone, timeColumn, timeFormat }: DialectOptions,
): Pick<Dialect, "timeIndex" | "unclear"> {
  if (timeColumn !== undefined) {
    return {
      timeIndex: names.indexOf(wantedColumnOf(names, timeColumn) ?? NOT_A_NAME),
      unclear: [],
    };
  }
  const parser = new TimeParser(zone, timeFormat);
  const choice = chooseTime(names, (name) => {
    const index = names.indexOf(name);
    return lookOfTexts(
      rows.map((row) => row[index] ?? ""),
      name,
      parser,
    );
  });
  if (choice === undefined) return { timeIndex: -1, unclear: [] };
  if ("unclear" in choice) return { timeIndex: -1, unclear: choice.unclear };
  return { timeIndex: names.indexOf(choice.column), unclear: [] };
}

const NOT_A_NAME = "\0";
