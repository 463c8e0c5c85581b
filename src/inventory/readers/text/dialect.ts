import { count } from "../../../text/quantity.ts";
import type { Zone } from "../../../time/instant.ts";
import { FileProblem } from "../../reader.ts";
import { chooseTime, findWantedColumn, lookOfTexts } from "../../time-column.ts";
import { TimeParser } from "../../time-parser.ts";
import { detectHeader, type Header } from "./header.ts";
import { type FirstRows, firstRows, MOST_FIELDS, type Syntax } from "./rows-of.ts";
import {
  BOX,
  commonest,
  JUDGED_ROWS,
  judgeSyntax,
  literalNote,
  MOST_LINE,
  PROBED_ROWS,
  toCharacter,
} from "./syntax.ts";

/** How a delimited file is written, judged by its beginning. */
export interface Dialect extends Syntax {
  /** The header's names, or "1", "2", … without a header. */
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  /** Rows at the beginning that are no samples: the header, and what belongs to it. */
  readonly headerRows: number;
  /** Byte behind the preamble at which the last of them begins. */
  readonly lastHeaderByte: number;
  /** Bytes of comments and titles before the header, and how many lines they are. */
  readonly preambleBytes: number;
  readonly preambleLines: number;
  readonly crOnly: boolean;
  /** Index of the event-time column in `names`, or -1. */
  readonly timeIndex: number;
  /** Columns any of which could be the event time; then `timeIndex` is -1. */
  readonly unclear: readonly string[];
  /** Values of the first column in the first rows, to tell a total from them. */
  readonly firstCells: readonly string[];
  /** Rows that may be no samples, or be missing. */
  readonly doubtful: number;
  readonly notes: readonly string[];
}

export interface DialectOptions {
  readonly zone: Zone;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  readonly header?: boolean | number;
  readonly mayLackHeader?: boolean;
  readonly skipRows?: number;
  readonly timeColumn?: string;
  readonly timeFormat?: string;
}

/**
 * Judges the dialect of a text by its beginning, whose bytes come as Latin-1, one character each; it
 * ends with a complete row or the file's end. Options that are stated are not judged.
 *
 * - Comments: lines that begin with `#` before the first row; but the last of them is the header
 *   where it has as many fields as the row that follows, and more than one. Once there are some, or lines
 *   that begin so have another number of fields than rows, they may stand anywhere. `sep=;`, which
 *   spreadsheets write, names the delimiter.
 * - Delimiter: of comma, semicolon, tab and bar, the one that splits the most rows into the same
 *   number of fields, two or more; in a `.tsv` file the tab, where it splits at least half of them.
 * - Quotes: doubled inside of quotes, escaped by a backslash, single, or literal, whichever leaves the
 *   fewest rows of another number of fields.
 * - Header and titles: see {@link detectHeader}.
 */
export function detectDialect(sample: string, extension: string, options: DialectOptions): Dialect {
  const notes: string[] = [];
  const skipped = linesBytes(sample, options.skipRows ?? 0);
  const preamble = findPreamble(sample.slice(skipped), toCharacter(options.comment) || "#");
  let begin = skipped + preamble.text.length;
  const named = options.delimiter ? configured(options.delimiter) : preamble.separator;
  const { syntax, probed } = judgeSyntax(sample.slice(begin), extension, named, options);
  let first = probed ?? firstRows(sample.slice(begin), syntax, PROBED_ROWS);
  let { comments } = preamble;
  const last = preamble.adjacent;
  if (last !== undefined && options.header !== false && options.comment === undefined) {
    const fields = firstRows(last, syntax, 1).rows[0]?.length ?? 0;
    if (fields > 1 && fields === first.rows[0]?.length) {
      comments--;
      begin -= last.length;
      first = firstRows(sample.slice(begin), syntax, PROBED_ROWS);
    }
  }
  notes.push(...literalNote(syntax, options.quote, sample));
  const usual = commonest(first.rows.map((row) => row.length)).fields;
  const isBoxed = options.comment === undefined && BOX.test(sample.slice(begin, begin + MOST_LINE));
  const marked = hasMarkedLine(sample)
    ? firstRows(sample.slice(begin), syntax, JUDGED_ROWS)
    : { rows: [] };
  const comment = isBoxed ? "+" : detectComment(marked, usual, comments, options);
  // The header may begin with the mark of comments.
  if (isBoxed || (comment !== "" && first.rows[0]?.[0]?.startsWith(comment) !== true)) {
    first = firstRows(sample.slice(begin), { ...syntax, comment }, PROBED_ROWS);
  }
  if (comments > 0) notes.push(commentNote(comments));
  const { rows, starts } = first;
  refuseWide(rows);
  const isUsual = rows.filter((row) => row.length > 1).length > 0 ? usual : (rows[0]?.length ?? 0);
  const header = detectHeader(rows, isUsual, options.header, options.mayLackHeader);
  noteHeader(notes, header, options);
  const titleBytes = starts[header.titles] ?? 0;
  const headerRows = header.lines + (header.hasRule ? 1 : 0);
  const names = readNames(header);
  const data = rows.slice(header.titles + headerRows);
  const preambleBytes = begin + titleBytes;
  return {
    ...syntax,
    comment,
    names,
    hasHeader: header.lines > 0,
    headerRows,
    lastHeaderByte:
      (starts[header.titles + Math.max(1, headerRows) - 1] ?? titleBytes) - titleBytes,
    preambleBytes,
    preambleLines:
      preambleBytes === 0 ? 0 : sample.slice(0, preambleBytes).split(/\r\n|\r|\n/).length - 1,
    crOnly: !sample.includes("\n") && sample.includes("\r"),
    ...timeColumnIn(names, data, options),
    firstCells: data.map((row) => (row[0] ?? "").trim().toLowerCase().slice(0, 40)),
    doubtful: header.doubt === undefined ? 0 : 1,
    notes,
  };
}

function refuseWide(rows: readonly (readonly string[])[]): void {
  if (rows.every((row) => row.length <= MOST_FIELDS)) return;
  throw new FileProblem(
    `a row of more than ${MOST_FIELDS.toLocaleString("en")} fields: if it is a table, state its \`delimiter\` under \`sources\``,
  );
}

/** The names of columns, the first without the mark of a comment. */
function readNames({ names, lines }: Header): string[] {
  return names.map((name, index) =>
    unquoted(utf8(index === 0 && lines > 0 ? name.replace(/^#\s*/, "") : name).trim()),
  );
}

function noteHeader(notes: string[], header: Header, options: DialectOptions): void {
  const { titles, lines, names, doubt } = header;
  if (titles > 0)
    notes.push(`${count(titles, "line")} above the header skipped: not of its columns`);
  if (lines > 1 && typeof options.header !== "number") notes.push(`a header of ${lines} lines`);
  if (doubt !== undefined) {
    notes.push(`${doubt}: counted as a sample; state \`header\` under \`sources\``);
  } else if (lines === 0 && options.header === undefined && names.length > 0) {
    notes.push("no header: the first row holds values as those below do, and counts as a sample");
  }
}

interface Preamble {
  readonly text: string;
  /** How many comment lines it holds. */
  readonly comments: number;
  /** The comment line that stands directly before the first row. */
  readonly adjacent?: string;
  readonly separator?: string;
}

/** Leading comment lines and blank lines, or a spreadsheet's `sep=` line. */
function findPreamble(sample: string, mark: string): Preamble {
  const separated = /^sep=([^\r\n])(\r\n|\r|\n)/i.exec(sample);
  if (separated) return { text: separated[0], comments: 0, separator: separated[1] as string };
  // The schema of CSVY, between lines of dashes.
  let end = /^---\r?\n(?=[a-z_]+:)/.test(sample) ? linesBytes(sample, linesOfSchema(sample)) : 0;
  let comments = 0;
  let adjacent: string | undefined;
  for (let at = end; at < sample.length; ) {
    const next = linesBytes(sample.slice(at, at + MOST_LINE), 1);
    const line = sample.slice(at, at + next);
    const isComment = line.trimStart().startsWith(mark);
    if (next === 0 || !/[\r\n]$/.test(line) || (!isComment && line.trim() !== "")) break;
    if (isComment) comments++;
    adjacent = isComment ? line : undefined;
    at += next;
    end = at;
  }
  const text = sample.slice(0, end);
  return adjacent === undefined ? { text, comments } : { text, comments, adjacent };
}

function linesOfSchema(sample: string): number {
  const end = sample.split(/\r\n|\r|\n/, MOST_SCHEMA_LINES).indexOf("---", 1);
  return end < 0 ? 0 : end + 1;
}

const MOST_SCHEMA_LINES = 1000;

/** How many characters the first lines take. */
function linesBytes(text: string, lines: number): number {
  let at = 0;
  for (let line = 0; line < lines && at < text.length; line++) {
    while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function configured(delimiter: string): string {
  if (delimiter === "\\t" || delimiter.toLowerCase() === "tab") return "\t";
  if (/^[^"\r\n\0]$/.test(delimiter) && delimiter.charCodeAt(0) < 128) return delimiter;
  throw new FileProblem(`delimiter ${JSON.stringify(delimiter)}: one ASCII character is needed`);
}

/** Whether a line below the first begins with the mark of comments; a regular expression takes far longer. */
function hasMarkedLine(text: string): boolean {
  return text.includes("\n#") || text.includes("\r#");
}

function unquoted(name: string): string {
  return /^"[^"]*"$/.test(name) ? name.slice(1, -1) : name;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

function commentNote(count: number): string {
  return count === 1
    ? "1 comment line before the header skipped"
    : `${count} comment lines before the header skipped`;
}

/** The mark of comments: stated, or met; not where rows of the usual number of fields begin with it. */
function detectComment(
  { rows }: Pick<FirstRows, "rows">,
  usual: number,
  comments: number,
  { comment }: DialectOptions,
): string {
  if (comment !== undefined) return toCharacter(comment);
  const marked = rows.slice(1).filter((row) => row[0]?.startsWith("#"));
  const isRow = marked.some((row) => row.length === usual);
  return !isRow && (comments > 0 || (usual > 1 && marked.length > 0)) ? "#" : "";
}

/** The configured column; else the one that is evident. */
function timeColumnIn(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { zone, timeColumn, timeFormat }: DialectOptions,
): Pick<Dialect, "timeIndex" | "unclear"> {
  if (timeColumn !== undefined) {
    return {
      timeIndex: names.indexOf(findWantedColumn(names, timeColumn) ?? NOT_A_NAME),
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
