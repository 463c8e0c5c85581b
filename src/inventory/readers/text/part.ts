import { closeSync, openSync, readSync } from "node:fs";
import { type DataFile, FileProblem } from "../../reader.ts";
import { CHUNK_BYTES } from "./chunks.ts";
import type { TextSink } from "./sink.ts";
import { markBytes } from "./utf8.ts";

/** Takes the rows of a part. */
export interface RowSink extends TextSink {
  /**
   * Takes a chunk's bytes only up to the next newline that ends a row.
   *
   * @returns how many bytes that is; -1 where no row ends, and all bytes have been taken
   */
  pushRowEnd(chunk: Buffer): number;
}

export interface PartRange {
  /** The first byte of a row. */
  readonly from: number;
  /** Rows that begin at this byte or later belong to the next part. */
  readonly to: number;
  /** How far beyond `to` the last row may end. */
  readonly mostBeyond?: number;
}

/**
 * Pushes the rows that begin within a range of a plain file in UTF-8.
 *
 * @returns where the next row begins; null where the file ends instead
 * @throws FileProblem where a row ends later than it may; errors of the file system as they are
 */
export function pushPart(
  descriptor: number,
  { from, to, mostBeyond = Number.POSITIVE_INFINITY }: PartRange,
  sink: RowSink,
): number | null {
  if (from >= to) return from;
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (let position = from; position < to + mostBeyond; ) {
    const got = readSync(descriptor, buffer, 0, CHUNK_BYTES, position);
    if (got === 0) return null;
    // A row begins at `to` where a newline lies just before it.
    const inside = Math.max(0, Math.min(got, to - 1 - position));
    if (inside > 0) sink.push(buffer.subarray(0, inside));
    if (inside < got) {
      const taken = sink.pushRowEnd(buffer.subarray(inside, got));
      if (taken >= 0) return position + inside + taken;
    }
    position += got;
  }
  throw new FileProblem(`no row ends in the ${mostBeyond} bytes after byte ${to}`);
}

/**
 * Pushes the beginning of a plain file until `take` says that it has seen enough, or `limitBytes`
 * or the file are over.
 *
 * @returns the byte at which the text begins, behind a byte order mark; null where the file is empty
 * or not in UTF-8
 */
export function pushBeginning(
  file: DataFile,
  limitBytes: number,
  take: (chunk: Buffer) => boolean,
): number | null {
  return withFile(file, (descriptor) => {
    const buffer = Buffer.allocUnsafeSlow(BEGINNING_BYTES);
    let mark: number | null = null;
    for (let position = 0; position < limitBytes; ) {
      const got = readSync(descriptor, buffer, 0, BEGINNING_BYTES, position);
      if (got === 0) break;
      const chunk = buffer.subarray(0, got);
      mark ??= markBytes(chunk);
      if (mark === null) return null;
      if (take(position === 0 ? chunk.subarray(mark) : chunk)) break;
      position += got;
    }
    return mark;
  });
}

const BEGINNING_BYTES = 64 * 1024;

/** Has something done with a plain file that is opened for it. */
export function withFile<Result>(file: DataFile, work: (descriptor: number) => Result): Result {
  const descriptor = openSync(file.location, "r");
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
