import { UTC } from "../../../time/instant.ts";
import { parseWrittenTime } from "../../../time/written-time.ts";
import { isNoValue } from "../../time-column.ts";
import { TimeParser } from "../../time-parser.ts";

/** Which of the first rows of a table are no samples, and the names of its columns. */
export interface Header {
  /** Rows above the header. */
  readonly titles: number;
  /** Rows that name the columns; 0 where none does. */
  readonly lines: number;
  /** A row of dashes below it. */
  readonly hasRule: boolean;
  readonly names: readonly string[];
  /** Set where what speaks for a header and against it is equally strong. */
  readonly doubt?: string;
}

type CellType = "none" | "number" | "time" | "text";

const MOST_TITLES = 30;
const MOST_LINES = 4;

/**
 * Judges the header by the types of the rows below: it is the row that has a word above numbers or times.
 *
 * - Rows of fewer fields above it, or of one value, are titles.
 * - Up to three further rows of words above numbers or times belong to it: pandas writes a line for each level
 *   of its column names, and others a line of units.
 * - A row of words is a sample where one of them is a value of its column, twice or more.
 * - A row of numbers is a header where they count up from 0, or are years above other values.
 * - Where the header has one name less than the rows have fields, the first column has none, as R writes it.
 *
 * @param usual how many fields most rows have
 * @param stated whether the configuration says that there is a header, or of how many lines
 * @param mayLack whether a row of texts above texts is in doubt, unless it looks like names of columns
 */
export function detectHeader(
  rows: readonly (readonly string[])[],
  usual: number,
  stated: boolean | number | undefined,
  mayLack = false,
): Header {
  const types = columnTypes(rows, usual);
  const titles = stated === false ? 0 : titlesIn(rows, usual, types);
  const body = rows.slice(titles);
  const first = body[0] ?? [];
  const width = Math.max(usual, first.length);
  const judged = judge(body, types, usual, mayLack);
  const hasHeader = stated === undefined ? judged.isHeader : stated !== false && stated !== 0;
  if (!hasHeader || first.length === 0) {
    const names = Array.from({ length: first.length === 0 ? 0 : width }, (_, i) => String(i + 1));
    const base = { titles, lines: 0, hasRule: false, names };
    return stated === undefined && judged.doubt !== undefined
      ? { ...base, doubt: judged.doubt }
      : base;
  }
  let lines = typeof stated === "number" ? stated : 1;
  if (stated === undefined || stated === true) {
    while (lines < MOST_LINES && isFurtherLine(body, lines, types, usual)) lines++;
  }
  const hasRule = isRule(body[lines] ?? []);
  const names = joinNames(body.slice(0, lines), isShifted(first, types, usual));
  return { titles, lines, hasRule, names };
}

/** Dashes in the place of values; in a table of Markdown the first and the last are empty. */
function isRule(row: readonly string[]): boolean {
  const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => /^[-=+:]{1,300}$/.test(cell));
}

/** Rows above the header: of fewer fields than usual, or of a single value, before a row of words. */
function titlesIn(
  rows: readonly (readonly string[])[],
  usual: number,
  types: readonly CellType[],
): number {
  if (usual < 2) return 0;
  let at = 0;
  while (at < MOST_TITLES && at + 1 < rows.length && isTitle(rows[at] as string[], usual)) at++;
  if (at === 0) return 0;
  const next = rows[at] as readonly string[];
  const isHeader = next.length >= usual - 1 && next.some((cell, i) => isWordOver(cell, types[i]));
  if (isHeader) return at;
  // R's header has one name less: it is no title.
  const [first] = rows as [readonly string[]];
  if (at === 1 && first.length === usual - 1 && first.every((cell) => cellType(cell) === "text"))
    return 0;
  // Data without a header: lines of fewer fields are titles, but a padded one may be a sample.
  return rows.slice(0, at).every((row) => row.length < usual) ? at : 0;
}

function isTitle(row: readonly string[], usual: number): boolean {
  const values = row.filter((cell) => cell.trim() !== "").length;
  return row.length < usual || (values <= 1 && (values === 0 || row[0]?.trim() !== ""));
}

/** Up to three words, as columns are called. */
const NAME = /^(?:[a-z]\w{0,30}(?:[ .-]\w{1,20}){0,2})?$/i;

interface Verdict {
  readonly isHeader: boolean;
  readonly doubt?: string;
}

function judge(
  body: readonly (readonly string[])[],
  types: readonly CellType[],
  usual: number,
  mayLack: boolean,
): Verdict {
  const first = body[0] ?? [];
  if (first.length === 0) return { isHeader: false };
  const shift = isShifted(first, types, usual) && body.length > 1 ? 1 : 0;
  const cells = first.map((cell, i) => ({
    cell,
    own: cellType(cell),
    below: types[i + shift] ?? "none",
  }));
  const numeric = cells.filter(({ own }) => own === "number" || own === "time");
  if (numeric.length === 0) {
    const isNamed = cells.some(({ own }) => own === "text");
    if (!isNamed)
      return { isHeader: body.length > 1 && cells.some(({ cell }) => cell.trim() !== "") };
    if (cells.some(({ cell }, i) => isCategory(cell, i + shift, body))) return { isHeader: false };
    const isOverTexts = cells.every(({ below }) => below === "text" || below === "none");
    return mayLack && isOverTexts && !cells.every(({ cell }) => NAME.test(cell.trim()))
      ? { isHeader: false, doubt: "the first row may name the columns" }
      : { isHeader: true };
  }
  if (isCount(cells.map(({ cell }) => cell))) return { isHeader: true };
  const words = cells.filter(
    ({ own, below }) => own === "text" && (below === "number" || below === "time"),
  );
  const typed = numeric.filter(({ own, below }) => own === below || below === "none");
  const areRegular = areNames(numeric.map(({ cell }) => cell));
  if (words.length > 0) {
    if (areRegular || typed.length === 0) return { isHeader: true };
    return {
      isHeader: false,
      doubt: `the first row has ${JSON.stringify(words[0]?.cell)} above numbers or times, and ${JSON.stringify(typed[0]?.cell)} as the rows below have`,
    };
  }
  const below = body.slice(1);
  const areYears = numeric.every(({ cell }) => isYear(cell)) && areRegular;
  if (
    areYears &&
    below.length > 0 &&
    !numeric.some(({ cell }) => hasYears(below, first.indexOf(cell)))
  ) {
    return { isHeader: true };
  }
  const areOverText = numeric.every(({ below }) => below === "text");
  return { isHeader: areOverText && areRegular && numeric.length === cells.length };
}

/** Whether a first cell is also a value of its column: `spam` over `ham`, `ham`, `spam`, `spam`. */
function isCategory(cell: string, column: number, body: readonly (readonly string[])[]): boolean {
  const [first = [], ...others] = body;
  const alike = others.filter((row) => cell.trim() !== "" && row[column] === cell);
  // Files that were joined repeat their header as a whole.
  return alike.length > 1 && alike.every((row) => row.some((other, i) => other !== first[i]));
}

/** `0, 1, 2 …`, perhaps after a column without a name: pandas writes them. */
function isCount(row: readonly string[]): boolean {
  const labels = row[0] === "" ? row.slice(1) : row;
  const isOne = labels.length === 1 && labels !== row;
  return (labels.length > 1 || isOne) && labels.every((label, index) => label === String(index));
}

/** Whether numbers can be names: all others than the one before, and growing. */
function areNames(cells: readonly string[]): boolean {
  const values = cells.map(Number);
  return values.every(
    (value, i) =>
      /^\d+$/.test(cells[i] as string) && (i === 0 || value > (values[i - 1] as number)),
  );
}

function isYear(cell: string): boolean {
  return /^(19|20)\d\d$/.test(cell.trim());
}

function hasYears(rows: readonly (readonly string[])[], column: number): boolean {
  return rows.some((row) => isYear(row[column] ?? ""));
}

/** A second or third line of the header: words alone, one of them above numbers or times. */
function isFurtherLine(
  body: readonly (readonly string[])[],
  line: number,
  types: readonly CellType[],
  usual: number,
): boolean {
  const row = body[line];
  if (row === undefined || body[line + 1] === undefined || row.length !== usual) return false;
  // "soon,,": one word is a value that could not be read, unless it names the index of pandas.
  const isIndexLine = line > 1 || body[0]?.[0] === "";
  if (line > 1 && row.every((cell, i) => (cell.trim() !== "") === (i === 0))) return true;
  if (row.filter((cell) => cell.trim() !== "").length < 2 && !isIndexLine) return false;
  const isWord = (cell: string) => cellType(cell) === "text" && !/^[-=+]+$/.test(cell.trim());
  return (
    row.every((cell) => cellType(cell) === "none" || isWord(cell)) &&
    row.some((cell, i) => isWordOver(cell, types[i]) && isWord(cell))
  );
}

function isWordOver(cell: string, below: CellType | undefined): boolean {
  return cellType(cell) === "text" && (below === "number" || below === "time");
}

/** Whether the first column has no name, as R writes it; where the last has no values, it is that one. */
function isShifted(first: readonly string[], types: readonly CellType[], usual: number): boolean {
  return first.length === usual - 1 && types[usual - 1] !== "none";
}

function joinNames(lines: readonly (readonly string[])[], hasIndex: boolean): string[] {
  const [first = [], ...others] = lines.map((line) => line.map((cell) => cell.trim()));
  const names = hasIndex ? ["", ...first] : [...first];
  if (others.length === 0) return names;
  const last = others.at(-1) as string[];
  // The names of the index stand alone in the last line: "Date,,".
  const isIndexLine = last[0] !== "" && last.some((cell) => cell === "");
  const above = isIndexLine ? others.slice(0, -1) : others;
  const areDistinct = new Set(names).size === names.length;
  return names.map((name, i) => {
    if (isIndexLine && last[i] !== "") return last[i] ?? "";
    if (areDistinct) return name;
    return [name, ...above.map((line) => line[i] ?? "")].filter((part) => part !== "").join(" ");
  });
}

/** The type of most values of each column, by the later rows. */
function columnTypes(rows: readonly (readonly string[])[], usual: number): CellType[] {
  const later = rows
    .slice(Math.min(6, Math.floor(rows.length / 2)))
    .filter((row) => row.length === usual);
  const most = Math.min(usual, MOST_TYPED);
  return Array.from({ length: most }, (_, i) => typeOfAll(later.map((row) => row[i] ?? "")));
}

const MOST_TYPED = 2000;

function typeOfAll(cells: readonly string[]): CellType {
  const counts = { none: 0, number: 0, time: 0, text: 0 };
  for (const cell of cells) {
    counts[cellType(cell)]++;
    // Already more than a tenth of all values: the rest cannot change the answer.
    if (counts.text > cells.length / 10) return "text";
  }
  const values = counts.number + counts.time + counts.text;
  if (values === 0) return "none";
  if (counts.number >= values * 0.9) return "number";
  return counts.time + counts.number >= values * 0.9 ? "time" : "text";
}

const parser = new TimeParser(UTC);

/** The type that a cell seems to have. Without a letter it cannot be a name. */
export function cellType(cell: string): CellType {
  const text = cell.trim();
  if (isNoValue(text)) return "none";
  if (/^[-+(]?[$€£]? ?(?:\d[\d.,]*|\.\d+)(?:e[-+]?\d+)? ?%?\)?$/i.test(text)) return "number";
  if (text.length > 64 || !/\d/.test(text)) return "text";
  if (/^\d{1,2}:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return "time";
  if (!Number.isNaN(parser.instantOfText(text))) return "time";
  const time = parseWrittenTime(text, UTC);
  if (typeof time !== "number" || !Number.isNaN(time)) return "time";
  return /[\p{L}_]/u.test(text) ? "text" : "number";
}
