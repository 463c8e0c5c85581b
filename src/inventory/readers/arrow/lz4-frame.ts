import { FileProblem } from "../../reader.ts";

const MAGIC = 0x184d2204;

/**
 * Unpacks LZ4 frames, one after another, to exactly `size` bytes. Checksums are passed over. Of the
 * libraries, lz4js returns wrong data for frames with block checksums, which polars writes.
 *
 * Sources: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, lz4_Block_format.md
 *
 * @throws FileProblem where the frames are corrupt, or hold more or less
 */
export function unpackLz4Frames(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const output = new Uint8Array(size);
  let filled = 0;
  let at = 0;
  while (at < packed.length) {
    if (uint32At(view, at) !== MAGIC) throw new FileProblem("corrupt: no LZ4 frame");
    const flags = packed[at + 4] ?? 0;
    if (flags >> 6 !== 1) throw new FileProblem(`LZ4 frame of version ${flags >> 6}`);
    const hasBlockChecksums = (flags & 0x10) !== 0;
    const hasContentSize = (flags & 0x08) !== 0;
    const hasContentChecksum = (flags & 0x04) !== 0;
    if (flags & 0x01) throw new FileProblem("LZ4 frame with an outside dictionary");
    // Magic, flags, block descriptor, [content size], header checksum.
    at += 4 + 2 + (hasContentSize ? 8 : 0) + 1;
    const frameFrom = filled;
    for (;;) {
      const head = uint32At(view, at);
      at += 4;
      if (head === 0) break;
      const length = head & 0x7fffffff;
      if (at + length > packed.length) throw corrupt();
      const block = packed.subarray(at, at + length);
      if (head >= 0x80000000) {
        if (filled + length > size) throw corrupt();
        output.set(block, filled);
        filled += length;
      } else filled = unpackLz4Block(block, output, filled, frameFrom);
      at += length + (hasBlockChecksums ? 4 : 0);
    }
    if (hasContentChecksum) at += 4;
  }
  if (filled !== size) throw corrupt();
  return output;
}

/**
 * Unpacks one block into `output` from `filled` on; matches reach back to `from` at most.
 *
 * @returns where the output now ends
 */
function unpackLz4Block(
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
    if (at + literals > block.length || to + literals > output.length) throw corrupt();
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
    if (distance === 0 || to - distance < from || to + length > output.length) throw corrupt();
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

function uint32At(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw corrupt();
  return view.getUint32(at, true);
}

function corrupt(): FileProblem {
  return new FileProblem("corrupt: a buffer is not readable as LZ4");
}
