import { MB } from "../../../quantity.ts";
import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { type ColumnChunk, readStatistics, type Statistics } from "./footer.ts";
import { FALSE, Thrift } from "./thrift.ts";

/** One page of a column chunk, its body still as stored. */
export interface Page {
  readonly kind: "data" | "data v2" | "dictionary";
  /** Values, nulls included. */
  readonly valueCount: number;
  readonly encoding: number;
  /** Of version 1: how the definition levels are encoded. */
  readonly levelEncoding: number;
  /** Of version 2: bytes of repetition and definition levels, which are never compressed. */
  readonly levelBytes: { readonly repetition: number; readonly definition: number };
  readonly isCompressed: boolean;
  readonly statistics: Statistics | undefined;
  readonly unpackedBytes: number;
  readonly body: Uint8Array;
}

/** Pages are read from a window of this size, so that a chunk of gigabytes costs no more memory. */
const WINDOW_BYTES = 2 * MB;
/** Headers are some dozen bytes; statistics of long texts make them larger. */
const MAX_HEADER_BYTES = MB;

const DATA_PAGE = 0;
const INDEX_PAGE = 1;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;

/**
 * The pages of a column chunk, in file order, until all its values were seen.
 *
 * @param dataTo where the file's data ends and its footer begins
 * @throws FileProblem where a page is not where it should be
 */
export function* pagesOf(source: Bytes, chunk: ColumnChunk, dataTo: number): Generator<Page> {
  let at = firstPageOf(chunk);
  const window = new Window(source, dataTo, at + chunk.compressedBytes);
  let left = chunk.valueCount;
  while (left > 0) {
    const { header, end } = readHeader(window, at);
    const body = window.slice(end, end + header.packedBytes);
    at = end + header.packedBytes;
    const page = pageOf(header, body);
    if (page === undefined) continue;
    if (page.kind !== "dictionary") {
      if (!(page.valueCount >= 0 && page.valueCount <= left)) {
        throw new FileProblem(
          `corrupt: a page of ${page.valueCount} values where ${left} are left`,
        );
      }
      left -= page.valueCount;
    }
    yield page;
  }
}

/** Where a column chunk begins. */
export function firstPageOf({ dictionaryPageOffset, dataPageOffset }: ColumnChunk): number {
  // Some writers leave a dictionary's offset at 0.
  return dictionaryPageOffset ? Math.min(dictionaryPageOffset, dataPageOffset) : dataPageOffset;
}

/** Whether a page begins at `at`, by its header, and ends before `dataTo`. */
export function isPageAt(source: Bytes, at: number, dataTo: number): boolean {
  try {
    const { header, end } = readHeader(new Window(source, dataTo, at), at);
    const { packedBytes, unpackedBytes } = header;
    if (!(unpackedBytes >= 0 && packedBytes >= 0 && end + packedBytes <= dataTo)) return false;
    return header.type === INDEX_PAGE || (isOfValues(header.type) && header.valueCount >= 0);
  } catch (error) {
    if (error instanceof FileProblem) return false;
    throw error;
  }
}

function isOfValues(type: number): boolean {
  return type === DATA_PAGE || type === DICTIONARY_PAGE || type === DATA_PAGE_V2;
}

/** What windows read into, one after the other: fresh memory costs more than the reading. */
let windowBytes: Uint8Array = new Uint8Array(0);

/** Random access through a buffer that reads ahead; what it gives is good until it is asked again. */
class Window {
  readonly #source: Bytes;
  readonly #end: number;
  readonly #readAheadTo: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #from = 0;

  constructor(source: Bytes, end: number, readAheadTo: number) {
    this.#source = source;
    this.#end = end;
    this.#readAheadTo = Math.min(readAheadTo, end);
  }

  slice(from: number, to: number): Uint8Array {
    if (!(from >= 4 && from <= to && to <= this.#end)) {
      throw new FileProblem(`corrupt: a page at bytes ${from} to ${to}, outside the data`);
    }
    if (from < this.#from || to > this.#from + this.#bytes.length) {
      const end = Math.max(to, Math.min(from + WINDOW_BYTES, this.#readAheadTo));
      if (end - from > windowBytes.length && end - from <= WINDOW_BYTES) {
        windowBytes = Buffer.allocUnsafeSlow(Math.min(2 * (end - from), WINDOW_BYTES));
      }
      this.#bytes = this.#source.slice(from, end, windowBytes);
      this.#from = from;
    }
    return this.#bytes.subarray(from - this.#from, to - this.#from);
  }

  /** As many bytes as there are, up to `count`. */
  peek(from: number, count: number): Uint8Array {
    return this.slice(from, Math.max(from, Math.min(from + count, this.#end)));
  }
}

interface PageHeader {
  type: number;
  unpackedBytes: number;
  packedBytes: number;
  valueCount: number;
  encoding: number;
  levelEncoding: number;
  repetitionBytes: number;
  definitionBytes: number;
  isCompressed: boolean;
  statistics?: Statistics;
}

function readHeader(window: Window, at: number): { header: PageHeader; end: number } {
  for (let size = 256; ; size *= 16) {
    const bytes = window.peek(at, size);
    const thrift = new Thrift(bytes);
    try {
      const header = parseHeader(thrift);
      if (thrift.at <= bytes.length) return { header, end: at + thrift.at };
    } catch (error) {
      if (bytes.length < size || size > MAX_HEADER_BYTES) throw error;
    }
    if (bytes.length < size) throw new FileProblem("corrupt: a page header ends beyond the data");
  }
}

function parseHeader(thrift: Thrift): PageHeader {
  const header: PageHeader = {
    type: -1,
    unpackedBytes: Number.NaN,
    packedBytes: Number.NaN,
    valueCount: Number.NaN,
    encoding: -1,
    levelEncoding: -1,
    repetitionBytes: Number.NaN,
    definitionBytes: Number.NaN,
    isCompressed: true,
  };
  thrift.struct((field, type) => {
    if (field === 1) header.type = thrift.integer();
    else if (field === 2) header.unpackedBytes = thrift.integer();
    else if (field === 3) header.packedBytes = thrift.integer();
    else if (field === 5 || field === 7) {
      thrift.expectStruct(type);
      thrift.struct((inner, innerType) => {
        if (inner === 1) header.valueCount = thrift.integer();
        else if (inner === 2) header.encoding = thrift.integer();
        else if (inner === 3 && field === 5) header.levelEncoding = thrift.integer();
        else if (inner === 5 && field === 5) header.statistics = pageStatistics(thrift, innerType);
        else thrift.skip(innerType);
      });
    } else if (field === 8) {
      thrift.expectStruct(type);
      parseVersion2(thrift, header);
    } else thrift.skip(type);
  });
  return header;
}

function parseVersion2(thrift: Thrift, header: PageHeader): void {
  let nullCount: number | undefined;
  thrift.struct((field, type) => {
    if (field === 1) header.valueCount = thrift.integer();
    else if (field === 2) nullCount = thrift.integer();
    else if (field === 4) header.encoding = thrift.integer();
    else if (field === 5) header.definitionBytes = thrift.integer();
    else if (field === 6) header.repetitionBytes = thrift.integer();
    else if (field === 7) header.isCompressed = type !== FALSE;
    else if (field === 8) header.statistics = pageStatistics(thrift, type);
    else thrift.skip(type);
  });
  if (header.statistics && nullCount !== undefined) header.statistics.nullCount ??= nullCount;
}

function pageStatistics(thrift: Thrift, type: number): Statistics {
  thrift.expectStruct(type);
  return readStatistics(thrift);
}

/** Undefined for kinds of pages that hold no values. */
function pageOf(header: PageHeader, body: Uint8Array): Page | undefined {
  const kinds: Record<number, Page["kind"]> = {
    [DATA_PAGE]: "data",
    [DICTIONARY_PAGE]: "dictionary",
    [DATA_PAGE_V2]: "data v2",
  };
  const kind = kinds[header.type];
  if (kind === undefined) return undefined;
  return {
    kind,
    valueCount: header.valueCount,
    encoding: header.encoding,
    levelEncoding: header.levelEncoding,
    levelBytes: { repetition: header.repetitionBytes, definition: header.definitionBytes },
    isCompressed: header.isCompressed,
    statistics: header.statistics,
    unpackedBytes: header.unpackedBytes,
    body,
  };
}
