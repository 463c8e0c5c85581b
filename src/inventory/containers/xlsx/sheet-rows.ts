import { FileProblem } from "../../reader.ts";
import { readXml } from "./xml.ts";

/** The tables by which the values of cells are understood. */
export interface CellMeanings {
  readonly strings: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
  readonly is1904: boolean;
}

/** A cell with a value, as text. */
export interface Cell {
  /** From 0. */
  readonly column: number;
  readonly text: string;
}

/** Excel has no more columns. */
const MOST_COLUMNS = 16_384;

/**
 * Reads the rows of a sheet that has its cells in a document.
 *
 * @param onRow told of each row with its cells that hold a value, from left to right; the array is used again
 * @throws FileProblem where the document is damaged, or names a cell that no sheet has
 */
export function readRows(
  location: string | Buffer,
  member: string,
  { strings, dateStyles, is1904 }: CellMeanings,
  onRow: (cells: readonly Cell[]) => void,
): Promise<void> {
  const cells: Cell[] = [];
  let column = -1;
  let type = "n";
  let isDate = false;
  let value = "";
  let isValue = false;
  return readXml(location, member, {
    open(name, attributes) {
      if (name === "row") {
        cells.length = 0;
        column = -1;
      } else if (name === "c") {
        column = attributes.r === undefined ? column + 1 : findColumn(attributes.r);
        type = attributes.t ?? "n";
        isDate = dateStyles.has(Number(attributes.s ?? 0));
        value = "";
      } else {
        isValue = name === "v" || (name === "t" && type === "inlineStr");
      }
    },
    text(text) {
      if (isValue && value.length < MOST_VALUE) value += text.slice(0, MOST_VALUE);
    },
    close(name) {
      isValue = false;
      if (name === "row") onRow(cells);
      else if (name === "c" && value !== "") {
        if (column >= MOST_COLUMNS)
          throw new FileProblem(`corrupt: a cell in column ${column + 1}`);
        const text = meaning();
        if (column <= (cells.at(-1)?.column ?? -1)) {
          throw new FileProblem("corrupt: the cells of a row are not in order");
        }
        if (text !== "") cells.push({ column, text });
      }
    },
  });

  function meaning(): string {
    if (type === "s") {
      const text = strings[Number(value)];
      if (text === undefined)
        throw new FileProblem(`corrupt: no shared text ${value.slice(0, 20)}`);
      return text;
    }
    // An error, such as #N/A, is a missing value.
    if (type === "e") return "";
    if (type === "b") return value === "1" ? "true" : "false";
    return type === "n" && isDate ? dateText(Number(value), is1904) : value;
  }
}

const MOST_VALUE = 512;

/** The index of the column that a reference names: 0 for A1, 27 for AB12. */
function findColumn(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
    if (column > MOST_COLUMNS) break;
  }
  return column - 1;
}

/**
 * A serial date as text, to the millisecond; a time of day where it is below one day.
 *
 * @example dateText(45870.5, false) // "2025-08-01 12:00:00"
 */
export function dateText(serial: number, is1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return String(serial);
  // Excel takes 1900 for a leap year.
  const days = is1904 ? serial - 24_107 : serial - (serial < 60 && serial >= 1 ? 25_568 : 25_569);
  const iso = new Date(Math.round(days * 86_400_000)).toISOString();
  const time = iso.slice(11, 23).replace(/\.000$/, "");
  if (serial < 1 && !is1904) return time;
  return time === "00:00:00" ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}
