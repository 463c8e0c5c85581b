import { FileProblem } from "../../reader.ts";

/**
 * Unpacks one block of LZ4 into `output` from `filled` on; matches reach back to `from` at most.
 *
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 *
 * @returns where the output now ends
 * @throws FileProblem where the block is corrupt, or holds more than fits
 */
export function unpackLz4Block(
  block: Uint8Array,
  output: Uint8Array,
  filled: number,
  from: number,
): number {
  let to = filled;
  let at = 0;
  while (at < block.length) {
    const token = block[at++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let byte: number;
      do {
        byte = block[at++] ?? 0;
        literals += byte;
      } while (byte === 255);
    }
    if (at + literals > block.length || to + literals > output.length) throw corruptLz4();
    if (literals > 16) {
      output.set(block.subarray(at, at + literals), to);
      at += literals;
      to += literals;
    } else {
      for (let i = 0; i < literals; i++) output[to++] = block[at++] as number;
    }
    // The last sequence of a block is literals only.
    if (at >= block.length) return to;
    const distance = (block[at] as number) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      let byte: number;
      do {
        byte = block[at++] ?? 0;
        length += byte;
      } while (byte === 255);
    }
    length += 4;
    if (distance === 0 || to - distance < from || to + length > output.length) throw corruptLz4();
    if (length > 16 && distance >= length) {
      output.copyWithin(to, to - distance, to - distance + length);
      to += length;
    } else {
      // Overlapping: what was just written is repeated.
      const end = to + length;
      for (let back = to - distance; to < end; ) output[to++] = output[back++] as number;
    }
  }
  return to;
}

export function corruptLz4(): FileProblem {
  return new FileProblem("corrupt: a buffer is not readable as LZ4");
}
