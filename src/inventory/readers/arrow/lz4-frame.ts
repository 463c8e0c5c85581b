import { FileProblem } from "../../reader.ts";
import { corruptLz4, unpackLz4Block } from "../column/lz4-block.ts";

const MAGIC = 0x184d2204;

/**
 * Unpacks LZ4 frames, one after another, to exactly `size` bytes. Checksums are passed over. Of the
 * libraries, lz4js returns wrong data for frames with block checksums, which polars writes.
 *
 * Sources: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
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
      if (at + length > packed.length) throw corruptLz4();
      const block = packed.subarray(at, at + length);
      if (head >= 0x80000000) {
        if (filled + length > size) throw corruptLz4();
        output.set(block, filled);
        filled += length;
      } else filled = unpackLz4Block(block, output, filled, frameFrom);
      at += length + (hasBlockChecksums ? 4 : 0);
    }
    if (hasContentChecksum) at += 4;
  }
  if (filled !== size) throw corruptLz4();
  return output;
}

function uint32At(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw corruptLz4();
  return view.getUint32(at, true);
}
