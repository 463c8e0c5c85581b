import { MB } from "../../../text/quantity.ts";
import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { readStatistics, type Statistics } from "./footer.ts";
import { FALSE, Thrift } from "./thrift.ts";

/** Pages are read from a window of this size, so that a chunk of gigabytes costs no more memory. */
const WINDOW_BYTES = 2 * MB;
/** Headers are some dozen bytes; statistics of long texts make them larger. */
const MAX_HEADER_BYTES = MB;

export const DATA_PAGE = 0;
export const INDEX_PAGE = 1;
export const DICTIONARY_PAGE = 2;
export const DATA_PAGE_V2 = 3;

/** The buffer for windows, one after the other: fresh memory costs more than the reading. */
let windowBytes: Uint8Array = new Uint8Array(0);

/** Random access through a buffer that reads ahead; what it gives is good until it is asked again. */
export class Window {
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

/** The header before the body of a page. */
export interface PageHeader {
  type: number;
  unpackedBytes: number;
  packedBytes: number;
  valueCount: number;
  encoding: number;
  levelEncoding: number;
  repetitionEncoding: number;
  repetitionBytes: number;
  definitionBytes: number;
  /** Of version 2. */
  rowCount: number;
  isCompressed: boolean;
  statistics?: Statistics;
}

/** @throws FileProblem where none can be read at `at` */
export function readHeader(window: Window, at: number): { header: PageHeader; end: number } {
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
    repetitionEncoding: -1,
    repetitionBytes: Number.NaN,
    definitionBytes: Number.NaN,
    rowCount: Number.NaN,
    isCompressed: true,
  };
  thrift.struct((field, type) => {
    if (field === 1) header.type = thrift.i32(type);
    else if (field === 2) header.unpackedBytes = thrift.i32(type);
    else if (field === 3) header.packedBytes = thrift.i32(type);
    else if (field === 5 || field === 7) {
      thrift.expectStruct(type);
      thrift.struct((inner, innerType) => {
        if (inner === 1) header.valueCount = thrift.i32(innerType);
        else if (inner === 2) header.encoding = thrift.i32(innerType);
        else if (inner === 3 && field === 5) header.levelEncoding = thrift.i32(innerType);
        else if (inner === 4 && field === 5) header.repetitionEncoding = thrift.i32(innerType);
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
    if (field === 1) header.valueCount = thrift.i32(type);
    else if (field === 2) nullCount = thrift.i32(type);
    else if (field === 3) header.rowCount = thrift.i32(type);
    else if (field === 4) header.encoding = thrift.i32(type);
    else if (field === 5) header.definitionBytes = thrift.i32(type);
    else if (field === 6) header.repetitionBytes = thrift.i32(type);
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
