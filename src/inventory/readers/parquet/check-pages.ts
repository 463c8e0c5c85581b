import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { isEncodingOfLevels, isEncodingOfValues, isOfDictionary } from "./encodings.ts";
import type { ChunkExtent } from "./extents.ts";
import {
  DATA_PAGE,
  DATA_PAGE_V2,
  DICTIONARY_PAGE,
  INDEX_PAGE,
  type PageHeader,
  readHeader,
  Window,
} from "./page-header.ts";
import { Thrift } from "./thrift.ts";

/** Whether a page begins at `at`, by its header, and ends before `dataTo`. */
export function isPageAt(source: Bytes, at: number, dataTo: number): boolean {
  return headerAt(new Window(source, dataTo, at), at, dataTo) !== undefined;
}

/**
 * Looks at the headers of the pages of a column chunk: `most` of them at most.
 *
 * @returns how many there are, or -1 where they do not hold together, or have not as many values as they should
 */
export function countPages(
  source: Bytes,
  { start, end: chunkTo, valueCount, codec }: ChunkExtent,
  dataTo: number,
  most: number,
): number {
  if (codec > LAST_CODEC) return -1;
  let left = valueCount;
  let at = start;
  let count = 0;
  let hasDictionary = false;
  const window = new Window(source, dataTo, at);
  for (; left > 0 && count < most; count++) {
    const { header, end } = headerAt(window, at, dataTo) ?? {};
    if (header === undefined || end === undefined) return -1;
    if (!isAsLong(window, header, end, codec)) return -1;
    at = end + header.packedBytes;
    if (header.type === DICTIONARY_PAGE) {
      if (hasDictionary || left < valueCount) return -1;
      hasDictionary = true;
    } else if (header.type !== INDEX_PAGE) {
      if (isOfDictionary(header.encoding) && !hasDictionary) return -1;
      left -= header.valueCount;
    }
    if (at > chunkTo + (hasDictionary ? MOST_FORGOTTEN_BYTES : 0)) return -1;
  }
  return left < 0 ? -1 : count;
}

/** Old versions of parquet-mr left the header of the dictionary's page out of a chunk's size. */
const MOST_FORGOTTEN_BYTES = 100;

/** The header at `at`, where it is one of a page that ends before `dataTo`. */
function headerAt(window: Window, at: number, dataTo: number) {
  try {
    const found = readHeader(window, at);
    const { packedBytes, unpackedBytes } = found.header;
    const isWithin = unpackedBytes >= 0 && packedBytes >= 0 && found.end + packedBytes <= dataTo;
    return isWithin && isPossible(found.header) ? found : undefined;
  } catch (error) {
    if (error instanceof FileProblem) return undefined;
    throw error;
  }
}

function isPossible(header: PageHeader): boolean {
  const { type, valueCount, encoding, repetitionBytes, definitionBytes } = header;
  if (type === INDEX_PAGE) return true;
  if (!(valueCount >= 0 && isEncodingOfValues(encoding))) return false;
  if (type === DICTIONARY_PAGE) return true;
  if (type === DATA_PAGE) {
    return (
      isEncodingOfLevels(header.levelEncoding) && isEncodingOfLevels(header.repetitionEncoding)
    );
  }
  const levels = repetitionBytes + definitionBytes;
  const areLevels = repetitionBytes >= 0 && definitionBytes >= 0 && levels <= header.packedBytes;
  return type === DATA_PAGE_V2 && header.rowCount >= 0 && areLevels;
}

/** Whether what is packed says, where its codec lets it, that it is as long as the header says. */
function isAsLong(window: Window, header: PageHeader, end: number, codec: number): boolean {
  const isV2 = header.type === DATA_PAGE_V2;
  const levels = isV2 ? header.repetitionBytes + header.definitionBytes : 0;
  const unpacked = header.unpackedBytes - levels;
  const [from, to] = [end + levels, end + header.packedBytes];
  if (codec === UNCOMPRESSED || (isV2 && !header.isCompressed)) return to - from === unpacked;
  if (from === to) return unpacked === 0;
  if (codec === SNAPPY) return new Thrift(window.peek(from, 5)).varint() === unpacked;
  // Of several members the last says how long it is itself.
  if (codec === GZIP && to - from > 18)
    return (readWord(window.slice(to - 4, to)) ?? 0) <= unpacked;
  if (codec === ZSTD) return readWord(window.peek(from, 4)) === ZSTD_MAGIC;
  return true;
}

function readWord(bytes: Uint8Array): number | undefined {
  return bytes.length < 4
    ? undefined
    : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

const ZSTD_MAGIC = 0xfd2fb528;
const [UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LAST_CODEC] = [0, 1, 2, 6, 7];
