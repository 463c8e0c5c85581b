import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { errorMessage } from "../../errors.ts";
import { MB } from "../../text/quantity.ts";
import { pushMember } from "../containers/zip.ts";
import { type DataFile, FileProblem } from "../reader.ts";
import { loadUnzstd, type Unzstd } from "./zstd.ts";

/**
 * Random access to a file's bytes. Binary formats keep what matters at their end and in between, so
 * that a count reads some kilobytes of a file of gigabytes; reads are synchronous because a promise
 * a read costs more than the read.
 */
export interface Bytes {
  readonly byteLength: number;
  /**
   * Bytes `from` (included) to `to` (excluded).
   *
   * @param into where they may be put, if it is large enough, instead of into memory of their own
   * @throws FileProblem where the file ends before `to`
   */
  slice(from: number, to: number, into?: Uint8Array): Uint8Array;
  close(): void;
}

/**
 * A binary format within `.gz` or `.zst` has to be unpacked as a whole, and is held in memory.
 * Bounds a decompression bomb, too.
 */
export const HELD_LIMIT_BYTES = 64 * MB;
const LIMIT_MIB = HELD_LIMIT_BYTES / MB;

/**
 * What `read` makes of a data file, which is open for random access as long as it reads.
 *
 * @throws FileProblem where a compressed file is corrupt, or unpacks to more than
 * {@link HELD_LIMIT_BYTES}
 */
export async function withBytes<T>(
  file: DataFile,
  read: (source: Bytes) => Promise<T>,
): Promise<T> {
  const source = await openBytes(file);
  try {
    return await read(source);
  } finally {
    source.close();
  }
}

async function openBytes(file: DataFile): Promise<Bytes> {
  if (file.compression === "none") return new OpenFile(file.location);
  if (file.sizeBytes > HELD_LIMIT_BYTES) throw tooLarge(file);
  if (file.compression === "zip") return wrapBytes(await readMember(file));
  const packed = readFileSync(file.location);
  if (file.compression === "gzip") return wrapBytes(gunzip(packed, file));
  return wrapBytes(unzstd(packed, await loadUnzstd()));
}

/** Random access to bytes in memory. */
export function wrapBytes(bytes: Uint8Array): Bytes {
  return {
    byteLength: bytes.byteLength,
    slice(from, to) {
      checkRange(from, to, bytes.byteLength);
      return bytes.subarray(from, to);
    },
    close() {},
  };
}

class OpenFile implements Bytes {
  readonly byteLength: number;
  readonly #descriptor: number;

  constructor(location: string | Buffer) {
    this.#descriptor = openSync(location, "r");
    this.byteLength = fstatSync(this.#descriptor).size;
  }

  slice(from: number, to: number, into?: Uint8Array): Uint8Array {
    checkRange(from, to, this.byteLength);
    const length = to - from;
    const bytes =
      into !== undefined && into.length >= length
        ? into.subarray(0, length)
        : Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(this.#descriptor, bytes, filled, bytes.length - filled, from + filled);
      if (got === 0) throw new FileProblem("became shorter while it was read");
      filled += got;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Corrupt offsets come as negatives, fractions and numbers beyond the file. */
function checkRange(from: number, to: number, byteLength: number): void {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to)) {
    throw new FileProblem(`corrupt: refers to bytes ${from} to ${to}`);
  }
  if (to > byteLength) {
    throw new FileProblem(`truncated: refers to byte ${to} of a file of ${byteLength}`);
  }
}

async function readMember(file: DataFile): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  const push = (chunk: Buffer) => {
    length += chunk.length;
    if (length > HELD_LIMIT_BYTES) throw tooLarge(file);
    parts.push(Buffer.from(chunk));
  };
  await pushMember(file.location, file.member ?? "", { push });
  return Buffer.concat(parts);
}

function gunzip(packed: Uint8Array, file: DataFile): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: HELD_LIMIT_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(file);
    throw new FileProblem(`not readable as gzip: ${errorMessage(error)}`);
  }
}

function unzstd(packed: Uint8Array, unpack: Unzstd): Uint8Array {
  try {
    return unpack(packed, HELD_LIMIT_BYTES);
  } catch (error) {
    throw new FileProblem(
      `not readable as zstd of up to ${LIMIT_MIB} MiB unpacked: ${errorMessage(error)}`,
    );
  }
}

function tooLarge(file: DataFile): FileProblem {
  return new FileProblem(
    `unpacks to more than ${LIMIT_MIB} MiB: ${file.extension} cannot be read from within a larger ${file.compression} file; store it uncompressed, the format compresses its columns itself`,
  );
}
