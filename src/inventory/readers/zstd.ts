import zlib from "node:zlib";
import { MB } from "../../quantity.ts";
import { FileProblem } from "../reader.ts";

/** Unpacks zstd frames; the result may be shorter than `limit` bytes, but not longer. */
export type Unzstd = (packed: Uint8Array, limit: number) => Uint8Array;

/** Of Node 22.15 and later. */
const native = (zlib as { zstdDecompressSync?: typeof zlib.gunzipSync }).zstdDecompressSync;

/**
 * Node's own zstd where it has one, else fzstd. What that returns throws, where the frames are
 * corrupt, unpack to more than the limit, or ask for more memory to do so.
 */
export async function loadUnzstd(): Promise<Unzstd> {
  if (native !== undefined) return (packed, limit) => native(packed, { maxOutputLength: limit });
  const { decompress } = await import("fzstd");
  return (packed, limit) => {
    checkMemory(packed, limit);
    // Not into a buffer of ours: fzstd compares that with 1, which turns each of its bytes to text.
    const unpacked = decompress(packed);
    if (unpacked.length > limit) throw tooLarge();
    return unpacked;
  };
}

const MAGIC = 0xfd2fb528;
/** What `zstd --long` asks for; compressors use 8 MiB at most unless told otherwise. */
const MAX_WINDOW_BYTES = 128 * MB;
/** What one compressed block unpacks to, at most. */
const MAX_BLOCK_BYTES = 128 * 1024;
/** Writers that flush often fill their blocks by less than this. */
const FLUSH_ALLOWANCE = 16;

/**
 * fzstd allocates what frame headers state, and knows no limit: so headers and blocks are walked
 * beforehand.
 *
 * Source: RFC 8878, 3.1.1 (Zstandard frames)
 */
function checkMemory(packed: Uint8Array, limit: number): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let stored = 0;
  let compressedBlocks = 0;
  let at = 0;
  while (at + 9 <= packed.length && view.getUint32(at, true) === MAGIC) {
    const flags = view.getUint8(at + 4);
    at = checkHeader(view, at, limit);
    for (let isLast = false; !isLast && at + 3 <= packed.length; ) {
      const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
      const size = head >> 3;
      const kind = (head >> 1) & 3;
      isLast = (head & 1) === 1;
      if (kind === 2) compressedBlocks++;
      else stored += size;
      // A run is one byte, however long.
      at += 3 + (kind === 1 ? 1 : size);
    }
    // A checksum.
    if (flags & 4) at += 4;
  }
  const most = (compressedBlocks * MAX_BLOCK_BYTES) / FLUSH_ALLOWANCE;
  if (stored > limit || most > limit + MAX_BLOCK_BYTES) throw tooLarge();
}

/**
 * Refuses a stream whose first frame asks for an absurd window, which fzstd would allocate at once.
 *
 * @param start the stream's first bytes
 */
export function checkWindow(start: Uint8Array): void {
  const header = new Uint8Array(18); // The longest header; a shorter stream is truncated anyway.
  header.set(start.subarray(0, 18));
  const view = new DataView(header.buffer);
  if (view.getUint32(0, true) !== MAGIC) return;
  // A single segment is its own window; else the size of the content does not matter.
  const isSingleSegment = (view.getUint8(4) & 0x20) !== 0;
  checkHeader(view, 0, isSingleSegment ? MAX_WINDOW_BYTES : Number.POSITIVE_INFINITY);
}

/** @returns where the frame's blocks begin */
function checkHeader(view: DataView, at: number, limit: number): number {
  const flags = view.getUint8(at + 4);
  const isSingleSegment = (flags & 0x20) !== 0;
  if (!isSingleSegment) {
    const descriptor = view.getUint8(at + 5);
    const base = 2 ** (10 + (descriptor >> 3));
    if (base + (base / 8) * (descriptor & 7) > MAX_WINDOW_BYTES) throw tooLarge();
  }
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const sizeBytes = flags >> 6 === 0 ? (isSingleSegment ? 1 : 0) : 2 ** (flags >> 6);
  const sizeAt = at + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  if (sizeBytes >= 4 && sizeAt + sizeBytes <= view.byteLength) {
    const high = sizeBytes === 8 ? view.getUint32(sizeAt + 4, true) : 0;
    if (high > 0 || view.getUint32(sizeAt, true) > limit) throw tooLarge();
  }
  return sizeAt + sizeBytes;
}

function tooLarge(): FileProblem {
  return new FileProblem("corrupt: a zstd frame that unpacks to more than it should");
}
