import { INPUT } from "./memory";

export const TAB: u8 = 0x09;
export const LF: u8 = 0x0a;
export const CR: u8 = 0x0d;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const ZERO: u8 = 0x30;

/** The byte of the input at an offset. */
export function byteAt(at: i32): u8 {
  return load<u8>(INPUT + at);
}

export function isDigit(byte: u8): bool {
  return <u8>(byte - ZERO) < 10;
}

/** Bit i tells whether byte i of the 64 at `at` is `byte`. */
export function whereEqual(at: i32, byte: u8): u64 {
  if (ASC_FEATURE_SIMD) {
    const wanted = i8x16.splat(byte);
    return joined(
      i8x16.eq(v128.load(INPUT + at), wanted),
      i8x16.eq(v128.load(INPUT + at, 16), wanted),
      i8x16.eq(v128.load(INPUT + at, 32), wanted),
      i8x16.eq(v128.load(INPUT + at, 48), wanted),
    );
  }
  const wanted = ONES * byte;
  let bits: u64 = 0;
  for (let i = 0; i < 64; i += 8)
    bits |= gathered(~nonZero(load<u64>(INPUT + at + i) ^ wanted)) << i;
  return bits;
}

/** Bit i tells whether byte i of the 64 at `at` is less than `limit`, which is at most 0x80. */
export function whereBelow(at: i32, limit: u8): u64 {
  if (ASC_FEATURE_SIMD) {
    const above = i8x16.splat(limit);
    return joined(
      i8x16.lt_u(v128.load(INPUT + at), above),
      i8x16.lt_u(v128.load(INPUT + at, 16), above),
      i8x16.lt_u(v128.load(INPUT + at, 32), above),
      i8x16.lt_u(v128.load(INPUT + at, 48), above),
    );
  }
  const offset = ONES * (0x80 - limit);
  let bits: u64 = 0;
  for (let i = 0; i < 64; i += 8) {
    const word = load<u64>(INPUT + at + i);
    bits |= gathered(~(((word & ~HIGHS) + offset) | word)) << i;
  }
  return bits;
}

function joined(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>i8x16.bitmask(a) |
    ((<u64>i8x16.bitmask(b)) << 16) |
    ((<u64>i8x16.bitmask(c)) << 32) |
    ((<u64>i8x16.bitmask(d)) << 48)
  );
}

// Without SIMD: eight bytes in a word. Source: H. S. Warren, "Hacker's Delight", 2nd edition, 6-1.
const ONES: u64 = 0x0101010101010101;
const HIGHS: u64 = 0x8080808080808080;

/** The high bit of each byte tells whether it is not zero. */
function nonZero(word: u64): u64 {
  return ((word & ~HIGHS) + ~HIGHS) | word;
}

/** The high bits of the eight bytes, side by side. */
function gathered(word: u64): u64 {
  return (((word & HIGHS) >> 7) * 0x0102040810204080) >> 56;
}
