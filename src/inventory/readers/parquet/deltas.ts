import { FileProblem } from "../../reader.ts";
import { bitsAt, tooShort, unpackBits } from "./bits.ts";

/** More values in a block than any writer packs: DuckDB, the boldest, has 2,048. */
const MAX_BLOCK = 65_536;

/**
 * Unpacks `count` deltas to 64-bit integers, as pairs of words, the low one first. 32-bit integers
 * come out in the low words.
 *
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 *
 * @returns the words, and where the encoded values end
 */
export function unpackDeltas(
  bytes: Uint8Array,
  from: number,
  count: number,
): { words: Int32Array; end: number } {
  const reader = new DeltaReader(bytes, from);
  const blockSize = reader.size();
  const miniblocks = reader.size();
  const stated = reader.size();
  const perMiniblock = blockSize / miniblocks;
  if (!(blockSize <= MAX_BLOCK && perMiniblock >= 8 && Number.isInteger(perMiniblock / 8))) {
    throw new FileProblem(`corrupt: deltas in blocks of ${blockSize} by ${miniblocks}`);
  }
  // A block takes a byte for its least delta and one a miniblock, at least.
  if (stated < count || ((stated - 1) / blockSize) * (1 + miniblocks) > bytes.length) {
    throw tooShort();
  }
  const words = new Int32Array(count * 2);
  reader.readZigzag();
  let { low, high } = reader;
  let filled = 0;
  if (count > 0) {
    words[0] = low;
    words[1] = high;
    filled = 1;
  }
  const residuals = new Residuals(perMiniblock);
  while (filled < stated) {
    reader.readZigzag();
    const minLow = reader.low;
    const minHigh = reader.high;
    const widthsAt = reader.at;
    let at = widthsAt + miniblocks;
    for (let m = 0; m < miniblocks && filled < stated; m++) {
      const bits = bytes[widthsAt + m];
      // The rest of the last miniblock may be missing.
      if (bits === undefined || bits > 64 || at > bytes.length) throw tooShort();
      const size = Math.min(perMiniblock, stated - filled);
      residuals.unpack(bytes, at, bits, size);
      at += (perMiniblock >> 3) * bits;
      const { lows, highs } = residuals;
      for (let i = 0; i < size; i++) {
        // 64-bit sums wrap, as in the writer.
        const step = (minLow >>> 0) + (lows[i] as number);
        const sum = (low >>> 0) + (step >>> 0);
        const carry = (step >= WORD ? 1 : 0) + (sum >= WORD ? 1 : 0);
        high = (high + minHigh + (highs[i] as number) + carry) | 0;
        low = sum | 0;
        if (filled < count) {
          words[filled * 2] = low;
          words[filled * 2 + 1] = high;
        }
        filled++;
      }
    }
    reader.at = at;
  }
  return { words, end: reader.at };
}

const WORD = 2 ** 32;

/** The differences of a miniblock's deltas from the smallest: up to 64 bits, as two words. */
class Residuals {
  readonly lows: Uint32Array;
  readonly highs: Uint32Array;

  constructor(size: number) {
    this.lows = new Uint32Array(size);
    this.highs = new Uint32Array(size);
  }

  unpack(bytes: Uint8Array, from: number, bits: number, count: number): void {
    if (bits <= 32) {
      unpackBits(bytes, from, bits, count, this.lows);
      this.highs.fill(0);
      return;
    }
    for (let i = 0; i < count; i++) {
      const position = from * 8 + i * bits;
      this.lows[i] = bitsAt(bytes, position, 32);
      this.highs[i] = bitsAt(bytes, position + 32, bits - 32);
    }
  }
}

/** Varints of up to 64 bits, as two words. */
class DeltaReader {
  at: number;
  low = 0;
  high = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  size(): number {
    this.#readVarint();
    if (this.high !== 0) throw tooShort();
    return this.low >>> 0;
  }

  readZigzag(): void {
    this.#readVarint();
    const sign = -(this.low & 1);
    const low = (this.low >>> 1) | (this.high << 31);
    this.high = (this.high >>> 1) ^ sign;
    this.low = low ^ sign;
  }

  #readVarint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined || shift > 63) throw tooShort();
      const part = byte & 127;
      if (shift < 32) low |= part << shift;
      if (shift > 25) high |= shift < 32 ? part >>> (32 - shift) : part << (shift - 32);
      if (byte < 128) break;
    }
    this.low = low;
    this.high = high;
  }
}
