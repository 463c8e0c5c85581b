import { FileProblem } from "../../reader.ts";
import { joinByteStreams, tooShort } from "./bits.ts";
import type { PhysicalType } from "./schema.ts";

/** Encodings, by their number in the format. */
export const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
export const RLE = 3;
const BIT_PACKED = 4;
export const DELTA_BINARY_PACKED = 5;
export const DELTA_LENGTH_BYTE_ARRAY = 6;
export const DELTA_BYTE_ARRAY = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** Whether values can be encoded so. */
export function isEncodingOfValues(encoding: number): boolean {
  return (
    encoding >= PLAIN && encoding <= BYTE_STREAM_SPLIT && encoding !== 1 && encoding !== BIT_PACKED
  );
}

/** Whether levels can be encoded so. Some writers say PLAIN of a column without levels. */
export function isEncodingOfLevels(encoding: number): boolean {
  return encoding === RLE || encoding === BIT_PACKED || encoding === PLAIN;
}

/** Whether the values are indices of a dictionary. */
export function isOfDictionary(encoding: number): boolean {
  return encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY;
}

/**
 * `count` values of `width` bytes, one after the other.
 *
 * @throws FileProblem if they do not fit, or the type does not have this encoding
 */
export function toPlain(
  type: PhysicalType,
  encoding: number,
  bytes: Uint8Array,
  count: number,
  width: number,
): Uint8Array {
  if (encoding === BYTE_STREAM_SPLIT) return joinByteStreams(bytes, count, width);
  if (encoding !== PLAIN) throw notSupported(type, encoding);
  if (!(count * width <= bytes.length)) throw tooShort();
  return bytes.subarray(0, count * width);
}

export function notSupported(type: PhysicalType, encoding: number): FileProblem {
  return new FileProblem(`encoding ${encoding} of ${type} is not supported`);
}
