import vm from "node:vm";
import zlib from "node:zlib";
import { messageOf } from "../../errors.ts";
import { MB } from "../../text/quantity.ts";
import { FileProblem } from "../reader.ts";
import { ZstdFrames } from "./zstd-frames.ts";

/** Unpacks zstd frames; the result may be shorter than `limit` bytes, but not longer. */
export type Unzstd = (packed: Uint8Array, limit: number) => Uint8Array;

/** Unpacks one frame, which is whole; `contentBytes` is what it states, within `limit`. */
type UnpackFrame = (
  frame: Uint8Array,
  contentBytes: number | undefined,
  limit: number,
) => Uint8Array;

/** Of Node 22.15 and later. */
const native = (zlib as { zstdDecompressSync?: typeof zlib.gunzipSync }).zstdDecompressSync;

/**
 * Node's own zstd where it has one, else fzstd. What that returns throws FileProblem where the frames
 * are truncated, corrupt, unpack to more than the limit, or ask for more memory to do so.
 */
export async function loadUnzstd(): Promise<Unzstd> {
  const unpackFrame = native === undefined ? await loadFzstd() : unpackNatively(native);
  return (packed, limit) => {
    const stream = new ZstdFrames();
    const { frames } = stream.push(packed);
    stream.end();
    const parts: Uint8Array[] = [];
    let from = 0;
    let room = limit;
    // Frame by frame: Node reads the first and drops the others, fzstd takes memory for all at once.
    for (const { at, contentBytes } of frames) {
      if (contentBytes !== undefined && contentBytes > room) throw tooLarge();
      if (contentBytes !== 0) {
        const part = unpackFrame(packed.subarray(from, at), contentBytes, room);
        if (contentBytes !== undefined && contentBytes !== part.length) {
          throw new FileProblem(
            `corrupt zstd stream: a frame of ${contentBytes} bytes unpacks to ${part.length}`,
          );
        }
        room -= part.length;
        if (room < 0) throw tooLarge();
        parts.push(part);
      }
      from = at;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  };
}

function unpackNatively(unpack: typeof zlib.gunzipSync): UnpackFrame {
  return (frame, _, limit) => {
    try {
      return unpack(frame, { maxOutputLength: Math.max(1, limit) });
    } catch (error) {
      throw problemOf(error);
    }
  };
}

async function loadFzstd(): Promise<UnpackFrame> {
  const { decompress } = await import("fzstd");
  const openStream = await loadZstdStream();
  return (frame, contentBytes, limit) => {
    if (contentBytes !== undefined) {
      // Not into a buffer of ours: fzstd compares that with 1, which turns each of its bytes to text.
      return inTime(timeLimit(frame.length), () => decompress(frame));
    }
    const parts: Uint8Array[] = [];
    let unpackedBytes = 0;
    const stream = openStream(frame.length, (part) => {
      unpackedBytes += part.length;
      if (unpackedBytes > limit) throw tooLarge();
      parts.push(part);
    });
    stream.push(frame);
    stream.end();
    return Buffer.concat(parts);
  };
}

/** Unpacks a stream of zstd, of which it is given one chunk after another. */
export interface ZstdStream {
  /** @throws FileProblem where it is corrupt, or asks for too much memory or time */
  push(packed: Uint8Array): void;
  /** @throws FileProblem where it is truncated */
  end(): void;
}

/**
 * Opens a stream.
 *
 * @param packedBytes how long it is, more or less
 * @param take is given what it unpacks to, in pieces of 128 KiB at most
 */
export type OpenZstdStream = (
  packedBytes: number,
  take: (unpacked: Uint8Array) => void,
) => ZstdStream;

/** fzstd shifts its whole window by each block, 128 MiB in some 15 ms. This much may be moved … */
const MOVED_LIMIT_BYTES = 12 * 1024 * MB;
/** … and beyond it, for each byte of the file: text that shrinks 250 times, in windows of 128 MiB. */
const MOVED_LIMIT_RATIO = 2 ** 18;

/** What opens streams of fzstd; Node's own end with the first frame. */
export async function loadZstdStream(): Promise<OpenZstdStream> {
  const { Decompress } = await import("fzstd");
  return (packedBytes, take) => {
    const frames = new ZstdFrames();
    const movedLimit = Math.max(MOVED_LIMIT_BYTES, packedBytes * MOVED_LIMIT_RATIO);
    let msLeft = timeLimit(packedBytes);
    let unpacked: Uint8Array[] = [];
    const decoder = new Decompress((block) => unpacked.push(block));
    const decode = (packed: Uint8Array, isLast: boolean) => {
      const start = performance.now();
      inTime(msLeft, () => decoder.push(packed, isLast));
      msLeft -= performance.now() - start;
      const blocks = unpacked;
      unpacked = [];
      for (const block of blocks) if (block.length > 0) take(block);
    };
    return {
      push(packed) {
        const { cuts } = frames.push(packed);
        if (frames.movedBytes > movedLimit) throw tooSlow();
        let from = 0;
        // In small pieces, for what one unpacks to is held, and fzstd calls itself for each frame in
        // it. They are copies: it keeps them, and the caller may use its chunk again.
        for (const to of [...cuts, packed.length]) {
          if (to > from) decode(new Uint8Array(packed.subarray(from, to)), false);
          from = to;
        }
      },
      end() {
        frames.end();
        decode(new Uint8Array(0), true);
      },
    };
  };
}

/**
 * fzstd needs some 10 ms for a megabyte that it unpacks to, and 15 more for a block in the largest window:
 * 26 microseconds a byte at the most that {@link MOVED_LIMIT_RATIO} allows.
 */
function timeLimit(packedBytes: number): number {
  return 4000 + 0.064 * packedBytes;
}

let context: vm.Context | undefined;

/**
 * fzstd trusts what is within blocks: 25 bytes can keep it busy for hours, and only the engine can stop it.
 */
function inTime<T>(ms: number, work: () => T): T {
  context ??= vm.createContext({});
  context.work = work;
  try {
    return vm.runInContext("work()", context, { timeout: Math.max(1, Math.ceil(ms)) });
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(error: unknown): FileProblem {
  const { code } = error as { code?: unknown };
  if (code === "ERR_BUFFER_TOO_LARGE") return tooLarge();
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
    return new FileProblem("corrupt zstd stream: it does not come to an end");
  }
  // fzstd's own have a number, Node's a name; what the engine stumbles over in it tells nobody anything.
  const isWorded = typeof code === "number" || /^Z(STD)?_/.test(String(code));
  const why = isWorded ? `: ${messageOf(error)}` : "";
  return new FileProblem(`corrupt zstd stream${why}`, { cause: error });
}

function tooLarge(): FileProblem {
  return new FileProblem("corrupt: a zstd frame that unpacks to more than it should");
}

function tooSlow(): FileProblem {
  return new FileProblem(
    "zstd in blocks or frames too small for so large a window, which may take minutes to unpack: " +
      "if it is not corrupt, pack it anew without --ultra and --long",
  );
}
