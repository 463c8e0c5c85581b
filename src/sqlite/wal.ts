import { readSync } from "node:fs";

/** A write-ahead log: what has been committed but is not in the database file yet. */
export interface Wal {
  /** Where the newest committed state of each page begins in the log. */
  readonly pages: ReadonlyMap<number, number>;
  /** How many pages the database then has. */
  readonly pageCount: number;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * Reads which pages a write-ahead log holds, after https://www.sqlite.org/walformat.html: frames count
 * up to the last commit whose chain of checksums is whole; what a crash or an older log left behind
 * it does not.
 *
 * @param fd of the `-wal` file
 * @param pageSize of the database
 * @returns null where nothing is committed in it
 */
export function readWal(fd: number, pageSize: number): Wal | null {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(fd, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return null;
  const magic = header.readUInt32BE(0);
  if (magic >>> 1 !== 0x377f0682 >>> 1 || header.readUInt32BE(8) !== pageSize) return null;
  const isLittleEndian = (magic & 1) === 0;
  const sums = new Uint32Array(2);
  addTo(sums, header.subarray(0, 24), isLittleEndian);
  if (!isSum(sums, header, 24)) return null;

  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageSize);
  const pages = new Map<number, number>();
  let open = new Map<number, number>();
  let pageCount = 0;
  for (let at = HEADER_BYTES; ; at += frame.length) {
    if (readSync(fd, frame, 0, frame.length, at) < frame.length) break;
    // Salts differ in frames of an older log.
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    addTo(sums, frame.subarray(0, 8), isLittleEndian);
    addTo(sums, frame.subarray(FRAME_HEADER_BYTES), isLittleEndian);
    if (!isSum(sums, frame, 16)) break;
    open.set(frame.readUInt32BE(0), at + FRAME_HEADER_BYTES);
    const sizeAfterCommit = frame.readUInt32BE(4);
    if (sizeAfterCommit === 0) continue;
    pageCount = sizeAfterCommit;
    for (const [page, offset] of open) pages.set(page, offset);
    open = new Map();
  }
  return pageCount === 0 ? null : { pages, pageCount };
}

function addTo(sums: Uint32Array, bytes: Buffer, isLittleEndian: boolean): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [first, second] = [(sums[0] ?? 0) | 0, (sums[1] ?? 0) | 0];
  for (let i = 0; i < bytes.length; i += 8) {
    first = (first + view.getInt32(i, isLittleEndian) + second) | 0;
    second = (second + view.getInt32(i + 4, isLittleEndian) + first) | 0;
  }
  sums[0] = first;
  sums[1] = second;
}

function isSum(sums: Uint32Array, bytes: Buffer, at: number): boolean {
  return sums[0] === bytes.readUInt32BE(at) && sums[1] === bytes.readUInt32BE(at + 4);
}
