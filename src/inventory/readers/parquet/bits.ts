import { FileProblem } from "../../reader.ts";

/** Unpacks `count` values of `bits` bits, least significant bit first, from byte `from` on. */
export function unpackBits(
  bytes: Uint8Array,
  from: number,
  bits: number,
  count: number,
  values: Uint32Array,
): void {
  if (bits > 24) {
    for (let i = 0; i < count; i++) values[i] = bitsAt(bytes, from * 8 + i * bits, bits);
    return;
  }
  const mask = 2 ** bits - 1;
  let at = from;
  let held = 0;
  let heldBits = 0;
  for (let i = 0; i < count; i++) {
    while (heldBits < bits) {
      held |= (bytes[at++] as number) << heldBits;
      heldBits += 8;
    }
    values[i] = held & mask;
    held >>>= bits;
    heldBits -= bits;
  }
}

/** Up to 32 bits from the bit position `position`, least significant bit first, as an unsigned number. */
export function bitsAt(bytes: Uint8Array, position: number, bits: number): number {
  if (bits === 0) return 0;
  const at = position >> 3;
  const shift = position & 7;
  const word =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  let value = word >>> shift;
  if (shift + bits > 32) value |= (bytes[at + 4] as number) << (32 - shift);
  return bits === 32 ? value >>> 0 : value & (2 ** bits - 1);
}

/** Gathers values of `width` bytes whose first bytes, second bytes, … are stored together. */
export function joinByteStreams(bytes: Uint8Array, count: number, width: number): Uint8Array {
  if (!(count * width <= bytes.length)) throw tooShort();
  const joined = new Uint8Array(count * width);
  for (let b = 0; b < width; b++) {
    const stream = b * count;
    for (let i = 0; i < count; i++) joined[i * width + b] = bytes[stream + i] as number;
  }
  return joined;
}

export function tooShort(): FileProblem {
  return new FileProblem("corrupt: a page ends within a value");
}
