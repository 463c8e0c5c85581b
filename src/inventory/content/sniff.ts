import { constants, gunzipSync } from "node:zlib";
import { readBeginning } from "../beginning.ts";
import { readMemberStart } from "../containers/zip.ts";
import type { DataFile } from "../reader.ts";
import { Utf8 } from "../readers/text/utf8.ts";
import { RECORD_HEAD_BYTES, recordLength } from "../readers/tfrecord.ts";
import { loadZstdStream } from "../readers/zstd.ts";
import { judgeText, type LeastRows } from "./text-table.ts";

/** The format in which a file is written, as far as its beginning tells. */
export type ContentVerdict =
  | {
      readonly kind: "data";
      /** The usual extension of the format. */
      readonly extension: string;
      readonly compression: DataFile["compression"];
    }
  /** It may be a table, and this is why it is not counted. */
  | { readonly kind: "unclear"; readonly why: string }
  /** Text without rows. */
  | { readonly kind: "document" }
  | { readonly kind: "empty" }
  /** Bytes that begin as no format that is read. */
  | { readonly kind: "unknown" };

const BEGINNING_BYTES = 64 << 10;

/** Formats that begin with marks of their own. */
const MAGICS: readonly (readonly [magic: string, extension: string])[] = [
  ["PAR1", ".parquet"],
  ["ARROW1\0", ".arrow"],
  ["Obj\x01", ".avro"],
  ["\x93NUMPY", ".npy"],
];

/**
 * Looks at a file's beginning, unpacked.
 *
 * @throws the file system's error where it cannot be read
 */
export async function sniffContent(file: DataFile, least: LeastRows): Promise<ContentVerdict> {
  const packed = await readStart(file);
  if (packed.length === 0) return { kind: "empty" };
  const isPacked = file.compression === "gzip" || file.compression === "zstd";
  const compression = isPacked ? file.compression : findCompression(packed);
  // Two steps of unpacking are not read.
  if (file.compression === "zip" && compression !== "none") return { kind: "unknown" };
  const isWhole = packed.length < BEGINNING_BYTES;
  const { bytes, isAll } = await unpack(packed, compression);
  if (bytes.length === 0) return { kind: compression === "none" ? "empty" : "unknown" };
  const head = bytes.toString("latin1", 0, 64);
  const magic = MAGICS.find(([mark]) => head.startsWith(mark));
  const own = file.compression === "zip" ? "zip" : compression;
  if (magic !== undefined) return { kind: "data", extension: magic[1], compression: own };
  if (recordLength(bytes.subarray(0, RECORD_HEAD_BYTES)) !== null) {
    return { kind: "data", extension: ".tfrecord", compression: own };
  }
  const text = toText(bytes);
  if (text === null) return { kind: "unknown" };
  const rows = isWhole && isAll ? text : text.slice(0, text.lastIndexOf("\n") + 1) || text;
  const verdict = judgeJson(rows) ?? judgeText(rows, least);
  return verdict.kind === "table"
    ? { kind: "data", extension: verdict.extension, compression: own }
    : verdict;
}

function readStart({ location, compression, member }: DataFile): Promise<Buffer> | Buffer {
  return compression === "zip"
    ? readMemberStart(location, member ?? "", BEGINNING_BYTES)
    : readBeginning(location, BEGINNING_BYTES);
}

function findCompression(bytes: Buffer): DataFile["compression"] {
  if (bytes.length > 10 && bytes.readUIntBE(0, 3) === 0x1f8b08) return "gzip";
  return bytes.length > 8 && bytes.readUInt32LE(0) === 0xfd2fb528 ? "zstd" : "none";
}

/** The beginning of what bytes unpack to, and whether that is all of it; nothing where they are damaged. */
async function unpack(
  packed: Buffer,
  compression: DataFile["compression"],
): Promise<{ bytes: Buffer; isAll: boolean }> {
  if (compression === "gzip") return gunzipBeginning(packed);
  if (compression === "zstd") return unzstdBeginning(packed);
  return { bytes: packed, isAll: true };
}

/** Fewer bytes are unpacked where many would be far too much. */
function gunzipBeginning(packed: Buffer): { bytes: Buffer; isAll: boolean } {
  for (const length of [BEGINNING_BYTES, 4096, 512]) {
    try {
      const bytes = gunzipSync(packed.subarray(0, length), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: BEGINNING_BYTES << 6,
      });
      return {
        bytes: bytes.subarray(0, BEGINNING_BYTES),
        isAll: bytes.length <= BEGINNING_BYTES && length >= packed.length,
      };
    } catch {
      // With less of it, unless it is damaged.
    }
  }
  return NOTHING;
}

const NOTHING = { bytes: Buffer.alloc(0), isAll: true };

async function unzstdBeginning(packed: Buffer): Promise<{ bytes: Buffer; isAll: boolean }> {
  const stream = (await loadZstdStream())();
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for (let at = 0; at < packed.length && length < BEGINNING_BYTES; at += STEP_BYTES) {
      stream.push(packed.subarray(at, at + STEP_BYTES), (part) => {
        if (length < BEGINNING_BYTES) parts.push(Buffer.from(part));
        length += part.length;
      });
    }
  } catch {
    return NOTHING;
  } finally {
    stream.close();
  }
  return {
    bytes: Buffer.concat(parts).subarray(0, BEGINNING_BYTES),
    isAll: length <= BEGINNING_BYTES,
  };
}

const STEP_BYTES = 1024;

/** Bytes as UTF-8, a character each; null where they are no text. */
function toText(bytes: Buffer): string | null {
  const parts: Buffer[] = [];
  try {
    const utf8 = new Utf8({ push: (chunk) => parts.push(Buffer.from(chunk)) });
    utf8.push(bytes);
    utf8.end();
  } catch {
    return null;
  }
  const text = Buffer.concat(parts).toString("latin1");
  return text.includes("\0") ? null : text;
}

function judgeJson(text: string): { kind: "table"; extension: string } | ContentVerdict | null {
  const start = text.trimStart();
  if (start.startsWith("[") && start.slice(1).trimStart().startsWith("{")) {
    return { kind: "table", extension: ".json" };
  }
  if (!start.startsWith("{")) return null;
  if (isJson(start.split("\n", 1)[0] ?? "")) return { kind: "table", extension: ".jsonl" };
  return isJson(start)
    ? { kind: "unclear", why: "one JSON object: state `format: json` if it holds rows" }
    : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
