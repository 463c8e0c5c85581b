import { createZone } from "../../time/instant.ts";
import { type Dialect, detectDialect } from "../readers/text/dialect.ts";
import { firstRows } from "../readers/text/rows-of.ts";
import { commonest } from "../readers/text/syntax.ts";
import { countNumericColumns } from "./numeric-columns.ts";
import { splitAtBlanks } from "./split-at-blanks.ts";

/** Whether the beginning of a text is that of a table: by its extension, or why it cannot be said; else a document. */
export type TextVerdict =
  | {
      readonly kind: "table";
      readonly extension: ".csv" | ".tsv" | ".ssv";
      readonly fields: number;
    }
  | { readonly kind: "unclear"; readonly why: string }
  | { readonly kind: "document" };

const DOCUMENT: TextVerdict = { kind: "document" };

/** The first rows of a table all have as many fields … */
const AGREEING_ROWS = 10;
/** … and of as many more nearly all. */
const LOOKED_AT_ROWS = 100;
const NEARLY_ALL = 0.95;

const STATE = "if it is a table, state `format` under `sources`";

/** A text of fewer rows may have its delimiters by chance. */
export interface LeastRows {
  /** Of those that tabs or bars separate. */
  readonly rows: number;
  /** Of those that marks separate which sentences have, too. */
  readonly commaRows: number;
}

/**
 * Judges a text that has no name of a format. It is a table if its first ten rows have the same number of
 * fields, and values that prose, logs and lists do not have: numbers, or four columns or more.
 *
 * @param text complete lines, as Latin-1
 */
export function judgeText(text: string, least: LeastRows): TextVerdict {
  const lines = text.split(/\r\n|\r|\n/).slice(0, LOOKED_AT_LINES);
  const filled = lines.filter((line) => line.trim() !== "");
  if (filled.length === 0 || isLog(filled) || isMarkup(text)) return DOCUMENT;
  if (filled.filter((line) => PRINTED_VALUE.test(line)).length >= filled.length * NEARLY_ALL) {
    return {
      kind: "unclear",
      why: "its lines are values as a program prints them, Name(a,b): write CSV or JSON",
    };
  }
  const table = judgeDelimited(text, least) ?? judgeBlanks(filled);
  if (table.kind === "table" && hasBlocks(lines)) {
    return {
      kind: "unclear",
      why: `its rows stand in blocks with blank lines between them; ${STATE}`,
    };
  }
  return table;
}

const LOOKED_AT_LINES = 400;
/** As Scala and Python print tuples and records. */
const PRINTED_VALUE = /^\s*\w*\(.*\)\s*$/;

/** Null where no delimiter occurs in most rows. */
function judgeDelimited(text: string, least: LeastRows): TextVerdict | null {
  // Prose may have a comma on each line, but it has no tabs.
  const tabs = text.split("\n", LOOKED_AT_ROWS).filter((line) => line.includes("\t")).length;
  const isTabbed = tabs * 2 > text.split("\n", LOOKED_AT_ROWS).length;
  const dialect = detectDialect(text, isTabbed ? ".tsv" : "", { zone: createZone("UTC") });
  const body = text.slice(dialect.preambleBytes);
  const { rows } = firstRows(body, dialect, LOOKED_AT_ROWS);
  const { fields, share } = commonest(rows.map((row) => row.length));
  if (fields < 2 || share < 0.5) return null;
  const isWeak = dialect.delimiter === "," || dialect.delimiter === ";";
  const leastRows = isWeak ? least.commaRows : least.rows;
  if (!agree(rows, fields, leastRows)) {
    const isLikely = rows.length >= leastRows && share >= 0.8 && !isWeak;
    return isLikely ? { kind: "unclear", why: raggedReason(rows) } : null;
  }
  if (!looksLikeRows(rows, dialect, isWeak)) return null;
  return { kind: "table", extension: dialect.delimiter === "\t" ? ".tsv" : ".csv", fields };
}

function agree(rows: readonly (readonly string[])[], fields: number, leastRows: number): boolean {
  if (rows.length < leastRows) return false;
  // R writes no name above the names of rows.
  const [first = [], ...rest] = rows;
  const isOneLess = first.length === fields - 1 && rest.length >= AGREEING_ROWS;
  const counts = (isOneLess ? rest : rows).map((row) => row.length);
  return (
    counts.filter((own) => own === fields).length >= counts.length * NEARLY_ALL &&
    counts.slice(0, AGREEING_ROWS).every((own) => own === fields)
  );
}

/** Whether rows hold what texts with commas, code and lists do not. */
function looksLikeRows(
  rows: readonly (readonly string[])[],
  { headerRows }: Dialect,
  isWeak: boolean,
): boolean {
  const width = rows[0]?.length ?? 0;
  // A statement or an item of a list on each line ends in the mark.
  if (width === 2 && rows.every((row) => (row[1] ?? "").trim() === "")) return false;
  if (!isWeak) return true;
  const values = rows.slice(headerRows);
  if (countNumericColumns(values.length > 0 ? values : rows) > 0) return true;
  const cells = rows.flat();
  const words = cells.reduce((sum, cell) => sum + cell.trim().split(/\s+/).length, 0);
  return width >= 4 && words <= 4 * cells.length;
}

/** Columns that runs of blanks separate, of which a third hold numbers. */
function judgeBlanks(lines: readonly string[]): TextVerdict {
  const rows = lines
    .filter((line) => !/^\s*[#%]/.test(line))
    .slice(0, LOOKED_AT_ROWS)
    .map(splitAtBlanks);
  const { fields, share } = commonest(rows.map((row) => row.length));
  if (rows.length < AGREEING_ROWS) return DOCUMENT;
  const numeric = countNumericColumns(rows.slice(1));
  if (fields === 1) {
    return share >= NEARLY_ALL && numeric === 1
      ? { kind: "unclear", why: `one number on each line: labels or a list; ${STATE}` }
      : DOCUMENT;
  }
  const isAgreed = agree(rows, fields, AGREEING_ROWS);
  const isNumeric = numeric >= fields / 3 && (fields > 2 || numeric === 2);
  return isAgreed && isNumeric ? { kind: "table", extension: ".ssv", fields } : DOCUMENT;
}

function raggedReason(rows: readonly (readonly string[])[]): string {
  const widths = rows.map((row) => row.length);
  return `its rows have ${Math.min(...widths)} to ${Math.max(...widths)} fields; ${STATE}`;
}

/** As texts tagged word by word have them: the sample is the block. */
function hasBlocks(lines: readonly string[]): boolean {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const blank = lines.slice(0, last).filter((line, at) => at > 0 && line.trim() === "").length;
  return blank >= 3 && blank > last * 0.02;
}

/** Lines as programs and servers write them of what they do. */
function isLog(lines: readonly string[]): boolean {
  const first = lines.slice(0, 50);
  return first.filter((line) => LOG_LINE.some((form) => form.test(line))).length * 2 > first.length;
}

const LOG_LINE = [
  /^.{0,100}?\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|TRACE)\b/,
  /^\W{0,2}\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d,\d{3}\b/,
  /^\S{1,100} \S{1,100} \S{1,100} \[\d\d\/[A-Z][a-z]{2}\/\d{4}[: ]/,
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S/,
];

function isMarkup(text: string): boolean {
  return /^\s{0,100}(?:<[?!a-z]|---\s|#!|%!|\{\\rtf)/i.test(text.slice(0, 200));
}
