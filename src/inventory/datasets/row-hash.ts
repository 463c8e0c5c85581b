import { CR, LF, QUOTE } from "../../text/ascii.ts";

/**
 * A 53-bit hash of a row, fed byte by byte: two lanes of FNV-1a with a final mix (MurmurHash3's), so
 * that near-equal rows differ in every bit.
 */
export class RowHash {
  #low = LOW_START;
  #high = HIGH_START;

  add(byte: number): void {
    this.#low = nextLow(this.#low, byte);
    this.#high = nextHigh(this.#high, byte);
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      this.add(code & 0xff);
      this.add(code >> 8);
    }
  }

  /** The hash of what was added since the last, a whole number below 2^53. */
  take(): number {
    const hash = joinLanes(this.#low, this.#high);
    this.#low = LOW_START;
    this.#high = HIGH_START;
    return hash;
  }
}

/** The same hash of many rows, whose columns come one after the other. */
export class ColumnarHashes {
  readonly #low: Int32Array;
  readonly #high: Int32Array;

  constructor(rows: number) {
    this.#low = new Int32Array(rows).fill(LOW_START);
    this.#high = new Int32Array(rows).fill(HIGH_START);
  }

  /** @param texts of one column, one a row; null for a missing value */
  addColumn(texts: readonly (string | null)[]): void {
    for (const [row, text] of texts.entries()) {
      let [low, high] = [this.#low[row] as number, this.#high[row] as number];
      for (let i = 0; i < (text?.length ?? 0); i++) {
        const code = (text as string).charCodeAt(i);
        low = nextLow(nextLow(low, code & 0xff), code >> 8);
        high = nextHigh(nextHigh(high, code & 0xff), code >> 8);
      }
      // A 0 ends a text, and a 1 stands for a missing value.
      this.#low[row] = nextLow(low, text === null ? 1 : 0);
      this.#high[row] = nextHigh(high, text === null ? 1 : 0);
    }
  }

  /** Of each row, a whole number below 2^53. */
  hashes(): number[] {
    return Array.from(this.#low, (low, row) => joinLanes(low, this.#high[row] as number));
  }
}

const LOW_START = 0x811c9dc5 | 0;
const HIGH_START = 0x9e3779b9 | 0;

function nextLow(low: number, byte: number): number {
  return Math.imul(low ^ byte, 0x01000193);
}

function nextHigh(high: number, byte: number): number {
  return (Math.imul(high ^ byte, 0x85ebca6b) + 0x165667b1) | 0;
}

function joinLanes(low: number, high: number): number {
  return (mix(high) & 0x1fffff) * 0x1_0000_0000 + mix(low);
}

function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Stands for the delimiter, whichever a file has: the unit separator of ASCII. */
const SEPARATOR = 0x1f;

/**
 * Hashes the rows of delimited text: equal fields give equal hashes, whatever the delimiter, the quotes
 * and the ends of lines, and so do fractions that differ in their last digits alone: pandas changes them
 * when it reads a file and writes it again. Text comes in chunks of any size.
 */
export class DelimitedHashes {
  readonly hashes: number[] = [];
  readonly #delimiter: number;
  readonly #hash = new RowHash();
  readonly #field = new Uint8Array(LONGEST_FRACTION);
  #length = 0;
  #isQuoted = false;
  #hasBytes = false;

  /** @param delimiter one ASCII byte */
  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === QUOTE) this.#isQuoted = !this.#isQuoted;
      else if (!this.#isQuoted && (byte === LF || byte === CR)) this.end();
      else {
        this.#hasBytes = true;
        if (!this.#isQuoted && byte === this.#delimiter) {
          this.#endField();
          this.#hash.add(SEPARATOR);
        } else if (this.#length < LONGEST_FRACTION) this.#field[this.#length++] = byte;
        else this.#addLong(byte);
      }
    }
  }

  /** No fraction is so long: its bytes are hashed as they come. */
  #addLong(byte: number): void {
    if (this.#length === LONGEST_FRACTION) {
      for (const each of this.#field) this.#hash.add(each);
      this.#length++;
    }
    this.#hash.add(byte);
  }

  #endField(): void {
    if (this.#length <= LONGEST_FRACTION) {
      const field = this.#field.subarray(0, this.#length);
      for (const byte of this.#length < SHORTEST_FRACTION ? field : rounded(field)) {
        this.#hash.add(byte);
      }
    }
    this.#length = 0;
  }

  /** Ends the last row where no newline does. */
  end(): void {
    if (this.#hasBytes) {
      this.#endField();
      this.hashes.push(this.#hash.take());
    }
    this.#hasBytes = false;
  }
}

/** A double of fewer characters is written the same by all. */
const SHORTEST_FRACTION = 15;
const LONGEST_FRACTION = 32;

/** A fraction to twelve digits; any other field as it is. */
function rounded(field: Uint8Array): Uint8Array {
  const text = Buffer.from(field).toString("latin1");
  if (!/^-?\d*\.\d+(e[-+]?\d+)?$/i.test(text)) return field;
  return Buffer.from(String(Number(Number(text).toPrecision(12))));
}
