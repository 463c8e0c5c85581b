import type { Dialect } from "./dialect.ts";
import { firstRows } from "./rows-of.ts";

/** The last lines of a table that are not, or may not be, its rows. */
export interface Footer {
  /** Lines that are not samples, with the number of their fields and the text of their time, if any. */
  readonly rows: readonly FooterRow[];
  /** Of the rows that stay, those that may be none. */
  readonly doubtful: number;
  readonly notes: readonly string[];
}

interface FooterRow {
  readonly fields: number;
  readonly time: string | undefined;
}

/** So much of the end of a text is looked at. */
export const TAIL_BYTES = 4096;
const MOST_LINES = 10;

const COUNT = /^\(? {0,3}[\d.,]{1,20} (?:rows?|records?|lines?|results?|entries)\b/i;
const CERTAIN: readonly RegExp[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: DOS ended texts so.
  /^\x1a/,
  COUNT,
  /^(?:grand )?totals?\b/i,
  /^(?:rows?|records?) (?:affected|returned|selected|count)\b/i,
  /^(?:time|elapsed|query|execution|completion time)\b.{0,40}\d/i,
  /^(?:sources?|notes?|generated|exported|report|end of|copyright|data as of|as of|last updated)\b/i,
];
const TOTAL = /^(?:grand[ _]?)?totals?:?$|^sum:?$|^sub-?totals?:?$/i;

/**
 * Looks at the last lines of a text: "(10 rows affected)", dashes and totals are no rows; another text in
 * the place of a row may be one.
 *
 * @param tail the last {@link TAIL_BYTES} of the rows, as Latin-1
 * @param isWhole whether these are all
 */
export function detectFooter(tail: string, isWhole: boolean, dialect: Dialect): Footer {
  const none = { rows: [], doubtful: 0, notes: [] };
  const usual = dialect.names.length;
  const lines = tail.split(/\r\n|\r|\n/);
  if (!isWhole) lines.shift();
  const found: FooterRow[] = [];
  const shown: string[] = [];
  let doubtful = 0;
  let looked = 0;
  for (let i = lines.length - 1; i >= 0 && looked < MOST_LINES; i--) {
    const line = lines[i] as string;
    if (line.trim() === "") continue;
    looked++;
    // The end of a quoted text of several lines.
    if (dialect.quote !== "" && line.split(dialect.quote).length % 2 === 0) break;
    const [row] = firstRows(line, dialect, 1).rows;
    if (row === undefined || row.every((cell) => cell === "")) continue;
    const kind = judgeRow(row, usual, dialect);
    if (kind === "row") break;
    // All that is left would be the header.
    if (isWhole && i < dialect.headerRows) break;
    shown.push(JSON.stringify(line.trim().slice(0, 60)));
    if (kind === "doubtful") doubtful++;
    else found.push({ fields: row.length, time: row[dialect.timeIndex] });
  }
  if (shown.length === 0) return none;
  const what = shown.length === 1 ? "the last line is" : `the last ${shown.length} lines are`;
  const first = shown.at(-1);
  const notes =
    doubtful === 0
      ? [`${what} no sample${shown.length === 1 ? "" : "s"}: ${first}`]
      : [`${what} perhaps no sample${shown.length === 1 ? "" : "s"}: ${first}`];
  return { rows: found, doubtful, notes };
}

function judgeRow(
  row: readonly string[],
  usual: number,
  dialect: Dialect,
): "row" | "footer" | "doubtful" {
  const values = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
  const [first = ""] = values;
  if (values.every((cell) => /^[-=+]{2,300}$/.test(cell)) && usual > 1) return "footer";
  const isFirst = row[0]?.trim() === first;
  if (usual === 1) return COUNT.test(first) && !dialect.firstCells.some(isCount) ? "footer" : "row";
  if (isFirst && values.length === 1) {
    if (CERTAIN.some((pattern) => pattern.test(first))) return "footer";
    const isSentence = row.length < usual && /[a-z]/i.test(first) && / /.test(first);
    return isSentence ? "doubtful" : "row";
  }
  // A word that is there several times, or in the first rows of many, is a category.
  const alike = dialect.firstCells.filter((cell) => cell === first.toLowerCase()).length;
  const isTotal = isFirst && TOTAL.test(first) && alike <= (dialect.firstCells.length < 90 ? 1 : 0);
  return isTotal && row.length <= usual ? "footer" : "row";
}

function isCount(cell: string): boolean {
  return / (?:rows?|records?|lines?|results?|entries)\b/.test(cell) && !cell.startsWith("(");
}
