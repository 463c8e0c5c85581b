import { FileProblem } from "../../reader.ts";
import { tooShort, unpackBits } from "./bits.ts";

/** Receives the runs of a hybrid encoding. */
export interface HybridVisitor {
  /** A value that repeats. */
  run(value: number, times: number): void;
  /** Values of their own: of `values`, which is used again, the first `count`. */
  packed(values: Uint32Array, count: number): void;
}

const PACKED_AT_ONCE = 4096;
const packedValues = new Uint32Array(PACKED_AT_ONCE);

/**
 * Walks a hybrid of runs and bit-packed groups (definition levels, dictionary indices), `bits` wide,
 * for `count` values: a run is one call, however long it is.
 *
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export function readHybrid(
  bytes: Uint8Array,
  from: number,
  bits: number,
  count: number,
  visitor: HybridVisitor,
): void {
  if (!(bits >= 0 && bits <= 32)) throw new FileProblem(`corrupt: values of ${bits} bits`);
  const valueBytes = (bits + 7) >> 3;
  let at = from;
  let left = count;
  while (left > 0) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw tooShort();
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const size = Math.floor(header / 2);
    if (header % 2 === 0) {
      if (at + valueBytes > bytes.length || size === 0) throw tooShort();
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value += (bytes[at++] as number) * 2 ** (8 * i);
      const times = Math.min(size, left);
      visitor.run(value, times);
      left -= times;
    } else {
      const values = Math.min(size * 8, left);
      if (size === 0 || at + (values * bits) / 8 > bytes.length) throw tooShort();
      // A multiple of eight values begins at a byte.
      for (let done = 0; done < values; done += PACKED_AT_ONCE) {
        const some = Math.min(PACKED_AT_ONCE, values - done);
        unpackBits(bytes, at + (done * bits) / 8, bits, some, packedValues);
        visitor.packed(packedValues, some);
      }
      at += size * bits;
      left -= values;
    }
  }
}
