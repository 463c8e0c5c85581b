import zlib from "node:zlib";
import { errorMessage } from "../../../errors.ts";
import { FileProblem } from "../../reader.ts";
import { HELD_LIMIT_BYTES } from "../bytes.ts";
import { unpackLz4Block } from "../column/lz4-block.ts";
import { loadUnzstd } from "../zstd.ts";
import { unpackSnappy } from "./snappy.ts";

export type Decompress = (packed: Uint8Array, size: number) => Uint8Array;

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"];

/**
 * Unpacks pages of a codec, named by its number in the format.
 *
 * @throws FileProblem for a codec that is not supported here; the returned function throws it for corrupt
 * pages, and its next call may overwrite its result
 */
export async function loadDecompressor(codec: number): Promise<Decompress> {
  const name = CODECS[codec] ?? `number ${codec}`;
  const unpack = await loadUnpacker(name);
  if (unpack === undefined) throw new FileProblem(`codec ${name} is not supported`);
  return (packed, size) => {
    if (!(size >= 0 && size <= HELD_LIMIT_BYTES)) {
      throw new FileProblem(`a page of ${size} bytes`);
    }
    if (size === 0) return new Uint8Array(0);
    const page = attempt(() => unpack(packed, size), name, size);
    if (page.length !== size) {
      throw new FileProblem(`corrupt: a page of ${size} bytes unpacks to ${page.length}`);
    }
    return page;
  };
}

async function loadUnpacker(name: string): Promise<Decompress | undefined> {
  if (name === "UNCOMPRESSED") return (packed) => packed;
  if (name === "GZIP") {
    return (packed, size) => zlib.gunzipSync(packed, { maxOutputLength: size });
  }
  if (name === "BROTLI") {
    return (packed, size) => zlib.brotliDecompressSync(packed, { maxOutputLength: size });
  }
  if (name === "ZSTD") return loadUnzstd();
  if (name === "SNAPPY") return unpackSnappy;
  if (name === "LZ4") return unpackHadoopLz4;
  if (name === "LZ4_RAW") return unpackLz4;
  return undefined;
}

function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  const page = new Uint8Array(size);
  return page.subarray(0, unpackLz4Block(packed, page, 0, 0));
}

/**
 * The codec that Parquet has given up: blocks as Hadoop frames them, each after its unpacked and its
 * packed size; or one without a frame, as old Arrow wrote.
 */
function unpackHadoopLz4(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const page = new Uint8Array(size);
  const blocks = hadoopBlocks(view, size);
  if (blocks === undefined) return unpackLz4(packed, size);
  let filled = 0;
  for (const { from, to } of blocks) {
    filled = unpackLz4Block(packed.subarray(from, to), page, filled, filled);
  }
  return page.subarray(0, filled);
}

/** Where the blocks lie; undefined where what would be their sizes does not add up. */
function hadoopBlocks(view: DataView, size: number): { from: number; to: number }[] | undefined {
  const blocks: { from: number; to: number }[] = [];
  let unpacked = 0;
  let at = 0;
  while (at + 8 <= view.byteLength) {
    const from = at + 8;
    unpacked += view.getUint32(at);
    at = from + view.getUint32(at + 4);
    blocks.push({ from, to: at });
  }
  return at === view.byteLength && unpacked === size ? blocks : undefined;
}

function attempt(unpack: () => Uint8Array, codec: string, size: number): Uint8Array {
  try {
    return unpack();
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new FileProblem(`corrupt: a page of ${size} bytes unpacks to more`);
    }
    throw new FileProblem(`corrupt: a page is not readable as ${codec}: ${errorMessage(error)}`);
  }
}
