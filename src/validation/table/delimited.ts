import { CsvError, parse } from "csv-parse/sync";
import { type Fault, MOST_ROWS, numberIn, type Row, type Table } from "./table.ts";

/**
 * Reads delimited text with a header: commas, tabs, semicolons or bars, whichever the header has most of.
 * Padding is cut off, and decimal commas become points. NannyML's headers of two and three lines become one,
 * as it writes it itself with `multilevel=False`.
 *
 * @param fault told of rows with more or fewer fields than the header
 * @throws Error where it is no such table
 * @example parseDelimited("date, auc\n2025-08-14, 0.9\n", () => {}).columns // ["date", "auc"]
 */
export function parseDelimited(text: string, fault: Fault): Table {
  const records = parseRecords(text);
  const [first] = records;
  if (first === undefined) throw new Error("empty; a header and rows are expected");
  if (first.cells.every((name) => name === "" || numberIn(name) !== undefined)) {
    throw new Error("line 1: numbers, where the names of the columns are expected");
  }
  const levels = countLevels(records.slice(0, MOST_LEVELS).map(({ cells }) => cells));
  const columns = joinLevels(records.slice(0, levels).map(({ cells }) => cells));
  const rows: Row[] = [];
  for (const record of withDecimalPoints(records.slice(levels), text)) {
    const { line, cells } = record;
    if (cells.length === columns.length)
      rows.push(cells.includes("") ? withoutBlanks(record) : record);
    else {
      fault(
        line,
        `${cells.length} fields, where the header has ${columns.length}: cut off, or torn`,
      );
    }
  }
  return { columns, rows, unit: "line" };
}

/**
 * Where semicolons separate the fields and no number has a decimal point, commas are decimal: `0,91`. Not
 * where each has three digits behind it, as thousands have.
 */
function withDecimalPoints(records: readonly DelimitedRecord[], text: string) {
  if (detectDelimiter(text) !== ";") return records;
  const cells = records.flatMap((record) => record.cells);
  const areDecimal =
    cells.some((cell) => /^[-+]?\d+,(\d{1,2}|\d{4,})$/.test(cell)) &&
    !cells.some((cell) => /^[-+]?\d*\.\d+$/.test(cell));
  if (!areDecimal) return records;
  const written = (cell: string) => cell.replace(/^([-+]?\d+),(\d+%?)$/, "$1.$2");
  return records.map((record) => ({ ...record, cells: record.cells.map(written) }));
}

interface DelimitedRecord extends Row {
  readonly cells: readonly string[];
}

function parseRecords(text: string): DelimitedRecord[] {
  const plain = text.replace(/^\uFEFF/, "");
  if (isBinary(plain)) throw new Error("no text in UTF-8, hence no table");
  if (plain.trim() === "") throw new Error("empty; a header and rows are expected");
  const delimiter = detectDelimiter(plain);
  const simple = simpleRecords(plain, delimiter);
  if (simple !== null) return simple;
  try {
    const records = parse(plain, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: MOST_ROWS + 2,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    if (records.length > MOST_ROWS + 1) {
      throw new Error(`more than ${MOST_ROWS} rows; keep those of evaluations alone`);
    }
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its line would be that of the end.
    throw error.code === "CSV_QUOTE_NOT_CLOSED"
      ? new Error(`record ${Number(error.records) + 1}: the quote that opens here is never closed`)
      : new Error(`line ${error.lines}: ${error.message}`);
  }
}

/**
 * The records of a text without quotes and padding, as csv-parse reads them, in a tenth of its time.
 *
 * @returns null where it has such, or more rows than a table may have
 */
function simpleRecords(text: string, delimiter: string): DelimitedRecord[] | null {
  const isPadded = /^ | $|[,;|\t\n] | [,;|\t\n]/.test(text);
  if (isPadded || /["\r\f\v]/.test(text) || (delimiter !== "\t" && text.includes("\t")))
    return null;
  const lines = text.split("\n");
  if (lines.length > MOST_ROWS) return null;
  const records: DelimitedRecord[] = [];
  for (const [index, line] of lines.entries()) {
    if (line !== "") records.push({ line: index + 1, cells: line.split(delimiter) });
  }
  return records;
}

/** Of what is no text, the beginning has control characters, or little that is UTF-8. */
function isBinary(text: string): boolean {
  const start = text.slice(0, 64 << 10);
  let strange = 0;
  for (let i = 0; i < start.length; i++) {
    const code = start.charCodeAt(i);
    if (code < 0x09 || (code > 0x0d && code < 0x20)) return true;
    if (code === 0xfffd) strange++;
  }
  return strange > start.length / 50;
}

function detectDelimiter(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/)).replace(/"[^"]*"/g, "");
  const counts = [",", "\t", ";", "|"].map((mark) => ({
    mark,
    count: header.split(mark).length,
  }));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).mark;
}

/** A header has no more lines. */
const MOST_LEVELS = 3;

/** Of NannyML's `to_df().to_csv()` two or three lines are names: chunk, key; or chunk, chunk, key. */
function countLevels([first = [], ...rest]: readonly (readonly string[])[]): number {
  if (first.filter((name) => name === "chunk").length < 2) return 1;
  const level = rest.slice(0, 2).findIndex((record) => record.includes("key"));
  return level === -1 ? 1 : level + 2;
}

/** @throws Error where two have one name */
function joinLevels(levels: readonly (readonly string[])[]): string[] {
  const [first = []] = levels;
  const columns = first.map((top, index) => {
    const below = levels.slice(1).map((level) => level[index] ?? "");
    const parts = [top, ...below].filter((part) => part !== "");
    return parts.join("_").replace(/^(?:chunk_)+/, "chunk_");
  });
  const twice = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index);
  if (twice === undefined) return columns;
  throw new Error(`two columns are called "${twice.slice(0, 60)}"; give each a name of its own`);
}

/** With null for what is empty. */
function withoutBlanks({ line, cells }: DelimitedRecord): Row {
  return { line, cells: cells.map((cell) => (cell === "" ? null : cell)) };
}
