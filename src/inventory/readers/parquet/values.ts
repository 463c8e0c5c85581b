import { MICROS_PER_DAY } from "../../../instant.ts";
import { FileProblem } from "../../reader.ts";
import type { ColumnTimes } from "../column/column-times.ts";
import { joinByteStreams, tooShort } from "./bits.ts";
import { unpackDeltas } from "./deltas.ts";
import type { PhysicalType } from "./schema.ts";

/** Encodings, by their number in the format. */
const PLAIN = 0;
export const PLAIN_DICTIONARY = 2;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const DELTA_BYTE_ARRAY = 7;
export const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/**
 * Adds the `count` values that are encoded in `bytes` from `from` on.
 *
 * @throws FileProblem where they do not fit in, or the encoding is none of the type's
 */
export function addValues(
  times: ColumnTimes,
  type: PhysicalType,
  encoding: number,
  bytes: Uint8Array,
  from: number,
  count: number,
): void {
  if (encoding === PLAIN) addPlain(times, type, bytes, from, count);
  else if (encoding === DELTA_BINARY_PACKED && type === "INT64") {
    times.addInt64s(unpackDeltas(bytes, from, count).words, count);
  } else if (encoding === DELTA_BINARY_PACKED && type === "INT32") {
    const { words } = unpackDeltas(bytes, from, count);
    for (let i = 0; i < count; i++) {
      times.tally.add(times.instantOfNumber(words[i * 2] as number), 1);
    }
  } else if (encoding === BYTE_STREAM_SPLIT && type !== "BYTE_ARRAY") {
    addPlain(times, type, joinByteStreams(bytes, from, count, WIDTHS[type] ?? 1), 0, count);
  } else if (encoding === DELTA_LENGTH_BYTE_ARRAY && type === "BYTE_ARRAY") {
    addDeltaLengths(times, bytes, from, count);
  } else if (encoding === DELTA_BYTE_ARRAY && type === "BYTE_ARRAY") {
    addDeltaTexts(times, bytes, from, count);
  } else throw new FileProblem(`encoding ${encoding} of ${type} is not supported`);
}

const WIDTHS: Partial<Record<PhysicalType, number>> = { INT32: 4, INT64: 8, INT96: 12, DOUBLE: 8 };

function addPlain(
  times: ColumnTimes,
  type: PhysicalType,
  bytes: Uint8Array,
  from: number,
  count: number,
): void {
  if (type === "INT64") {
    times.addInt64s(wordsOf(bytes, from, count * 2), count);
    return;
  }
  readPlain(times, type, bytes, from, count, (instant) => times.tally.add(instant, 1));
}

/** The instants of plain values, NaN for those that are no times: a page of values, or a dictionary. */
export function readPlain(
  times: ColumnTimes,
  type: PhysicalType,
  bytes: Uint8Array,
  from: number,
  count: number,
  visit: (instant: number) => void,
): void {
  if (type === "BYTE_ARRAY") {
    let at = from;
    for (let i = 0; i < count; i++) {
      if (at + 4 > bytes.length) throw tooShort();
      const start = at + 4;
      at = start + wordAt(bytes, at);
      if (at > bytes.length) throw tooShort();
      visit(times.instantOfText(bytes, start, at));
    }
    return;
  }
  const width = WIDTHS[type];
  if (width === undefined) throw new FileProblem(`${type} holds no times`);
  if (from + count * width > bytes.length) throw tooShort();
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, count * width);
  for (let i = 0; i < count; i++) visit(instantAt(times, type, view, i * width));
}

function instantAt(times: ColumnTimes, type: PhysicalType, view: DataView, at: number): number {
  if (type === "INT64")
    return times.instantOf(view.getInt32(at, true), view.getInt32(at + 4, true));
  if (type === "INT32") return times.instantOfNumber(view.getInt32(at, true));
  if (type === "DOUBLE") return times.instantOfNumber(view.getFloat64(at, true));
  return instantOfInt96(view, at);
}

const JULIAN_DAY_OF_EPOCH = 2_440_588;

/** Nanoseconds of the day, then the Julian day, as Spark and Impala have it. */
function instantOfInt96(view: DataView, at: number): number {
  const nanos = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  const day = view.getInt32(at + 8, true) - JULIAN_DAY_OF_EPOCH;
  return day * MICROS_PER_DAY + Math.floor(nanos / 1000);
}

function addDeltaLengths(times: ColumnTimes, bytes: Uint8Array, from: number, count: number): void {
  const { words, end } = unpackDeltas(bytes, from, count);
  let at = end;
  for (let i = 0; i < count; i++) {
    const start = at;
    at += (words[i * 2] as number) >>> 0;
    if (at > bytes.length) throw tooShort();
    times.tally.add(times.instantOfText(bytes, start, at), 1);
  }
}

/** No time is longer: what is, is no time, and need not be kept. */
const MAX_TEXT_BYTES = 256;

/** Each text shares a prefix with the one before. */
function addDeltaTexts(times: ColumnTimes, bytes: Uint8Array, from: number, count: number): void {
  const prefixes = unpackDeltas(bytes, from, count);
  const suffixes = unpackDeltas(bytes, prefixes.end, count);
  const text = new Uint8Array(MAX_TEXT_BYTES);
  let at = suffixes.end;
  let previous = 0;
  for (let i = 0; i < count; i++) {
    const prefix = (prefixes.words[i * 2] as number) >>> 0;
    const suffix = (suffixes.words[i * 2] as number) >>> 0;
    const length = prefix + suffix;
    if (prefix > previous || at + suffix > bytes.length) throw tooShort();
    if (prefix < MAX_TEXT_BYTES) {
      text.set(bytes.subarray(at, at + Math.min(suffix, MAX_TEXT_BYTES - prefix)), prefix);
    }
    at += suffix;
    previous = length;
    const instant = length <= MAX_TEXT_BYTES ? times.instantOfText(text, 0, length) : Number.NaN;
    times.tally.add(instant, 1);
  }
}

/** `count` 32-bit words, without copying where their position in memory allows it. */
function wordsOf(bytes: Uint8Array, from: number, count: number): Int32Array {
  const to = from + count * 4;
  if (to > bytes.length) throw tooShort();
  const at = bytes.byteOffset + from;
  if (at % 4 === 0) return new Int32Array(bytes.buffer, at, count);
  return new Int32Array(new Uint8Array(bytes.subarray(from, to)).buffer);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}
