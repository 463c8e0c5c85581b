import { byteAt, CR, isDigit, LF, QUOTE, SPACE, TAB, ZERO } from "./bytes";
import { forgetMembers, isWantedMember, knownBytes, learnMember } from "./members";
import { addSpan, clearSpans, INPUT, SPANS_LIMIT, spanCount } from "./memory";

/** A key of records, its quotes still on, that the host has written. */
export const KEY_LIMIT: i32 = 256;
export const KEY: usize = memory.data(KEY_LIMIT);

/** Containers that are open, 1 for an object. The host judges what is deeper. */
const DEPTH_LIMIT: i32 = 64;
const OBJECTS: usize = memory.data(DEPTH_LIMIT);

/** Lines passed by the last call, blank ones included. */
export let lines: i32 = 0;

/** Bare NaN, Infinity and -Infinity in these lines, which Python writes. */
export let nonFinite: i32 = 0;

/** Whether the last call stopped at a line, rather than because there was no room for more spans. */
export let hasStopped: bool = false;

/**
 * Passes the lines from offset `from` of the input that are blank, or hold one JSON value (RFC 8259, and
 * the three literals that Python adds).  * It stops at the first that is not complete, not valid, or only not plain enough for it; of those
 * the host judges. Behind the input there must be a zero byte: it ends every token.
 *
 * Of each line that holds a value it adds a span: the scalar behind the key, where the value is an
 * object that has it (the last one where it has several); else an empty one.
 *
 * A string's end, and a number's, are found by a comparison of sixteen bytes at once: mostly the
 * token is shorter, so that no loop and no branch depends on its length.
 *
 * @returns the offset of the line at which it has stopped
 */
export function passLines(from: i32, keyBytes: i32): i32 {
  clearSpans();
  forgetMembers();
  lines = 0;
  nonFinite = 0;
  let at = from;
  while (spanCount() < SPANS_LIMIT) {
    const start = skipSpace(at);
    if (byteAt(start) === LF) {
      at = start + 1;
    } else {
      const end = lineEnd(start, keyBytes);
      if (end === NONE) {
        hasStopped = true;
        return at;
      }
      at = end;
    }
    lines++;
  }
  hasStopped = false;
  return at;
}

const NONE: i32 = 0;

const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const COLON: u8 = 0x3a;
const BRACKET: u8 = 0x5b;
const BACKSLASH: u8 = 0x5c;
const BRACKET_CLOSE: u8 = 0x5d;
const BRACE: u8 = 0x7b;
const BRACE_CLOSE: u8 = 0x7d;

/** Where the line whose value begins at `start` ends, behind its LF; or NONE. */
function lineEnd(start: i32, keyBytes: i32): i32 {
  let at = start;
  let depth = 0;
  let inObject = false;
  // How many members of the line's own object have begun.
  let members = 0;
  let isWanted = false;
  let valueFrom = 0;
  let valueTo = 0;
  let literals = 0;
  while (true) {
    // Here is a value.
    const byte = byteAt(at);
    let isOpening = byte === BRACE || byte === BRACKET;
    if (isOpening) {
      if (depth === DEPTH_LIMIT) return NONE;
      inObject = byte === BRACE;
      store<u8>(OBJECTS + depth++, <u8>inObject);
      at++;
    } else {
      let end = scalarEnd(at, byte);
      if (end === NONE) {
        end = nonFiniteEnd(at);
        if (end === NONE) return NONE;
        literals++;
      }
      if (isWanted) {
        valueFrom = at;
        valueTo = end;
      }
      at = end;
    }
    if (depth === 1 && inObject) {
      const known = knownBytes(members, at);
      if (known !== 0) {
        isWanted = isWantedMember(members++);
        at = skipSpace(at + known);
        continue;
      }
    }
    // Ends of containers, up to a comma or the end of the line.
    let from = at;
    while (true) {
      at = skipSpace(at);
      const next = byteAt(at);
      if (depth === 0) {
        if (next !== LF) return NONE;
        addSpan(valueFrom, valueTo);
        nonFinite += literals;
        return at + 1;
      }
      if (next === (inObject ? BRACE_CLOSE : BRACKET_CLOSE)) {
        inObject = --depth > 0 && load<u8>(OBJECTS + depth - 1) !== 0;
        isOpening = false;
        from = ++at;
        continue;
      }
      if (!isOpening) {
        if (next !== COMMA) return NONE;
        at = skipSpace(at + 1);
      }
      break;
    }
    isWanted = false;
    if (!inObject) continue;
    if (byteAt(at) !== QUOTE) return NONE;
    const end = stringEnd(at);
    if (end === NONE) return NONE;
    isWanted = depth === 1 && end - at === keyBytes && isKey(at, keyBytes);
    at = skipSpace(end);
    if (byteAt(at) !== COLON) return NONE;
    at = skipSpace(at + 1);
    if (depth === 1) learnMember(members++, from, at, isWanted);
  }
}

/** Behind spaces, tabs and carriage returns. */
function skipSpace(from: i32): i32 {
  let at = from;
  while (true) {
    const byte = byteAt(at);
    if (byte > SPACE || (byte !== SPACE && byte !== TAB && byte !== CR)) return at;
    at++;
  }
}

function isKey(from: i32, length: i32): bool {
  for (let i = 0; i < length; i++) if (byteAt(from + i) !== load<u8>(KEY + i)) return false;
  return true;
}

function scalarEnd(at: i32, byte: u8): i32 {
  if (byte === QUOTE) return stringEnd(at);
  if (byte === MINUS || isDigit(byte)) return numberEnd(at);
  const word = load<u32>(INPUT + at);
  if (word === 0x65757274 || word === 0x6c6c756e) return at + 4; // "true", "null"
  if (word === 0x736c6166 && byteAt(at + 4) === 0x65) return at + 5; // "fals", "e"
  return NONE;
}

function nonFiniteEnd(from: i32): i32 {
  if ((load<u32>(INPUT + from) & 0xffffff) === 0x4e614e) return from + 3; // "NaN"
  const at = byteAt(from) === MINUS ? from + 1 : from;
  return load<u64>(INPUT + at) === 0x7974696e69666e49 ? at + 8 : NONE; // "Infinity"
}

/** Behind the closing quote of the string that is opened at `from`. */
function stringEnd(from: i32): i32 {
  let at = from + 1;
  while (true) {
    at = plainEnd(at);
    const byte = byteAt(at);
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return NONE;
    const length = escapeBytes(byteAt(at + 1), at + 2);
    if (length === NONE) return NONE;
    at += length;
  }
}

/** The next byte that does not stand for itself in a string. */
function plainEnd(from: i32): i32 {
  let at = from;
  if (ASC_FEATURE_SIMD) {
    while (true) {
      const block = v128.load(INPUT + at);
      const bits = i8x16.bitmask(
        v128.or(
          v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(BACKSLASH))),
          i8x16.lt_u(block, i8x16.splat(SPACE)),
        ),
      );
      if (bits !== 0) return at + ctz(bits);
      at += 16;
    }
  }
  while (true) {
    const byte = byteAt(at);
    if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) return at;
    at++;
  }
}

/** Length of an escape sequence, of which the letter behind the backslash is given. */
function escapeBytes(letter: u8, digits: i32): i32 {
  switch (letter) {
    case 0x22: // "
    case 0x2f: // /
    case 0x5c: // \
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: // u
      for (let i = 0; i < 4; i++) if (!isHex(byteAt(digits + i))) return NONE;
      return 6;
    default:
      return NONE;
  }
}

function isHex(byte: u8): bool {
  return isDigit(byte) || <u8>((byte | 0x20) - 0x61) < 6;
}

function numberEnd(from: i32): i32 {
  let at = byteAt(from) === MINUS ? from + 1 : from;
  let end = digitsEnd(at);
  if (end === at || (byteAt(at) === ZERO && end > at + 1)) return NONE;
  if (byteAt(end) === POINT) {
    at = end + 1;
    end = digitsEnd(at);
    if (end === at) return NONE;
  }
  if ((byteAt(end) | 0x20) !== 0x65) return end; // "e"
  at = end + 1;
  const sign = byteAt(at);
  if (sign === MINUS || sign === 0x2b) at++; // "+"
  end = digitsEnd(at);
  return end === at ? NONE : end;
}

/** The offset of the next byte that is not a digit. */
function digitsEnd(from: i32): i32 {
  let at = from;
  if (ASC_FEATURE_SIMD) {
    while (true) {
      const values = i8x16.sub(v128.load(INPUT + at), i8x16.splat(ZERO));
      const others = i8x16.bitmask(i8x16.ge_u(values, i8x16.splat(10)));
      if (others !== 0) return at + ctz(others);
      at += 16;
    }
  }
  while (isDigit(byteAt(at))) at++;
  return at;
}
