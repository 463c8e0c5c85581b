import { MICROS_PER_DAY } from "../../../time/instant.ts";
import { FileProblem } from "../../reader.ts";
import type { ColumnTimes } from "../column/column-times.ts";
import { unpackDeltas } from "./deltas.ts";
import { DELTA_BINARY_PACKED, PLAIN, toPlain } from "./encodings.ts";
import type { PhysicalType } from "./schema.ts";
import { readTexts } from "./texts.ts";

/**
 * Adds the `count` values that are encoded in `bytes`.
 *
 * @throws FileProblem if they do not fit, or the type does not have this encoding
 */
export function addValues(
  times: ColumnTimes,
  type: PhysicalType,
  encoding: number,
  bytes: Uint8Array,
  count: number,
): void {
  if (encoding === DELTA_BINARY_PACKED && type === "INT64") {
    times.addInt64s(unpackDeltas(bytes, 0, count).words, count);
  } else if (encoding === DELTA_BINARY_PACKED && type === "INT32") {
    const { words } = unpackDeltas(bytes, 0, count);
    for (let i = 0; i < count; i++) {
      times.tally.add(times.instantOfNumber(words[i * 2] as number), 1);
    }
  } else if (type === "BYTE_ARRAY") {
    readTexts(encoding, bytes, count, (text, from, to) => {
      times.tally.add(times.instantOfText(text, from, to), 1);
    });
  } else {
    const plain = toPlain(type, encoding, bytes, count, valueWidth(type));
    if (type === "INT64") times.addInt64s(viewWords(plain), count);
    else readPlain(times, type, plain, count, (instant) => times.tally.add(instant, 1));
  }
}

/** The instants of plain values, NaN for those that are no times: a page of values, or a dictionary. */
export function readPlain(
  times: ColumnTimes,
  type: PhysicalType,
  bytes: Uint8Array,
  count: number,
  visit: (instant: number) => void,
): void {
  if (type === "BYTE_ARRAY") {
    readTexts(PLAIN, bytes, count, (text, from, to) => visit(times.instantOfText(text, from, to)));
    return;
  }
  const width = valueWidth(type);
  const plain = toPlain(type, PLAIN, bytes, count, width);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  for (let i = 0; i < count; i++) visit(instantAt(times, type, view, i * width));
}

const WIDTHS: Partial<Record<PhysicalType, number>> = { INT32: 4, INT64: 8, INT96: 12, DOUBLE: 8 };

function valueWidth(type: PhysicalType): number {
  const width = WIDTHS[type];
  if (width === undefined) throw new FileProblem(`${type} holds no times`);
  return width;
}

function instantAt(times: ColumnTimes, type: PhysicalType, view: DataView, at: number): number {
  if (type === "INT64")
    return times.scaleToInstant(view.getInt32(at, true), view.getInt32(at + 4, true));
  if (type === "INT32") return times.instantOfNumber(view.getInt32(at, true));
  if (type === "DOUBLE") return times.instantOfNumber(view.getFloat64(at, true));
  return instantOfInt96(view, at);
}

const JULIAN_DAY_OF_EPOCH = 2_440_588;

/** Microseconds of 1970: nanoseconds of the day, then the Julian day, as Spark and Impala have it. */
export function instantOfInt96(view: DataView, at: number): number {
  const nanos = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  const day = view.getInt32(at + 8, true) - JULIAN_DAY_OF_EPOCH;
  return day * MICROS_PER_DAY + Math.floor(nanos / 1000);
}

/** 32-bit words, without copying where their position in memory allows it. */
function viewWords(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % 4 === 0) return new Int32Array(buffer, byteOffset, length / 4);
  return new Int32Array(new Uint8Array(bytes).buffer);
}
