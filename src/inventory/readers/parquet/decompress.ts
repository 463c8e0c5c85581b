import zlib from "node:zlib";
import { messageOf } from "../../../errors.ts";
import { FileProblem } from "../../reader.ts";
import { UNPACKED_LIMIT_BYTES } from "../bytes.ts";
import { loadUnzstd } from "../zstd.ts";

export type Decompress = (packed: Uint8Array, size: number) => Uint8Array;

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"];

/**
 * Unpacks pages of a codec, named by its number in the format. Node's own where it has one, else
 * hyparquet-compressors', which are loaded when first needed.
 *
 * @throws FileProblem for a codec that nobody unpacks here; what is returned throws it for corrupt pages
 */
export async function decompressorOf(codec: number): Promise<Decompress> {
  const name = CODECS[codec] ?? `number ${codec}`;
  const unpack = await unpackerOf(name);
  if (unpack === undefined) throw new FileProblem(`codec ${name} is not supported`);
  return (packed, size) => {
    if (!(size >= 0 && size <= UNPACKED_LIMIT_BYTES)) {
      throw new FileProblem(`a page of ${size} bytes`);
    }
    if (size === 0) return new Uint8Array(0);
    const page = attempt(() => unpack(packed, size), name);
    if (page.length !== size) {
      throw new FileProblem(`corrupt: a page of ${size} bytes unpacks to ${page.length}`);
    }
    return page;
  };
}

async function unpackerOf(name: string): Promise<Decompress | undefined> {
  if (name === "UNCOMPRESSED") return (packed) => packed;
  if (name === "GZIP") {
    return (packed, size) => zlib.gunzipSync(packed, { maxOutputLength: size });
  }
  if (name === "BROTLI") {
    return (packed, size) => zlib.brotliDecompressSync(packed, { maxOutputLength: size });
  }
  if (name === "ZSTD") return loadUnzstd();
  if (name === "SNAPPY" || name === "LZ4" || name === "LZ4_RAW") {
    const { compressors } = await import("hyparquet-compressors");
    return compressors[name];
  }
  return undefined;
}

function attempt(unpack: () => Uint8Array, codec: string): Uint8Array {
  try {
    return unpack();
  } catch (error) {
    throw new FileProblem(`corrupt: a page is not readable as ${codec}: ${messageOf(error)}`);
  }
}
