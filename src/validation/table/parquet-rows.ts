import zlib from "node:zlib";
import {
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from "hyparquet";
import { messageOf } from "../../errors.ts";
import { formatInstant, UTC } from "../../instant.ts";
import { type Cell, MOST_ROWS, type Table } from "./table.ts";

/**
 * Reads a Parquet file as a table. Columns that nest are left out, for a metric is a number.
 *
 * @throws Error where it is none, or larger than one of results can be
 */
export async function parseParquet(bytes: Uint8Array): Promise<Table> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  try {
    return await tableIn(file);
  } catch (error) {
    // An engine's words tell nobody anything.
    const isStumble = error instanceof RangeError || error instanceof TypeError;
    throw isStumble ? new Error(`${UNREADABLE}: it is damaged`, { cause: error }) : error;
  }
}

const UNREADABLE = "Parquet that cannot be read";

async function tableIn(file: ArrayBuffer): Promise<Table> {
  const metadata = await metadataOf(file);
  const leaves = parquetSchema(metadata).children.filter(({ children }) => children.length === 0);
  const elements = leaves.map(({ element }) => element);
  const columns = elements.map(({ name }) => name);
  if (columns.length === 0) throw new Error("no column that holds one value a row");
  let read: unknown[][] = [];
  try {
    await parquetRead({
      file,
      metadata,
      columns,
      compressors: await compressors(),
      parsers: PARSERS,
      onComplete: (rows) => {
        read = rows;
      },
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw error;
    const words = messageOf(error).replace(/^parquet /, "");
    const why = words.replaceAll("undefined", "none of Parquet's");
    throw new Error(`${UNREADABLE}: ${why}`, { cause: error });
  }
  const rows = read.map((values, index) => ({
    line: index + 1,
    cells: elements.map((element, at) => cellOf(values[at], element)),
  }));
  return { columns: columns.map((name) => name.trim()), rows, unit: "row" };
}

async function metadataOf(file: ArrayBuffer): Promise<FileMetaData> {
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file);
  } catch {
    throw new Error("no Parquet file, or cut off: there is no footer at its end");
  }
  if (metadata.num_rows > MOST_ROWS) {
    throw new Error(`more than ${MOST_ROWS} rows; keep those of evaluations alone`);
  }
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns);
  const bytes = chunks.reduce(
    (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
    0,
  );
  if (bytes > MOST_UNPACKED) {
    throw new Error(
      `${Math.round(bytes / (1 << 20))} MB unpacked, more than a table of results has`,
    );
  }
  return metadata;
}

const MOST_UNPACKED = 256 << 20;

/** A time as ISO 8601, from microseconds of 1970 in UTC; without an offset where it has no zone. */
interface Micros {
  readonly micros: number;
}

function micros(value: bigint, perMicro: bigint, times: bigint): Micros {
  return { micros: Number((value * times) / perMicro) };
}

/** hyparquet knows dates to milliseconds; a missing value is not asked for. */
const PARSERS = {
  timestampFromMilliseconds: (value: bigint) => value && micros(BigInt(value), 1n, 1000n),
  timestampFromMicroseconds: (value: bigint) => value && micros(BigInt(value), 1n, 1n),
  timestampFromNanoseconds: (value: bigint) => value && micros(BigInt(value), 1000n, 1n),
};

function cellOf(value: unknown, { logical_type: logical }: SchemaElement): Cell {
  switch (typeof value) {
    case "number":
      return value;
    case "bigint":
      return Number(value);
    case "string":
      return value.trim() || null;
    case "boolean":
      return `${value}`;
    case "object":
      break;
    default:
      return null;
  }
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (value === null || !("micros" in value)) return null;
  const text = formatInstant(value.micros as number, UTC);
  const isLocal = logical?.type === "TIMESTAMP" && !logical.isAdjustedToUTC;
  return isLocal ? text.replace(/\+00:00$/, "") : text;
}

/** Snappy is hyparquet's own. What lies packed in a page is no larger than the page says. */
async function compressors(): Promise<Compressors> {
  const limited = (unpack: typeof zlib.gunzipSync) => (packed: Uint8Array, length: number) =>
    unpack(packed, { maxOutputLength: Math.max(1, length) });
  const native = (zlib as { zstdDecompressSync?: typeof zlib.gunzipSync }).zstdDecompressSync;
  const { decompress } = await import("fzstd");
  return {
    GZIP: limited(zlib.gunzipSync),
    BROTLI: limited(zlib.brotliDecompressSync as typeof zlib.gunzipSync),
    // Of Node 22.15 and later.
    ZSTD: native === undefined ? (packed) => decompress(packed) : limited(native),
  };
}
