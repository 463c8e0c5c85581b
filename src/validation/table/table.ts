import { readNumber } from "../metrics/number-text.ts";

/** The value of a cell; null if it is empty. Times of Parquet are ISO 8601, as in text. */
export type Cell = string | number | null;

/** A table of results as it was read, whatever its format. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The name of its rows in messages. */
  readonly unit: "line" | "row";
}

export interface Row {
  /** Counted from 1. */
  readonly line: number;
  /** As many as there are columns. */
  readonly cells: readonly Cell[];
}

/**
 * Told of a row that cannot be used, while the rest stands.
 *
 * @param isLost whether something is missing for it; by default true
 */
export type Fault = (line: number, problem: string, isLost?: boolean) => void;

/** More rows than these are no evaluations, and would take long to read. */
export const MOST_ROWS = 200_000;

/**
 * The number in a cell, see readNumber().
 *
 * @returns undefined if the cell is not a number
 */
export function numberIn(cell: Cell): number | undefined {
  if (typeof cell === "number") return cell;
  if (cell === null) return undefined;
  return isDecimal(cell) ? Number(cell) : readNumber(cell)?.value;
}

/** Whether it is a number as most are written, such as -0.91: of these no other reading has to be tried. */
function isDecimal(text: string): boolean {
  let digits = 0;
  let isFraction = false;
  for (let i = text.startsWith("-") ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) digits++;
    else if (code === 46 && digits > 0 && !isFraction) {
      isFraction = true;
      digits = 0;
    } else return false;
  }
  return digits > 0;
}

/** The text in a cell, cut to its beginning; null where it is empty. */
export function textIn(cell: Cell): string | null {
  return cell === null ? null : `${cell}`.slice(0, 200);
}
