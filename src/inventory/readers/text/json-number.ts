export const NUMBER_END = 0;
export const NUMBER_START = 1;
export const NUMBER_MINUS = 2;
const ZERO = 3;
const INTEGER = 4;
const POINT = 5;
const FRACTION = 6;
const EXPONENT_MARK = 7;
const EXPONENT_SIGN = 8;
const EXPONENT = 9;

/**
 * The grammar of numbers, RFC 8259 section 6, as a table: `NUMBER_NEXT[(state << 8) | byte]` is the
 * state after a byte, or NUMBER_END where the byte does not belong to the number.
 */
export const NUMBER_NEXT: Uint8Array = new Uint8Array(10 << 8);

allow(NUMBER_START, "-", NUMBER_MINUS);
allow(NUMBER_START, "0", ZERO);
allow(NUMBER_START, "123456789", INTEGER);
allow(NUMBER_MINUS, "0", ZERO);
allow(NUMBER_MINUS, "123456789", INTEGER);
allow(INTEGER, "0123456789", INTEGER);
for (const whole of [ZERO, INTEGER]) allow(whole, ".", POINT);
for (const state of [POINT, FRACTION]) allow(state, "0123456789", FRACTION);
for (const state of [ZERO, INTEGER, FRACTION]) allow(state, "eE", EXPONENT_MARK);
allow(EXPONENT_MARK, "+-", EXPONENT_SIGN);
for (const state of [EXPONENT_MARK, EXPONENT_SIGN, EXPONENT]) allow(state, "0123456789", EXPONENT);

/** Whether a number may end in a state. */
export function isWholeNumber(state: number): boolean {
  return state === ZERO || state === INTEGER || state === FRACTION || state === EXPONENT;
}

function allow(state: number, characters: string, next: number): void {
  for (const character of characters) NUMBER_NEXT[(state << 8) | character.charCodeAt(0)] = next;
}
