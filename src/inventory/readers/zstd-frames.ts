import { MB } from "../../text/quantity.ts";
import { FileProblem } from "../reader.ts";

/** What a chunk of a stream holds. */
interface Seen {
  /** The frames that end in it. */
  readonly frames: readonly FrameEnd[];
  /** Where it may be cut, so that no piece takes much memory at once. */
  readonly cuts: readonly number[];
}

interface FrameEnd {
  /** In the chunk: the first byte behind it. */
  readonly at: number;
  /** What it unpacks to; undefined where it does not say so. Nothing, where it is one to be skipped. */
  readonly contentBytes: number | undefined;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** Compressors use no more unless told otherwise … */
const USUAL_WINDOW_BYTES = 8 * MB;
/** … and `zstd --long` asks for this. */
const MOST_WINDOW_BYTES = 128 * MB;
/** Blocks that a larger window costs as much as: the one of the frame before is not free so soon. */
const LARGE_WINDOW_BLOCKS = 64;
const MOST_BLOCK_BYTES = 128 * 1024;
/** Of 4 MiB at most, unpacked. */
const BLOCKS_OF_A_PIECE = 32;
const LONGEST_HEADER_BYTES = 18;

/**
 * Follows the frames of a zstd stream ahead of its decoder, which takes the memory that headers ask
 * for, and does not notice where they break off. What is within compressed blocks it does not see.
 *
 * Source: RFC 8878, 3.1 (Frames)
 */
export class ZstdFrames {
  /** What a decoder moves that clears a window for each frame, and shifts all of it by each block. */
  movedBytes = 0;
  readonly #head = new DataView(new ArrayBuffer(LONGEST_HEADER_BYTES));
  #filled = 0;
  #wanted = 4;
  /** Bytes to pass over before the next head. */
  #passing = 0;
  #place: "frame" | "block" | "end" = "frame";
  /** Since the last cut, with windows as the blocks that they have room for. */
  #blocks = 0;
  #hasChecksum = false;
  #windowBytes = 0;
  #mostBlockBytes = 0;
  #contentBytes: number | undefined;

  /**
   * @throws FileProblem for what is no frame, and for one that asks for a window beyond
   * {@link MOST_WINDOW_BYTES} or for a dictionary
   */
  push(chunk: Uint8Array): Seen {
    const frames: FrameEnd[] = [];
    const cuts: number[] = [];
    let at = 0;
    for (;;) {
      const passed = Math.min(this.#passing, chunk.length - at);
      at += passed;
      this.#passing -= passed;
      if (this.#passing > 0) return { frames, cuts };
      if (this.#place === "end") {
        frames.push({ at, contentBytes: this.#contentBytes });
        this.#expect("frame", 4);
      }
      if (this.#blocks >= BLOCKS_OF_A_PIECE) {
        cuts.push(at);
        this.#blocks = 0;
      }
      while (this.#filled < this.#wanted) {
        if (at === chunk.length) return { frames, cuts };
        this.#head.setUint8(this.#filled++, chunk[at++] as number);
      }
      if (this.#place === "block") this.#readBlock();
      else if (this.#wanted === 4) this.#readMagic();
      else if (this.#head.getUint32(0, true) !== MAGIC) this.#readSkippable();
      else if (this.#wanted === 5) this.#wanted = headerBytes(this.#head.getUint8(4));
      else this.#readHeader();
    }
  }

  /** @throws FileProblem where the stream breaks off within a frame */
  end(): void {
    const isWhole = this.#place === "frame" && this.#filled === 0;
    if (!isWhole) throw new FileProblem("truncated: the zstd stream breaks off");
  }

  #expect(place: "frame" | "block" | "end", headBytes: number): void {
    this.#place = place;
    this.#filled = 0;
    this.#wanted = headBytes;
  }

  #readMagic(): void {
    const magic = this.#head.getUint32(0, true);
    if (magic === MAGIC) this.#wanted = 5;
    else if ((magic & ~15) === SKIPPABLE_MAGIC) this.#wanted = 8;
    else throw new FileProblem("corrupt zstd stream: what should be a frame does not begin as one");
  }

  #readSkippable(): void {
    this.#contentBytes = 0;
    this.#blocks++;
    this.#passing = this.#head.getUint32(4, true);
    this.#expect("end", 0);
  }

  #readHeader(): void {
    const flags = this.#head.getUint8(4);
    const idBytes = dictionaryIdBytes(flags);
    const sizeBytes = contentSizeBytes(flags);
    const sizeAt = this.#wanted - sizeBytes;
    const dictionary = this.#uint(sizeAt - idBytes, idBytes);
    if (dictionary !== 0) {
      throw new FileProblem(
        `zstd with dictionary ${dictionary}, which is not at hand: store it packed without one`,
      );
    }
    const size = this.#uint(sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    this.#contentBytes = sizeBytes === 0 ? undefined : size;
    this.#windowBytes = isSingleSegment(flags) ? size : windowBytes(this.#head.getUint8(5));
    if (this.#windowBytes > MOST_WINDOW_BYTES) {
      throw new FileProblem(
        `zstd that takes a window of ${Math.ceil(this.#windowBytes / MB)} MiB to unpack: ` +
          `more than ${MOST_WINDOW_BYTES / MB} are not given; if it is not corrupt, pack it without --ultra and --long`,
      );
    }
    this.#mostBlockBytes =
      this.#contentBytes === 0 ? 0 : Math.min(this.#windowBytes, MOST_BLOCK_BYTES);
    const isLarge = this.#windowBytes > USUAL_WINDOW_BYTES;
    this.movedBytes += this.#windowBytes * (isLarge ? LARGE_WINDOW_BLOCKS : 1);
    this.#blocks += this.#windowBytes / MOST_BLOCK_BYTES;
    this.#hasChecksum = (flags & 4) !== 0;
    this.#expect("block", 3);
  }

  #readBlock(): void {
    const head = this.#uint(0, 3);
    const isLast = (head & 1) === 1;
    const kind = (head >> 1) & 3;
    const size = head >> 3;
    if (kind === 3 || size > this.#mostBlockBytes) {
      throw new FileProblem("corrupt zstd stream: a block of a kind or size that there is not");
    }
    this.movedBytes += this.#windowBytes;
    // A run is one byte, however long.
    this.#passing = kind === 1 ? 1 : size;
    this.#blocks++;
    if (isLast && this.#hasChecksum) this.#passing += 4;
    if (isLast) this.#expect("end", 0);
    else this.#expect("block", 3);
  }

  /** Little-endian; beyond 2^53 it is not exact. */
  #uint(from: number, bytes: number): number {
    let value = 0;
    for (let at = from + bytes - 1; at >= from; at--) value = value * 256 + this.#head.getUint8(at);
    return value;
  }
}

function headerBytes(flags: number): number {
  const descriptorBytes = isSingleSegment(flags) ? 0 : 1;
  return 5 + descriptorBytes + dictionaryIdBytes(flags) + contentSizeBytes(flags);
}

function dictionaryIdBytes(flags: number): number {
  return [0, 1, 2, 4][flags & 3] as number;
}

/** A single segment is its own window. */
function isSingleSegment(flags: number): boolean {
  return (flags & 0x20) !== 0;
}

function contentSizeBytes(flags: number): number {
  if (flags >> 6 === 0) return isSingleSegment(flags) ? 1 : 0;
  return 2 ** (flags >> 6);
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
