import { QUOTE } from "./bytes";

/** The host writes the input of {@link findInStrings} here; behind it 64 bytes of 0xff. */
export const PIECE_BYTES: i32 = 1 << 14;
export const PIECE: usize = memory.data(PIECE_BYTES + 64, 16);

/** Offsets in the piece, as 32-bit numbers. */
export const POSITIONS: usize = memory.data(PIECE_BYTES * 4, 16);

const BACKSLASH: u8 = 0x5c;
const SPACE: u8 = 0x20;

/**
 * Finds the bytes that end a JSON string, or do not stand for themselves in it: quotes, backslashes,
 * and all below a space.
 *
 * @returns how many there are
 */
export function findInStrings(length: i32): i32 {
  let out = POSITIONS;
  if (ASC_FEATURE_SIMD) {
    for (let at = 0; at < length; at += 16) {
      const block = v128.load(PIECE + at);
      const found = v128.or(
        v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(BACKSLASH))),
        i8x16.lt_u(block, i8x16.splat(SPACE)),
      );
      for (let bits = i8x16.bitmask(found); bits !== 0; bits &= bits - 1) {
        store<i32>(out, at + ctz(bits));
        out += 4;
      }
    }
  } else {
    for (let at = 0; at < length; at++) {
      const byte = load<u8>(PIECE + at);
      if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) {
        store<i32>(out, at);
        out += 4;
      }
    }
  }
  return <i32>((out - POSITIONS) >> 2);
}
