import { HYPHEN } from "../../../text/ascii.ts";

/**
 * How likely the keys of objects are to name rows: whole numbers are the usual names of rows, dates and other
 * numbers less so, words are rather names of columns.
 */
export class JsonLabels {
  /** Whether all so far are whole numbers. */
  areWhole = true;
  /** Whether all so far are numbers or dates, such as `-0.5` or `2025-08-14T01:00:00.000Z`. */
  areNumeric = true;

  /** A key, its quotes still on. */
  add(bytes: Uint8Array, from: number, to: number): void {
    if (!this.areNumeric) return;
    const first = bytes[from + 1] as number;
    if (!isDigit(first)) {
      this.areWhole = false;
      if (first !== HYPHEN || !isDigit(bytes[from + 2] as number)) this.areNumeric = false;
    }
    for (let at = from + 2; at < to - 1; at++) {
      const byte = bytes[at] as number;
      if (isDigit(byte)) continue;
      this.areWhole = false;
      if (IN_NUMERIC[byte] !== 1) this.areNumeric = false;
    }
  }
}

const IN_NUMERIC = new Uint8Array(256);
for (const letter of "-+.:TZ ") IN_NUMERIC[letter.charCodeAt(0)] = 1;

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
