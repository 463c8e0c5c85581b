import { FileProblem } from "../../reader.ts";
import { endsWithin, I32, I64, LIST, STOP, STRUCT, skipValue, type Thrift } from "./thrift.ts";

/** Where all values of a column chunk lie, one page after the other. */
export interface ChunkExtent {
  readonly start: number;
  readonly end: number;
  readonly valueCount: number;
  readonly codec: number;
}

/** Where in a file its footer says that data lies; as read, so that nothing of it need be true. */
export class Extents {
  /** The byte up to which the file must reach, its footer not yet included. */
  end = 0;
  readonly #chunks: ChunkExtent[] = [];
  readonly #pages = { first: Number.NaN, last: Number.NaN, lastGroup: Number.NaN };
  // Of the chunk at hand, the integers by field.
  readonly #fields = new Float64Array(2 * META);
  #isElsewhere = false;
  #isEncrypted = false;
  // The fields of its metadata that are of the type they should be, as bits.
  #seen = 0;

  /** Where the chunks that hold values lie; empty where they are many. */
  get chunks(): readonly ChunkExtent[] {
    return this.#chunks.length > MOST_LISTED ? [] : this.#chunks;
  }

  /** Of the chunks that hold values: of the first, the last, and the first of the last row group. */
  get pages(): readonly number[] {
    const { first, last, lastGroup } = this.#pages;
    return [...new Set([first, lastGroup, last])].filter((at) => !Number.isNaN(at));
  }

  /** Passes over a column chunk, the `index`-th of its row group, and takes in where it lies. */
  pass(thrift: Thrift, index: number): void {
    for (let i = 0; i < INTEGERS.length; i++) this.#fields[INTEGERS[i] as number] = 0;
    this.#isElsewhere = false;
    this.#isEncrypted = false;
    this.#seen = 0;
    thrift.at = this.#walk(thrift.bytes, thrift.at, 0);
    if (thrift.at > thrift.bytes.length) throw endsWithin();
    if (!this.#isEncrypted && (this.#seen & REQUIRED) !== REQUIRED) {
      throw new FileProblem("corrupt: its footer does not say where all of its values are");
    }
    if (!this.#isElsewhere) this.#takeIn(index);
  }

  /** How many values the chunk that was passed states; NaN where its metadata are encrypted or elsewhere. */
  get valueCount(): number {
    return this.#isEncrypted || this.#isElsewhere
      ? Number.NaN
      : (this.#fields[VALUE_COUNT] as number);
  }

  #takeIn(index: number): void {
    const fields = this.#fields;
    const dataPage = fields[DATA_PAGE] as number;
    const dictionaryPage = fields[DICTIONARY_PAGE] as number;
    // Some writers leave a dictionary's offset at 0.
    const start = dictionaryPage > 0 ? Math.min(dictionaryPage, dataPage) : dataPage;
    const compressedBytes = fields[COMPRESSED_BYTES] as number;
    this.#reach(start, compressedBytes);
    this.#reach(fields[OFFSET_INDEX] as number, fields[OFFSET_INDEX_BYTES] as number);
    this.#reach(fields[COLUMN_INDEX] as number, fields[COLUMN_INDEX_BYTES] as number);
    // The headers of encrypted pages are encrypted, too.
    if (this.#isEncrypted || compressedBytes === 0 || fields[VALUE_COUNT] === 0) return;
    if (this.#chunks.length <= MOST_LISTED) {
      const [valueCount, codec] = [fields[VALUE_COUNT] as number, fields[CODEC] as number];
      this.#chunks.push({ start, end: start + compressedBytes, valueCount, codec });
    }
    const pages = this.#pages;
    if (Number.isNaN(pages.first)) pages.first = start;
    if (index === 0) pages.lastGroup = start;
    pages.last = start;
  }

  #reach(offset: number, length: number): void {
    if (length > 0 && offset + length > this.end) this.end = offset + length;
  }

  /** Returns where the struct ends. A file has thousands of them: this is where wide ones take time. */
  #walk(bytes: Uint8Array, start: number, base: number): number {
    let at = start;
    let field = base;
    for (;;) {
      const head = bytes[at++];
      if (head === undefined) throw endsWithin();
      if (head === STOP) return at;
      const type = head & 15;
      // A field's number is written out where it is not a little more than the one before.
      if (head < 16) {
        field = base + unzigzag(varintAt(bytes, at));
        at = varintEnd(bytes, at);
      } else field += head >> 4;
      if (base === 0 && field === FILE_OFFSET && type === I64) this.#seen |= 1;
      else if (base === META && type === TYPES[field - META]) this.#seen |= 1 << (field - META);
      if (type === I64 || type === I32) {
        if (WANTED[field] === 1) this.#fields[field] = unzigzag(varintAt(bytes, at));
        while ((bytes[at++] as number) >= 128);
      } else if (base === 0 && type === STRUCT && field === META_DATA) {
        at = this.#walk(bytes, at, META);
      } else {
        if (field === FILE_PATH) this.#isElsewhere = true;
        else if (field === ENCRYPTED) this.#isEncrypted = true;
        at = skipValue(bytes, at, type, 0);
      }
    }
  }
}

/** Of a file of up to so many chunks the header of every page is looked at: each costs a read. */
const MOST_LISTED = 64;

/** Some fields of ColumnChunk, and behind them of ColumnMetaData. */
const FILE_PATH = 1;
const FILE_OFFSET = 2;
const META_DATA = 3;
const OFFSET_INDEX = 4;
const OFFSET_INDEX_BYTES = 5;
const COLUMN_INDEX = 6;
const COLUMN_INDEX_BYTES = 7;
const ENCRYPTED = 8;
const META = 32;
const CODEC = META + 4;
const VALUE_COUNT = META + 5;
const COMPRESSED_BYTES = META + 7;
const DATA_PAGE = META + 9;
const DICTIONARY_PAGE = META + 11;

/** The types of the fields of ColumnMetaData that must be there, by their numbers. */
const TYPES = [0, I32, LIST, LIST, I32, I64, I64, I64, 0, I64];
/** And the offset of the file, whose bit is the first. */
const REQUIRED = TYPES.reduce((bits, type, field) => (type === 0 ? bits : bits | (1 << field)), 1);

const INTEGERS = [
  OFFSET_INDEX,
  OFFSET_INDEX_BYTES,
  COLUMN_INDEX,
  COLUMN_INDEX_BYTES,
  CODEC,
  VALUE_COUNT,
  COMPRESSED_BYTES,
  DATA_PAGE,
  DICTIONARY_PAGE,
];
const WANTED = new Uint8Array(2 * META);
for (const field of INTEGERS) WANTED[field] = 1;

function varintAt(bytes: Uint8Array, start: number): number {
  let value = 0;
  let scale = 1;
  for (let at = start; ; at++) {
    const byte = bytes[at] as number;
    // Beyond the end, where it is undefined, this ends, too.
    if (!(byte >= 128)) return value + byte * scale;
    value += (byte - 128) * scale;
    scale *= 128;
  }
}

function varintEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at++] as number) >= 128);
  return at;
}

function unzigzag(raw: number): number {
  return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
}
