/** A number that was written as text. */
export interface NumberText {
  readonly value: number;
  readonly isPercent: boolean;
}

/**
 * The number that a text stands for: as Python, R and JavaScript print it, `nan` and `inf` included, and a
 * share of 100 where it ends in `%`.
 *
 * @returns undefined where it stands for none: neither 0x1f nor an empty text, nor `0,91`
 * @example readNumber("1e-3") // { value: 0.001, isPercent: false }
 * @example readNumber("92.1%") // { value: 0.921, isPercent: true }
 */
export function readNumber(text: string): NumberText | undefined {
  const plain = text.trim();
  if (NUMBER.test(plain)) return { value: Number(plain), isPercent: false };
  const [, share] = PERCENT.exec(plain) ?? [];
  // Moved, not divided: 92.1 / 100 is not 0.921.
  if (share !== undefined) return { value: Number(`${share}e-2`), isPercent: true };
  const [, sign, word] = /^([+-]?)(nan|inf|infinity)$/i.exec(plain) ?? [];
  if (word === undefined) return undefined;
  const size = word.toLowerCase() === "nan" ? Number.NaN : Infinity;
  return { value: sign === "-" ? -size : size, isPercent: false };
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const PERCENT = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s?%$/;

/** A text in the place of a metric that is not simply a number. */
export interface OddNumber {
  /** The metric. */
  readonly name: string;
  readonly text: string;
  /** As it was read; null where it could not be. */
  readonly value: number | null;
}
