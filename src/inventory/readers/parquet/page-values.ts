import { FileProblem } from "../../reader.ts";
import { tooShort } from "./bits.ts";
import { unpackDeltas } from "./deltas.ts";
import {
  DELTA_BINARY_PACKED,
  DELTA_BYTE_ARRAY,
  notSupported,
  PLAIN,
  RLE,
  toPlain,
} from "./encodings.ts";
import { readHybrid } from "./hybrid.ts";
import type { Leaf, PhysicalType } from "./schema.ts";
import { readTexts } from "./texts.ts";
import { instantOfInt96 } from "./values.ts";

/**
 * A value as it is stored: INT64 as bigint, INT96 in microseconds of 1970, what is of bytes as those,
 * which are good until the next.
 */
export type Value = boolean | number | bigint | Uint8Array;

/**
 * Visits the `count` values, none of them null, that are encoded in `bytes`.
 *
 * @throws FileProblem if they do not fit, or the type does not have this encoding
 */
export function readValues(
  { type, typeLength }: Leaf,
  encoding: number,
  bytes: Uint8Array,
  count: number,
  visit: (value: Value) => void,
): void {
  if (type === "BOOLEAN") {
    readBooleans(encoding, bytes, count, visit);
  } else if (type === "BYTE_ARRAY") {
    readTexts(encoding, bytes, count, (text, from, to) => visit(text.subarray(from, to)));
  } else if (type === "FIXED_LEN_BYTE_ARRAY") {
    readFixed(typeLength ?? Number.NaN, encoding, bytes, count, visit);
  } else if (encoding === DELTA_BINARY_PACKED && (type === "INT32" || type === "INT64")) {
    readDeltas(type, bytes, count, visit);
  } else {
    const { width, at } = NUMBERS[type];
    const plain = toPlain(type, encoding, bytes, count, width);
    const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
    for (let i = 0; i < count; i++) visit(at(view, i * width));
  }
}

type NumberType = Exclude<PhysicalType, "BOOLEAN" | "BYTE_ARRAY" | "FIXED_LEN_BYTE_ARRAY">;

const NUMBERS: Record<
  NumberType,
  { width: number; at: (view: DataView, position: number) => Value }
> = {
  INT32: { width: 4, at: (view, position) => view.getInt32(position, true) },
  INT64: { width: 8, at: (view, position) => view.getBigInt64(position, true) },
  INT96: { width: 12, at: instantOfInt96 },
  FLOAT: { width: 4, at: (view, position) => view.getFloat32(position, true) },
  DOUBLE: { width: 8, at: (view, position) => view.getFloat64(position, true) },
};

function readBooleans(
  encoding: number,
  bytes: Uint8Array,
  count: number,
  visit: (value: boolean) => void,
): void {
  if (encoding === PLAIN) {
    if (count > bytes.length * 8) throw tooShort();
    for (let i = 0; i < count; i++) visit(((bytes[i >> 3] as number) & (1 << (i & 7))) !== 0);
  } else if (encoding === RLE) {
    // After the length of what follows, which is all.
    readHybrid(bytes, 4, 1, count, {
      run(value, times) {
        for (let i = 0; i < times; i++) visit(value === 1);
      },
      packed(values, some) {
        for (let i = 0; i < some; i++) visit(values[i] === 1);
      },
    });
  } else throw notSupported("BOOLEAN", encoding);
}

function readFixed(
  width: number,
  encoding: number,
  bytes: Uint8Array,
  count: number,
  visit: (value: Uint8Array) => void,
): void {
  const type = "FIXED_LEN_BYTE_ARRAY";
  if (!(width >= 0)) throw new FileProblem(`corrupt: values of ${width} bytes`);
  if (encoding === DELTA_BYTE_ARRAY) {
    readTexts(encoding, bytes, count, (text, from, to) => {
      if (to - from !== width) throw new FileProblem(`corrupt: a value of ${to - from} bytes`);
      visit(text.subarray(from, to));
    });
    return;
  }
  const plain = toPlain(type, encoding, bytes, count, width);
  for (let i = 0; i < count; i++) visit(plain.subarray(i * width, (i + 1) * width));
}

function readDeltas(
  type: "INT32" | "INT64",
  bytes: Uint8Array,
  count: number,
  visit: (value: Value) => void,
): void {
  const { words } = unpackDeltas(bytes, 0, count);
  const values = type === "INT64" ? new BigInt64Array(words.buffer) : words;
  const step = type === "INT64" ? 1 : 2;
  for (let i = 0; i < count; i++) visit(values[i * step] as Value);
}
