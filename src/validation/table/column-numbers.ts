import { type Cell, numberIn, type Row } from "./table.ts";

/** A column read once: what it holds, and its numbers. */
export interface ColumnNumbers {
  readonly kind: "numbers" | "words" | "empty";
  /** The number in each row, by its place; NaN in rows without one. */
  readonly values: Float64Array;
  /** Whether a row has a number: NaN may be one. */
  readonly isNumber: Uint8Array;
  /** Whether every row has one, and none is written as a percentage. */
  readonly isPlain: boolean;
}

/**
 * Reads a column in one pass. It holds what most of its cells do: one wrong cell makes it no column of words.
 * It does so of an index: that of scikit-learn's report is 0, 1, macro avg.
 */
export function columnNumbers(rows: readonly Row[], at: number, isIndex: boolean): ColumnNumbers {
  const values = new Float64Array(rows.length).fill(Number.NaN);
  const isNumber = new Uint8Array(rows.length);
  let numbers = 0;
  let words = 0;
  let percentages = 0;
  for (let i = 0; i < rows.length; i++) {
    const cell = (rows[i] as Row).cells[at] ?? null;
    if (cell === null) continue;
    const number = numberIn(cell);
    if (number === undefined) words++;
    else {
      numbers++;
      values[i] = number;
      isNumber[i] = 1;
      if (isPercentage(cell)) percentages++;
    }
  }
  const isOfNumbers = numbers >= words && !(isIndex && words > 0);
  const kind = numbers + words === 0 ? "empty" : isOfNumbers ? "numbers" : "words";
  return { kind, values, isNumber, isPlain: numbers === rows.length && percentages === 0 };
}

export function isPercentage(cell: Cell): cell is string {
  return typeof cell === "string" && cell.endsWith("%");
}
