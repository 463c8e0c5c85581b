import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { errorMessage } from "../../../errors.ts";
import { readBeginning } from "../../beginning.ts";
import { isDatabase } from "../../containers/sqlite/is-database.ts";
import { isWorkbook } from "../../containers/xlsx/is-workbook.ts";
import { pushMember } from "../../containers/zip.ts";
import { type DataFile, type FileCount, FileProblem } from "../../reader.ts";
import { mostUnpacked, unpacksToTooMuch } from "../../unpacked-limit.ts";
import { loadZstdStream } from "../zstd.ts";
import { BlankRuns } from "./blank-runs.ts";
import type { TextSink } from "./sink.ts";
import { Utf8 } from "./utf8.ts";

/**
 * The size of one read: it fits into the processor's second-level cache, where it is copied and
 * scanned. Reads of a megabyte take five times as long.
 */
export const CHUNK_BYTES = 1 << 16;

/**
 * Pushes the text of a file, unpacked and in UTF-8 without a byte order mark, into `sink`.
 *
 * @returns in what encoding, by its name in WHATWG's Encoding Standard, and whether the file is named as
 * compressed, but is plain text
 * @throws FileProblem for a truncated or corrupt compressed stream, and for one that unpacks beyond
 * {@link mostUnpacked}; errors of the file system as they are
 */
export async function pushText(
  file: DataFile,
  sink: TextSink,
  { chunkBytes = CHUNK_BYTES, encoding }: PushOptions = {},
): Promise<PushedText> {
  const columns = file.extension === ".ssv" ? new BlankRuns(sink) : sink;
  const utf8 = new Utf8(columns, encoding);
  let isPlain = false;
  if (isWorkbook(file.extension)) {
    const { pushSheet } = await import("../../containers/xlsx/push-sheet.ts");
    await pushSheet(file, new Limited(utf8, file.sizeBytes));
  } else if (isDatabase(file.extension)) {
    const { pushTable } = await import("../../containers/sqlite/push-table.ts");
    pushTable(file, new Limited(utf8, file.sizeBytes));
  } else {
    isPlain = await pushBytes(file, utf8, chunkBytes);
  }
  utf8.end();
  return { isPlain, encoding: utf8.encoding };
}

/**
 * Pushes the bytes of a file, unpacked, into `sink`, under the conditions of {@link pushText}.
 *
 * @returns whether the file is named as compressed, but is plain text
 */
export async function pushBytes(
  file: DataFile,
  sink: TextSink,
  chunkBytes: number = CHUNK_BYTES,
): Promise<boolean> {
  const isPlain = file.compression !== "none" && file.sizeBytes > 0 && !isCompressed(file);
  const counted = file.compression === "none" ? sink : new Limited(sink, file.sizeBytes);
  if (isPlain || file.compression === "none") await pushPlain(file, counted, chunkBytes);
  else if (file.compression === "zip") await pushMember(file.location, memberName(file), counted);
  else if (file.compression === "gzip") await pushGunzipped(file, counted, chunkBytes);
  else await pushZstd(file, counted, chunkBytes);
  return isPlain;
}

export interface PushedText {
  readonly isPlain: boolean;
  readonly encoding: string;
}

interface PushOptions {
  readonly chunkBytes?: number;
  /** Of the text, where it is stated. */
  readonly encoding?: string | undefined;
}

/** A count with what the text it was read from turned out to be. */
export function withPushed(
  counted: FileCount,
  { compression }: DataFile,
  { isPlain, encoding }: PushedText,
): FileCount {
  const note = `named as ${compression}, but not compressed: read as it is`;
  return {
    ...counted,
    ...(encoding !== "utf-8" && { reading: { ...counted.reading, encoding } }),
    notes: isPlain ? [...counted.notes, note] : counted.notes,
  };
}

function memberName({ member }: DataFile): string {
  if (member === undefined) throw new FileProblem("no table of the archive is chosen");
  return member;
}

/** Whether a file begins with anything but plain text. */
function isCompressed({ location }: DataFile): boolean {
  const beginning = readBeginning(location, 64);
  const isText = (byte: number) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13);
  const mark = beginning.length > 3 && beginning.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
  return beginning.length < 8 || !beginning.subarray(mark).every(isText);
}

// Reading is synchronous, which is fastest; between slices the process hears signals and timers.
const SLICE_BYTES = 16 << 20;

async function pushPlain(file: DataFile, sink: TextSink, chunkBytes: number): Promise<void> {
  const descriptor = openSync(file.location, "r");
  try {
    const bufferBytes = Math.min(chunkBytes, Math.max(file.sizeBytes + 1, 1024));
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    let sinceBreath = 0;
    for (;;) {
      const got = readSync(descriptor, buffer, 0, bufferBytes, null);
      if (got === 0) return;
      sink.push(got === bufferBytes ? buffer : buffer.subarray(0, got));
      sinceBreath += got;
      if (sinceBreath >= SLICE_BYTES) {
        file.onRead?.(sinceBreath);
        sinceBreath = 0;
        await breath();
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function pushGunzipped(file: DataFile, sink: TextSink, chunkBytes: number): Promise<void> {
  const source = createReadStream(file.location, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: Math.max(64, Math.min(chunkBytes, 256 * 1024)) });
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    let told = 0;
    for await (const chunk of gunzip) {
      sink.push(chunk as Buffer);
      if (source.bytesRead - told >= SLICE_BYTES) {
        file.onRead?.(source.bytesRead - told);
        told = source.bytesRead;
      }
    }
  } catch (error) {
    throw gunzipProblem(error, source.bytesRead);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function gunzipProblem(error: unknown, packedBytes: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "Z_BUF_ERROR") {
    const what =
      packedBytes === 0 ? "empty: no gzip stream" : "truncated: the gzip stream breaks off";
    return new FileProblem(what, { cause: error });
  }
  if (code?.startsWith("Z_")) {
    return new FileProblem(`corrupt gzip stream: ${errorMessage(error)}`, { cause: error });
  }
  return error;
}

async function pushZstd(file: DataFile, sink: TextSink, chunkBytes: number): Promise<void> {
  const openStream = await loadZstdStream();
  const stream = openStream();
  let packedBytes = 0;
  const feed: TextSink = {
    push(chunk) {
      packedBytes += chunk.length;
      stream.push(chunk, (unpacked) => sink.push(toBuffer(unpacked)));
    },
  };
  try {
    await pushPlain(file, feed, chunkBytes);
    if (packedBytes === 0) throw new FileProblem("empty: no zstd stream");
    stream.end();
  } finally {
    stream.close();
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Stops a file that unpacks to absurdly much. */
class Limited implements TextSink {
  readonly #sink: TextSink;
  readonly #limitBytes: number;
  #unpacked = 0;

  constructor(sink: TextSink, packedBytes: number) {
    this.#sink = sink;
    this.#limitBytes = mostUnpacked(packedBytes);
  }

  push(chunk: Buffer): void {
    this.#unpacked += chunk.length;
    if (this.#unpacked > this.#limitBytes) {
      throw unpacksToTooMuch();
    }
    this.#sink.push(chunk);
  }
}
