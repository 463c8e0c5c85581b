import { byteAt, isDigit, QUOTE, SPACE, ZERO } from "./bytes";
import { INPUT, spanCount, spanFrom, spanTo } from "./memory";

/** Least and greatest of the times that the last call has passed, in microseconds since midnight. */
export let earliest: f64 = 0;
export let latest: f64 = 0;

/**
 * Passes the spans behind the span `model` that spell a time on the same date as it does:
 * `yyyy-mm-ddThh:mm:ss[.ffffff]`, then `Z` where `isZulu`, else nothing; quotes may enclose it. It
 * stops at the first that is anything else, or is not at `from` (included) to `to` (excluded)
 * microseconds since midnight. That the model's date exists is for the host to know.
 *
 * @returns how many it has passed
 */
export function passTimes(model: i32, from: f64, to: f64, isZulu: bool): i32 {
  const first = textStart(model);
  const date = load<u64>(INPUT + first);
  const dateEnd = load<u16>(INPUT + first, 8);
  earliest = Infinity;
  latest = -Infinity;
  const count = spanCount();
  let index = model + 1;
  for (; index < count; index++) {
    const start = textStart(index);
    if (load<u64>(INPUT + start) !== date || load<u16>(INPUT + start, 8) !== dateEnd) break;
    const micros = timeOfDay(start + 10, textEnd(index) - <i32>isZulu);
    if (!(micros >= from && micros < to)) break;
    if (isZulu && byteAt(textEnd(index) - 1) !== LETTER_Z) break;
    earliest = min(earliest, micros);
    latest = max(latest, micros);
  }
  return index - model - 1;
}

const COLON: u8 = 0x3a;
const POINT: u8 = 0x2e;
const LETTER_T: u8 = 0x54;
const LETTER_Z: u8 = 0x5a;

function textStart(index: i32): i32 {
  return spanFrom(index) + <i32>isQuoted(index);
}

function textEnd(index: i32): i32 {
  return spanTo(index) - <i32>isQuoted(index);
}

function isQuoted(index: i32): bool {
  const from = spanFrom(index);
  const to = spanTo(index);
  return to - from >= 2 && byteAt(from) === QUOTE && byteAt(to - 1) === QUOTE;
}

/** The microseconds that `Thh:mm:ss[.ffffff]` spells, all of it; NaN where it is no such time. */
function timeOfDay(start: i32, end: i32): f64 {
  if (end - start < 9) return NaN;
  const separator = byteAt(start);
  if (separator !== LETTER_T && separator !== SPACE) return NaN;
  if (byteAt(start + 3) !== COLON || byteAt(start + 6) !== COLON) return NaN;
  const hour = twoDigits(start + 1);
  const minute = twoDigits(start + 4);
  const second = twoDigits(start + 7);
  if (hour >= 24 || minute >= 60 || second >= 60) return NaN;
  let micros = 0;
  if (end > start + 9) {
    if (byteAt(start + 9) !== POINT || end === start + 10) return NaN;
    let unit = 100_000;
    for (let at = start + 10; at < end; at++) {
      const byte = byteAt(at);
      if (!isDigit(byte)) return NaN;
      micros += unit * (byte - ZERO);
      unit /= 10; // Digits beyond microseconds are cut.
    }
  }
  return <f64>((hour * 60 + minute) * 60 + second) * 1_000_000 + <f64>micros;
}

/** The number that two digits spell, or one above 99. */
function twoDigits(at: i32): u32 {
  const tens = <u32>byteAt(at) - ZERO;
  const ones = <u32>byteAt(at + 1) - ZERO;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100;
}
