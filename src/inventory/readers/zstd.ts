import { ZSTDDecoder } from "zstddec/stream";
import { MB } from "../../text/quantity.ts";
import { FileProblem } from "../reader.ts";

/**
 * libzstd 1.5.7, which zstddec brings as WebAssembly: Node has zstd of its own only from 22.15 on. It takes
 * frames of all kinds, verifies checksums, and unpacks a stream within a window of 128 MiB. Of zstddec only the
 * compiled library is used: its `decodeStreaming` passes over the errors of libzstd, and calls it for ever on a
 * damaged file; its `decode` returns an empty array for one.
 *
 * Tried in November 2026, and not used:
 * - `@bokuweb/zstd-wasm` 0.0.27 unpacks only a whole file, into as much memory as the file asks for
 * - `@hpcc-js/wasm-zstd` 1.12.5 takes the errors of a stream for lengths, and drops what exceeds its output
 * - `zstd-codec` 0.1.5 returns an empty array for a truncated file, and undefined where the checksum is wrong
 * - `@oneidentity/zstd-js` 1.0.3 takes and returns whole files, and takes 65 MB of disk
 * - `fzstd` 0.1.1 verifies no checksum, shifts its whole window by each block, and does not come to an end on
 *   some damaged files; it took 3.5 times the processor time
 */
interface Libzstd {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(address: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
  ZSTD_findDecompressedSize(address: number, bytes: number): bigint;
}

/** Unpacks zstd frames; the result may be shorter than `limit` bytes, but not longer. */
export type Unzstd = (packed: Uint8Array, limit: number) => Uint8Array;

/** Unpacks a stream of zstd, one chunk after another. */
export interface ZstdStream {
  /**
   * @param take is given what the chunk unpacks to, in pieces of 128 KiB, which are written over when it returns
   * @throws FileProblem where it is corrupt, or asks for too much memory
   */
  push(packed: Uint8Array, take: (unpacked: Uint8Array) => void): void;
  /** @throws FileProblem where it is truncated */
  end(): void;
  /** Frees its memory, which has to be done whatever has been thrown. */
  close(): void;
}

/** Loads the function that unpacks a whole buffer; it throws FileProblem where that is damaged or too long. */
export async function loadUnzstd(): Promise<Unzstd> {
  const library = await loadLibzstd();
  return (packed, limit) => {
    const parts: Uint8Array[] = [];
    let room = limit;
    // A frame that fits is unpacked in one step, without a window.
    const stream = new Stream(library, Math.max(1, Math.min(limit, MB)));
    try {
      stream.push(packed, (part) => {
        room -= part.length;
        if (room < 0) {
          throw new FileProblem("corrupt: a zstd frame that unpacks to more than it should");
        }
        parts.push(part.slice());
      });
      stream.end();
    } finally {
      stream.close();
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  };
}

/** Loads the function that opens streams. */
export async function loadZstdStream(): Promise<() => ZstdStream> {
  const library = await loadLibzstd();
  return () => new Stream(library, BLOCK_BYTES);
}

/**
 * Loads the function that reads how many bytes frames unpack to, without unpacking them: undefined where they
 * do not state it. It throws FileProblem where they are truncated or damaged.
 */
export async function loadZstdSize(): Promise<(packed: Uint8Array) => number | undefined> {
  const library = await loadLibzstd();
  return (packed) => {
    const address = library.malloc(packed.length);
    try {
      bytesAt(library, address, packed.length).set(packed);
      const size = library.ZSTD_findDecompressedSize(address, packed.length);
      if (size === -2n) throw new FileProblem("corrupt or truncated zstd stream");
      return size === -1n ? undefined : Number(size);
    } finally {
      library.free(address);
    }
  };
}

let libzstd: Promise<Libzstd> | undefined;

function loadLibzstd(): Promise<Libzstd> {
  libzstd ??= new Promise((resolve, reject) => {
    class Loader extends ZSTDDecoder {
      override _init = (source: { instance: { exports: unknown } }) => {
        super._init(source);
        resolve(source.instance.exports as Libzstd);
      };
    }
    new Loader().init().catch(reject);
  });
  return libzstd;
}

/** A block unpacks to no more. */
const BLOCK_BYTES = 128 * 1024;
/** An address, a size and a position, of 32 bits each: ZSTD_inBuffer and ZSTD_outBuffer. */
const BUFFER_BYTES = 12;

class Stream implements ZstdStream {
  readonly #library: Libzstd;
  readonly #context: number;
  /** The two buffers, and behind them what is unpacked. */
  readonly #input: number;
  readonly #output: number;
  readonly #unpacked: number;
  readonly #unpackedBytes: number;
  /** The last result of libzstd: 0 behind a frame. */
  #result = 0;

  constructor(library: Libzstd, unpackedBytes: number) {
    this.#library = library;
    this.#context = library.ZSTD_createDCtx();
    this.#input = library.malloc(2 * BUFFER_BYTES + unpackedBytes);
    this.#output = this.#input + BUFFER_BYTES;
    this.#unpacked = this.#output + BUFFER_BYTES;
    this.#unpackedBytes = unpackedBytes;
  }

  push(packed: Uint8Array, take: (unpacked: Uint8Array) => void): void {
    for (let at = 0; at < packed.length; at += MB) this.#push(packed.subarray(at, at + MB), take);
  }

  #push(packed: Uint8Array, take: (unpacked: Uint8Array) => void): void {
    const address = this.#library.malloc(packed.length);
    try {
      bytesAt(this.#library, address, packed.length).set(packed);
      let read = 0;
      let isFull = false;
      while (read < packed.length || isFull) {
        this.#setBuffer(this.#input, address, packed.length, read);
        this.#setBuffer(this.#output, this.#unpacked, this.#unpackedBytes, 0);
        const { ZSTD_decompressStream: decompress } = this.#library;
        this.#result = decompress(this.#context, this.#output, this.#input);
        if (isError(this.#result)) throw describeProblem(-this.#result);
        read = this.#positionIn(this.#input);
        const written = this.#positionIn(this.#output);
        isFull = written === this.#unpackedBytes && this.#result !== 0;
        if (written > 0) take(bytesAt(this.#library, this.#unpacked, written));
      }
    } finally {
      this.#library.free(address);
    }
  }

  end(): void {
    if (this.#result !== 0) throw new FileProblem("truncated: the zstd stream breaks off");
  }

  close(): void {
    this.#library.free(this.#input);
    this.#library.ZSTD_freeDCtx(this.#context);
  }

  #setBuffer(buffer: number, address: number, size: number, position: number): void {
    const view = new DataView(this.#library.memory.buffer, buffer, BUFFER_BYTES);
    view.setUint32(0, address, true);
    view.setUint32(4, size, true);
    view.setUint32(8, position, true);
  }

  #positionIn(buffer: number): number {
    return new DataView(this.#library.memory.buffer, buffer, BUFFER_BYTES).getUint32(8, true);
  }
}

/** Each time anew, for the memory may have grown. */
function bytesAt({ memory }: Libzstd, address: number, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, address, length);
}

/** Errors are the negative numbers of ZSTD_ErrorCode; what else looks negative is large. */
function isError(result: number): boolean {
  return result < 0 && result > -120;
}

/** Source: zstd_errors.h, whose numbers do not change */
const PROBLEMS: Readonly<Record<number, string>> = {
  10: "not a zstd stream, or corrupt: no frame begins where one should",
  14: "corrupt zstd stream: a frame has undefined flags",
  16: "zstd needs a window of more than 128 MiB: if it is not corrupt, compress it without --ultra and --long",
  20: "corrupt zstd stream",
  22: "corrupt zstd stream: wrong checksum",
  32: "zstd compressed with a dictionary: compress it without one",
  64: "not enough memory to unpack this zstd stream",
};

function describeProblem(code: number): FileProblem {
  return new FileProblem(PROBLEMS[code] ?? `corrupt zstd stream (error ${code} of libzstd)`);
}
