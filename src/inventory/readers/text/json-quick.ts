import { BACKSLASH, HYPHEN, LETTER_U, POINT, QUOTE, ZERO } from "../../../text/ascii.ts";

/**
 * Where the string whose opening quote is at `at` ends, after its closing quote; -1 where it does
 * not end before `to`, or is not valid: the machine then goes byte by byte.
 */
export function stringEnd(chunk: Buffer, at: number, to: number): number {
  let end = at + 1;
  for (;;) {
    while (end < to && PLAIN[chunk[end] as number] === 1) end++;
    if (end >= to) return -1;
    const byte = chunk[end];
    if (byte === QUOTE) return end + 1;
    if (byte !== BACKSLASH) return -1;
    const length = escapeBytes(chunk, end, to);
    if (length === 0) return -1;
    end += length;
  }
}

/** Length of the escape sequence whose backslash is at `at`; 0 where it is cut off or not valid. */
export function escapeBytes(chunk: Buffer, at: number, to: number): number {
  const letter = chunk[at + 1] as number;
  if (ESCAPED[letter] === 1) return at + 2 <= to ? 2 : 0;
  if (letter !== LETTER_U || at + 6 > to) return 0;
  for (let digit = at + 2; digit < at + 6; digit++) {
    if (!isHex(chunk[digit] as number)) return 0;
  }
  return 6;
}

export function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

/**
 * Where the number that begins at `at` ends; -1 where that is not before `to`, where it has an
 * exponent, or is not valid.
 */
export function numberEnd(chunk: Buffer, at: number, to: number): number {
  let end = at;
  if (chunk[end] === HYPHEN && ++end === to) return -1;
  if (chunk[end] === ZERO) end++;
  else {
    const start = end;
    while (end < to && isDigit(chunk[end] as number)) end++;
    if (end === start) return -1;
  }
  if (end < to && chunk[end] === POINT) {
    const start = ++end;
    while (end < to && isDigit(chunk[end] as number)) end++;
    if (end === start) return -1;
  }
  // A digit here follows a leading zero.
  return end === to || FOLLOWS_NUMBER[chunk[end] as number] !== 1 ? -1 : end;
}

/** Bytes that stand for themselves inside a string. */
export const PLAIN: Uint8Array = new Uint8Array(256).fill(1, 0x20);

/** Bytes that may follow a backslash, but for `u`. */
export const ESCAPED: Uint8Array = new Uint8Array(256);

const FOLLOWS_NUMBER = new Uint8Array(256);

PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;
for (const letter of '"\\/bfnrt') ESCAPED[letter.charCodeAt(0)] = 1;
for (const letter of ",]} \n\r\t") FOLLOWS_NUMBER[letter.charCodeAt(0)] = 1;

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}
