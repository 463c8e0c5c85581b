import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { errorMessage } from "../../errors.ts";
import { FileProblem } from "../reader.ts";
import type { TextSink } from "../readers/text/sink.ts";
import { mostUnpacked, unpacksToTooMuch } from "../unpacked-limit.ts";

/** A file in an archive, as the archive's directory describes it. */
export interface ZipMember {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

/** An archive of more files holds files that are samples, not tables. */
export const MOST_MEMBERS = 10_000;

/**
 * The files in a ZIP archive, without its folders.
 *
 * @throws FileProblem where it is damaged, holds more than {@link MOST_MEMBERS} files, or names one that would lie
 * outside of it
 */
export function listMembers(location: string | Buffer): Promise<ZipMember[]> {
  return withZip(location, async (zip) => {
    const members: ZipMember[] = [];
    for await (const { fileName, compressedSize, uncompressedSize } of zip.eachEntry()) {
      if (fileName.endsWith("/")) continue;
      members.push({
        name: fileName,
        packedBytes: compressedSize,
        unpackedBytes: uncompressedSize,
      });
      if (members.length > MOST_MEMBERS) {
        throw new FileProblem(`an archive of more than ${MOST_MEMBERS} files: unpack it`);
      }
    }
    return members;
  });
}

/**
 * Pushes a member's bytes, unpacked, into `sink`, until all are pushed or the sink throws {@link Enough}.
 *
 * @throws FileProblem where there is no such member, or it is damaged, encrypted or compressed in another way
 * than ZIP's own
 */
export function pushMember(
  location: string | Buffer,
  member: string,
  sink: TextSink,
): Promise<void> {
  return withZip(location, async (zip) => {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName === member) return pushEntry(zip, entry, sink);
    }
    throw new FileProblem(`no file ${JSON.stringify(member)} in the archive`);
  });
}

/** The first bytes of a member, unpacked: fewer where it is shorter. */
export async function readMemberStart(
  location: string | Buffer,
  member: string,
  bytes: number,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  const push = (chunk: Buffer) => {
    parts.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= bytes) throw new Enough();
  };
  await pushMember(location, member, { push });
  return Buffer.concat(parts).subarray(0, bytes);
}

/** Thrown by a sink that needs no more bytes. */
export class Enough extends Error {
  override readonly name = "Enough";
}

async function pushEntry(zip: ZipFile, entry: Entry, sink: TextSink): Promise<void> {
  if (entry.isEncrypted()) throw new FileProblem(`${entry.fileName} is encrypted: unpack it`);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    const how = `by method ${entry.compressionMethod}, neither stored nor deflated`;
    throw new FileProblem(`${entry.fileName} is compressed ${how}: unpack it`);
  }
  // The stream ends with an error if the claimed size is wrong.
  if (entry.uncompressedSize > mostUnpacked(entry.compressedSize)) throw unpacksToTooMuch();
  const stream = await zip.openReadStreamPromise(entry);
  let sum = 0;
  try {
    for await (const chunk of stream) {
      sum = crc32(chunk as Buffer, sum);
      sink.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof Enough) return;
    throw error;
  } finally {
    stream.destroy();
  }
  if (sum !== entry.crc32) throw new FileProblem(`corrupt: ${entry.fileName} has a wrong checksum`);
}

async function withZip<T>(
  location: string | Buffer,
  read: (zip: ZipFile) => Promise<T>,
): Promise<T> {
  const { openPromise } = await import("yauzl");
  let zip: ZipFile | undefined;
  try {
    // A name that is not UTF-8 is opened by its bytes.
    zip = await openPromise(location as string, { autoClose: false });
    return await read(zip);
  } catch (error) {
    throw asProblem(error);
  } finally {
    zip?.close();
  }
}

/** yauzl and zlib throw plain errors, those of the file system have a code. */
function asProblem(error: unknown): unknown {
  if (error instanceof FileProblem) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && !code.startsWith("Z_")) return error;
  const message = errorMessage(error);
  const leaving = /^(?:invalid relative path|absolute path): (.*)$/s.exec(message)?.[1];
  return leaving === undefined
    ? new FileProblem(`not readable as a ZIP archive: ${message}`, { cause: error })
    : new FileProblem(`names a file outside of the archive, ${JSON.stringify(leaving)}: not read`);
}
